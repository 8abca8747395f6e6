#include "reference-impl/chip/genuineness.hpp"

#include <tuple>

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/domain.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

constexpr const char* ca_clause = "ICAO 9303-11 section 6.2";
constexpr const char* copy = "Treat the chip as a copy.";

struct ChipAuthentication {
  std::string protocol;
  emrtd::Cipher cipher;
  std::optional<std::uint32_t> key_id;
  emrtd::Domain domain;
  Bytes public_key;
};

bool stronger(const ChipAuthentication& one, const ChipAuthentication& other) {
  // ECDH before DH: the groups of 9303-11 table 6 reach 112 bits of security at most.
  const auto rank = [](const ChipAuthentication& method) {
    return std::tuple{method.domain.elliptic(), method.cipher, method.domain.bits()};
  };
  return rank(one) > rank(other);
}

// The strongest pair of info and key that this terminal can follow. Without any info, chips of the first generation
// mean 3DES (9303-11 section 6.2.3).
std::optional<ChipAuthentication> choose(const emrtd::SecurityInfos& infos) {
  std::optional<ChipAuthentication> best;
  const auto consider = [&](const std::string& protocol, const emrtd::ChipAuthenticationPublicKeyInfo& key) {
    const auto method = emrtd::chip_authentication_protocol(protocol);
    const std::string kind =
        method && method->elliptic ? emrtd::oid_chip_authentication_key_ecdh : emrtd::oid_chip_authentication_key_dh;
    if (!method || key.protocol != kind) return;
    Bytes public_key;
    auto domain = emrtd::Domain::of_public_key(key.public_key, &public_key);
    if (!domain || domain->elliptic() != method->elliptic) return;
    ChipAuthentication found{protocol, method->cipher, key.key_id, *std::move(domain), std::move(public_key)};
    if (!best || stronger(found, *best)) best = std::move(found);
  };
  for (const auto& key : infos.chip_authentication_keys) {
    if (infos.chip_authentication.empty()) {
      const bool elliptic = key.protocol == emrtd::oid_chip_authentication_key_ecdh;
      consider(emrtd::oid_of(emrtd::ChipAuthenticationProtocol{elliptic, emrtd::Cipher::tdes}), key);
    }
    for (const auto& info : infos.chip_authentication)
      if (info.version == 1 && info.key_id == key.key_id) consider(info.protocol, key);
  }
  return best;
}

Bytes key_reference(const ChipAuthentication& method) {
  if (!method.key_id) return {};
  const Bytes integer = emrtd::encode_integer(*method.key_id);
  return emrtd::encode_tlv(0x84, ByteView(integer).subspan(2));
}

Result<void> send_public_key(Session& session, const ChipAuthentication& method, const Bytes& key) {
  if (method.cipher == emrtd::Cipher::tdes) {
    const Bytes data = concat({emrtd::encode_tlv(0x91, key), key_reference(method)});
    PROOFMARK_CHECK(session.require({0x00, 0x22, 0x41, 0xA6, data, {}, false}, "MSE:Set KAT"));
    return {};
  }
  PROOFMARK_TRY(const Bytes oid, emrtd::encode_oid(method.protocol));
  const Bytes set_at = concat({emrtd::encode_tlv(0x80, oid), key_reference(method)});
  PROOFMARK_CHECK(session.require({0x00, 0x22, 0x41, 0xA4, set_at, {}, false}, "MSE:Set AT"));
  const Bytes data = emrtd::encode_tlv(0x7C, emrtd::encode_tlv(0x80, key));
  PROOFMARK_TRY(const Bytes answer,
                session.require({0x00, 0x86, 0x00, 0x00, data, 256U, false}, "GENERAL AUTHENTICATE"));
  PROOFMARK_CHECK(emrtd::parse_single(answer, 0x7C, "the chip's answer to its key agreement"));
  return {};
}

Result<void> authenticate_chip(Session& session, const ChipAuthentication& method, RandomSource& random) {
  PROOFMARK_TRY(const emrtd::KeyPair ephemeral, method.domain.generate(random));
  PROOFMARK_TRY(const Bytes secret, method.domain.agree(ephemeral.private_key, method.public_key));
  PROOFMARK_CHECK(send_public_key(session, method, ephemeral.public_key));
  if (PROOFMARK_WEAKNESS(chip_authentication_unconfirmed)) return {};
  PROOFMARK_TRY(emrtd::SecureMessaging messaging,
                emrtd::SecureMessaging::start(emrtd::derive_session_keys(secret, method.cipher)));
  session.protect(std::move(messaging));
  // The key agreement's answer proves nothing: only an answer under the new keys shows that the chip has its key.
  PROOFMARK_TRY(const std::optional<Bytes> com, session.read_file(emrtd::fid_com));
  if (!com) return fail(ca_clause, "EF.COM under the new keys", "no such file", copy);
  return {};
}

