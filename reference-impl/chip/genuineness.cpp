#include "reference-impl/chip/genuineness.hpp"

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

constexpr const char* ca_clause = "ICAO 9303-11 section 6.2";
constexpr const char* copy = "Treat the chip as a copy.";

struct ChipAuthentication {
  std::string protocol;
  emrtd::Cipher cipher = emrtd::Cipher::tdes;
  emrtd::ChipAuthenticationPublicKeyInfo key;
};

// The first pair of info and key that this terminal can follow. Without any info, chips of the first generation mean
// ECDH with 3DES (9303-11 section 6.2.3).
std::optional<ChipAuthentication> choose(const emrtd::SecurityInfos& infos) {
  for (const auto& key : infos.chip_authentication_keys) {
    if (key.protocol != emrtd::oid_chip_authentication_key_ecdh) continue;
    if (infos.chip_authentication.empty()) return ChipAuthentication{emrtd::oid_ca_ecdh_3des, emrtd::Cipher::tdes, key};
    for (const auto& info : infos.chip_authentication) {
      const auto cipher = emrtd::chip_authentication_ecdh_cipher(info.protocol);
      if (cipher && info.version == 1 && info.key_id == key.key_id)
        return ChipAuthentication{info.protocol, *cipher, key};
    }
  }
  return std::nullopt;
}

Bytes key_reference(const ChipAuthentication& method) {
  if (!method.key.key_id) return {};
  const Bytes integer = emrtd::encode_integer(*method.key.key_id);
  return emrtd::encode_tlv(0x84, ByteView(integer).subspan(2));
}

Result<void> send_public_key(Session& session, const ChipAuthentication& method, const Bytes& point) {
  if (method.cipher == emrtd::Cipher::tdes) {
    const Bytes data = concat({emrtd::encode_tlv(0x91, point), key_reference(method)});
    PROOFMARK_CHECK(session.require({0x00, 0x22, 0x41, 0xA6, data, {}, false}, "MSE:Set KAT"));
    return {};
  }
  PROOFMARK_TRY(const Bytes oid, emrtd::encode_oid(method.protocol));
  const Bytes set_at = concat({emrtd::encode_tlv(0x80, oid), key_reference(method)});
  PROOFMARK_CHECK(session.require({0x00, 0x22, 0x41, 0xA4, set_at, {}, false}, "MSE:Set AT"));
  const Bytes data = emrtd::encode_tlv(0x7C, emrtd::encode_tlv(0x80, point));
  PROOFMARK_TRY(const Bytes answer,
                session.require({0x00, 0x86, 0x00, 0x00, data, 256U, false}, "GENERAL AUTHENTICATE"));
  PROOFMARK_CHECK(emrtd::parse_single(answer, 0x7C, "the chip's answer to its key agreement"));
  return {};
}

Result<void> authenticate_chip(Session& session, const ChipAuthentication& method, RandomSource& random) {
  Bytes chip_point;
  PROOFMARK_TRY(const emrtd::EcDomain domain, emrtd::EcDomain::of_public_key(method.key.public_key, &chip_point));
  PROOFMARK_TRY(const emrtd::EcKeyPair ephemeral, domain.generate(random));
  PROOFMARK_TRY(const Bytes secret, domain.agree(ephemeral.private_key, chip_point));
  PROOFMARK_CHECK(send_public_key(session, method, ephemeral.public_point));
  if (PROOFMARK_WEAKNESS(chip_authentication_unconfirmed)) return {};
  PROOFMARK_TRY(emrtd::SecureMessaging messaging,
                emrtd::SecureMessaging::start(emrtd::derive_session_keys(secret, method.cipher)));
  session.protect(std::move(messaging));
  // The key agreement's answer proves nothing: only an answer under the new keys shows that the chip has its key.
  PROOFMARK_TRY(const std::optional<Bytes> com, session.read_file(emrtd::fid_com));
  if (!com) return fail(ca_clause, "EF.COM under the new keys", "no such file", copy);
  return {};
}

Result<bool> authenticate_actively(Session& session, const Bytes& key, const std::string& algorithm,
                                   RandomSource& random) {
  const Bytes challenge = PROOFMARK_WEAKNESS(active_challenge_fixed) ? Bytes(8, 0x5A) : random.bytes(8);
  PROOFMARK_TRY(const Bytes signature,
                session.require({0x00, 0x88, 0x00, 0x00, challenge, 256U, false}, "INTERNAL AUTHENTICATE"));
  return emrtd::verify_active_authentication(key, algorithm, challenge, signature);
}

Finding proven(const ProofKeys& keys, unsigned data_group, const std::string& id, const std::string& reason,
               Findings& findings) {
  findings.add(id, SubResult::successful, reason);
  if (keys.authenticated.contains(data_group)) return passed(reason);
  return undetermined("expected an authenticated key in DG" + std::to_string(data_group) +
                      ", observed one that passive authentication does not confirm");
}

Finding not_proven(const Session& session, const std::string& id, const std::string& reason, Findings& findings) {
  if (session.lost()) {
    findings.add(id, SubResult::aborted, reason);
    return undetermined("the link to the chip was lost: " + reason);
  }
  findings.add(id, SubResult::failed, reason);
  if (PROOFMARK_WEAKNESS(failed_proof_tolerated)) return passed("the chip answered");
  return failed(reason);
}

}  // namespace

Finding prove_genuine(Session& session, const ProofKeys& keys, const InspectionPolicy& policy, RandomSource& random,
                      Findings& findings) {
  const std::string ca = "genuine.chip_authentication";
  const std::string aa = "genuine.active_authentication";
  const bool offers_ca = keys.dg14 && !keys.dg14->chip_authentication_keys.empty();
  if (offers_ca) {
    if (const auto method = choose(*keys.dg14)) {
      const auto done = authenticate_chip(session, *method, random);
      if (!done) return not_proven(session, ca, done.error().line(), findings);
      return proven(keys, 14, ca, "chip authentication " + method->protocol, findings);
    }
    findings.add(ca, SubResult::not_supported, "DG14 offers no chip authentication with ECDH");
  }
  if (keys.active_authentication_key) {
    if (keys.dg14 && keys.dg14->active_authentication_algorithm) {
      const std::string& algorithm = *keys.dg14->active_authentication_algorithm;
      const auto verified = authenticate_actively(session, *keys.active_authentication_key, algorithm, random);
      if (!verified) return not_proven(session, aa, verified.error().line(), findings);
      if (!*verified && !PROOFMARK_WEAKNESS(active_signature_unchecked))
        return not_proven(session, aa,
                          "ICAO 9303-11 section 6.1: expected a signature of DG15's key over the challenge, observed "
                          "another",
                          findings);
      // The algorithm comes from DG14, the key from DG15: both must be authenticated.
      const unsigned weaker = keys.authenticated.contains(14) ? 15 : 14;
      return proven(keys, weaker, aa, "active authentication " + algorithm, findings);
    }
    findings.add(aa, SubResult::not_supported, "DG14 names no ECDSA algorithm for DG15's key");
  }
  if (offers_ca || keys.active_authentication_key)
    return undetermined(
        "ICAO 9303-11 section 6: expected chip authentication with ECDH or active authentication with "
        "ECDSA, observed other methods");
  const std::string none = "ICAO 9303-11 section 6: expected chip or active authentication, observed neither";
  if (PROOFMARK_WEAKNESS(no_proof_needed)) return passed("the chip offers no proof");
  return policy.require_chip_proof ? failed(none) : not_performed(none);
}

}  // namespace proofmark::chip