Result<bool> authenticate_actively(Session& session, const Bytes& key, const std::optional<std::string>& algorithm,
                                   RandomSource& random) {
  const Bytes challenge = PROOFMARK_WEAKNESS(active_challenge_fixed) ? Bytes(8, 0x5A) : random.bytes(8);
  // A signature of more than 223 bytes does not fit into a short answer under secure messaging (9303-11 section 6.1.3).
  PROOFMARK_TRY(const std::size_t size, emrtd::active_signature_size(key));
  const std::uint32_t wanted = size > 223 ? 65536U : 256U;
  PROOFMARK_TRY(const Bytes signature,
                session.require({0x00, 0x88, 0x00, 0x00, challenge, wanted, false}, "INTERNAL AUTHENTICATE"));
  return emrtd::verify_active_authentication(key, algorithm, challenge, signature);
}

// 9303-11 section 4.4.3.5: the key of the mapping is the static key times the chip authentication data.
Result<void> verify_mapping(const MappedChip& mapped, const emrtd::SecurityInfos& card_security) {
  constexpr const char* clause = "ICAO 9303-11 section 4.4.3.5";
  if (!mapped.data) return fail(clause, "chip authentication data in the last answer of PACE", "none", copy);
  for (const auto& info : card_security.chip_authentication_keys) {
    Bytes static_key;
    const auto domain = emrtd::Domain::of_public_key(info.public_key, &static_key);
    if (!domain || !domain->elliptic() || domain->curve().curve_name() != mapped.domain.curve().curve_name()) continue;
    const auto product = domain->curve().multiply(*mapped.data, static_key);
    if (product && (*product == mapped.mapping_key || PROOFMARK_WEAKNESS(mapping_proof_unchecked))) return {};
  }
  return fail(clause, "the mapping key as the static key of EF.CardSecurity times the chip's data", "another", copy);
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
  const std::string cam = "genuine.chip_authentication_mapping";
  const std::string ca = "genuine.chip_authentication";
  const std::string aa = "genuine.active_authentication";
  if (keys.mapped) {
    const auto verified =
        keys.card_security
            ? verify_mapping(*keys.mapped, *keys.card_security)
            : Result<void>(fail("ICAO 9303-11 section 9.2.12", "EF.CardSecurity", "none that can be read", copy));
    if (!verified) return not_proven(session, cam, verified.error().line(), findings);
    findings.add(cam, SubResult::successful, "PACE with chip authentication mapping");
    if (keys.card_security_authenticated) return passed("PACE with chip authentication mapping");
    return undetermined("expected an authenticated key in EF.CardSecurity, observed one that nobody confirms");
  }
  const bool offers_ca = keys.dg14 && !keys.dg14->chip_authentication_keys.empty();
  if (offers_ca) {
    if (const auto method = choose(*keys.dg14)) {
      const auto done = authenticate_chip(session, *method, random);
      if (!done) return not_proven(session, ca, done.error().line(), findings);
      return proven(keys, 14, ca, "chip authentication " + method->protocol, findings);
    }
    findings.add(ca, SubResult::not_supported, "DG14 offers no chip authentication that is known here");
  }
  if (keys.active_authentication_key) {
    const auto algorithm = keys.dg14 ? keys.dg14->active_authentication_algorithm : std::nullopt;
    const auto rsa = emrtd::is_rsa_key(*keys.active_authentication_key);
    if (algorithm || rsa) {
      const auto verified = authenticate_actively(session, *keys.active_authentication_key, algorithm, random);
      if (!verified) return not_proven(session, aa, verified.error().line(), findings);
      if (!*verified && !PROOFMARK_WEAKNESS(active_signature_unchecked))
        return not_proven(session, aa,
                          "ICAO 9303-11 section 6.1: expected a signature of DG15's key over the challenge, observed "
                          "another",
                          findings);
      // With ECDSA the algorithm comes from DG14, the key from DG15: both must be authenticated.
      const unsigned weaker = rsa || keys.authenticated.contains(14) ? 15 : 14;
      return proven(keys, weaker, aa, rsa ? "active authentication with RSA" : "active authentication " + *algorithm,
                    findings);
    }
    findings.add(aa, SubResult::not_supported, "DG14 names no ECDSA algorithm for DG15's key");
  }
  if (offers_ca || keys.active_authentication_key)
    return undetermined(
        "ICAO 9303-11 section 6: expected chip or active authentication with a known group and algorithm, observed "
        "other methods");
  const std::string none = "ICAO 9303-11 section 6: expected chip or active authentication, observed neither";
  if (PROOFMARK_WEAKNESS(no_proof_needed)) return passed("the chip offers no proof");
  return policy.require_chip_proof ? failed(none) : not_performed(none);
}

}  // namespace proofmark::chip
