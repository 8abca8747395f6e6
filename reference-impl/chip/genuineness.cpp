#include "reference-impl/chip/genuineness.hpp"

#include <algorithm>
#include <tuple>

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/domain.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/pki/rsa.hpp"
#include "reference-impl/chip/strength.hpp"
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
  // As strong as its weaker part, as for PACE; between equals the curve, which is the faster one.
  const auto rank = [](const ChipAuthentication& method) {
    const unsigned cipher = cipher_bits(method.cipher), group = group_bits(method.domain);
    return std::tuple{std::min(cipher, group), cipher, group, method.domain.elliptic()};
  };
  return rank(one) > rank(other);
}

// The strongest pair of info and key that this terminal can follow. Without any info, chips of the first generation
// mean 3DES (9303-11 section 6.2.3).
struct ChipAuthenticationChoice {
  std::optional<ChipAuthentication> best;
  std::size_t known = 0;  // pairs that this terminal could follow, whatever their strength
};
ChipAuthenticationChoice choose(const emrtd::SecurityInfos& infos, const StrengthFloor& floor) {
  ChipAuthenticationChoice choice;
  for (const auto& key : infos.chip_authentication_keys) {
    // Once for each key: reading it costs operations on its curve.
    Bytes public_key;
    const auto domain = emrtd::Domain::of_public_key(key.public_key, &public_key);
    if (!domain) continue;
    const auto consider = [&](const std::string& protocol) {
      const auto method = emrtd::chip_authentication_protocol(protocol);
      const std::string kind =
          method && method->elliptic ? emrtd::oid_chip_authentication_key_ecdh : emrtd::oid_chip_authentication_key_dh;
      if (!method || key.protocol != kind || domain->elliptic() != method->elliptic) return;
      ++choice.known;
      const bool strong = strong_enough(method->cipher, floor) && strong_enough(*domain, floor);
      if (!strong && !PROOFMARK_WEAKNESS(weak_agreement_accepted)) return;
      ChipAuthentication found{protocol, method->cipher, key.key_id, *domain, public_key};
      if (!choice.best || stronger(found, *choice.best)) choice.best = std::move(found);
    };
    if (infos.chip_authentication.empty()) {
      const bool elliptic = key.protocol == emrtd::oid_chip_authentication_key_ecdh;
      consider(emrtd::oid_of(emrtd::ChipAuthenticationProtocol{elliptic, emrtd::Cipher::tdes}));
    }
    for (const auto& info : infos.chip_authentication)
      if (info.version == 1 && (info.key_id == key.key_id || PROOFMARK_WEAKNESS(key_numbers_ignored)))
        consider(info.protocol);
  }
  return choice;
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

Result<bool> authenticate_actively(Session& session, const Result<pki::Key>& read,
                                   const std::optional<std::string>& algorithm, RandomSource& random) {
  if (!read) return fail(Error(read.error()));
  const pki::Key& key = *read;
  const Bytes challenge = PROOFMARK_WEAKNESS(active_challenge_fixed) ? Bytes(8, 0x5A) : random.bytes(8);
  // A signature of more than 223 bytes does not fit into a short answer under secure messaging (9303-11 section 6.1.3).
  const std::uint32_t wanted = emrtd::active_signature_size(key) > 223 ? 65536U : 256U;
  PROOFMARK_TRY(const Bytes signature,
                session.require({0x00, 0x88, 0x00, 0x00, challenge, wanted, false}, "INTERNAL AUTHENTICATE"));
  return emrtd::verify_active_authentication(key, algorithm, challenge, signature);
}

// 9303-11 section 4.4.3.5: the key of the mapping is the static key times the chip authentication data.
Result<void> verify_mapping(const MappedChip& mapped, const emrtd::SecurityInfos& card_security) {
  constexpr const char* clause = "ICAO 9303-11 section 4.4.3.5";
  if (!mapped.data && PROOFMARK_WEAKNESS(mapping_data_not_needed)) return {};
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

constexpr const char* cam_id = "genuine.chip_authentication_mapping";
constexpr const char* ca_id = "genuine.chip_authentication";
constexpr const char* aa_id = "genuine.active_authentication";
constexpr const char* floor_clause = "the policy's floor: expected keys at least as strong, observed ";

// One inspection's way through the three protocols, the first that the chip offers and that is strong enough.
class Prover {
 public:
  Prover(Session& session, const ProofKeys& keys, const InspectionPolicy& policy, RandomSource& random,
         Findings& findings)
      : session_(session), keys_(keys), policy_(policy), random_(random), findings_(findings) {}

  Finding run() {
    const Finding proof = prove();
    for (const char* id : {cam_id, ca_id, aa_id})
      if (!noted_.contains(id)) findings_.add(id, SubResult::not_supported, why_not(id));
    return proof;
  }

 private:
  Finding prove() {
    if (keys_.mapped) return by_mapping();
    const bool offers_ca = keys_.dg14 && !keys_.dg14->chip_authentication_keys.empty();
    bool weak = false;
    if (offers_ca) {
      const ChipAuthenticationChoice choice = choose(*keys_.dg14, policy_.floor);
      if (choice.best) return by_chip_authentication(*choice.best);
      weak = choice.known > 0;
      note(ca_id, weak ? SubResult::failed : SubResult::not_supported,
           weak ? floor_clause + std::string("weaker ones in DG14")
                : "DG14 offers no chip authentication that is known here");
    }
    if (keys_.active_authentication_key) {
      const auto algorithm = keys_.dg14 ? keys_.dg14->active_authentication_algorithm : std::nullopt;
      const auto key = pki::Key::from_spki(*keys_.active_authentication_key);
      const bool rsa = key && pki::rsa_bits(*key) > 0;
      if (key && !strong_enough(*key, policy_.floor) && !PROOFMARK_WEAKNESS(weak_active_key_accepted)) {
        weak = true;
        note(aa_id, SubResult::failed, floor_clause + describe(*key));
      } else if (algorithm || rsa) {
        return by_active_authentication(key, algorithm, rsa);
      } else {
        note(aa_id, SubResult::not_supported, "DG14 names no ECDSA algorithm for DG15's key");
      }
    }
    if (weak) return failed(std::string(floor_clause) + "none in DG14 and DG15");
    if (offers_ca || keys_.active_authentication_key)
      return undetermined(
          "ICAO 9303-11 section 6: expected chip or active authentication with a known group and algorithm, observed "
          "other methods");
    const std::string none = "ICAO 9303-11 section 6: expected chip or active authentication, observed neither";
    if (PROOFMARK_WEAKNESS(no_proof_needed)) return passed("the chip offers no proof");
    return policy_.require_chip_proof ? failed(none) : not_performed(none);
  }

  Finding by_mapping() {
    const auto verified =
        keys_.card_security
            ? verify_mapping(*keys_.mapped, *keys_.card_security)
            : Result<void>(fail("ICAO 9303-11 section 9.2.12", "EF.CardSecurity", "none that can be read", copy));
    if (!verified) return not_proven(cam_id, verified.error().line());
    note(cam_id, SubResult::successful, "PACE with chip authentication mapping");
    if (keys_.defects.chip_key) return key(compromised(*keys_.defects.chip_key));
    // EF.CardSecurity's signer has vouched for the key that was shown, whoever signed EF.SOD.
    if (keys_.card_security_defects.chip_key && !PROOFMARK_WEAKNESS(mapping_key_defect_ignored))
      return key(compromised(*keys_.card_security_defects.chip_key));
    if (keys_.card_security_authenticated) return key(passed("PACE with chip authentication mapping"));
    return key(undetermined("expected an authenticated key in EF.CardSecurity, observed one that nobody confirms"));
  }

  Finding by_chip_authentication(const ChipAuthentication& method) {
    const auto done = authenticate_chip(session_, method, random_);
    if (!done) return not_proven(ca_id, done.error().line());
    return proven(14, ca_id, "chip authentication " + method.protocol, keys_.defects.chip_key);
  }

  Finding by_active_authentication(const Result<pki::Key>& read, const std::optional<std::string>& algorithm,
                                   bool rsa) {
    const auto verified = authenticate_actively(session_, read, algorithm, random_);
    if (!verified) return not_proven(aa_id, verified.error().line());
    if (!*verified && !PROOFMARK_WEAKNESS(active_signature_unchecked))
      return not_proven(aa_id,
                        "ICAO 9303-11 section 6.1: expected a signature of DG15's key over the challenge, observed "
                        "another");
    // With ECDSA the algorithm comes from DG14, the key from DG15: both must be authenticated.
    const unsigned weaker = rsa || keys_.authenticated.contains(14) ? 15 : 14;
    return proven(weaker, aa_id, rsa ? "active authentication with RSA" : "active authentication " + *algorithm,
                  keys_.defects.active_key);
  }

  Finding proven(unsigned data_group, const char* id, const std::string& reason,
                 const std::optional<std::string>& key_compromised) {
    note(id, SubResult::successful, reason);
    if (key_compromised) return key(compromised(*key_compromised));
    if (keys_.authenticated.contains(data_group) || PROOFMARK_WEAKNESS(unconfirmed_key_accepted))
      return key(passed(reason));
    return key(undetermined("expected an authenticated key in DG" + std::to_string(data_group) +
                            ", observed one that passive authentication does not confirm"));
  }

  // The protocol succeeded; whether its key is the issued chip's is a step of its own.
  Finding key(Finding finding) {
    const bool confirmed = finding.result == decision::CheckResult::passed;
    findings_.add("genuine.key", confirmed ? SubResult::successful : SubResult::undetermined,
                  confirmed ? "the issuer has signed it" : finding.reason);
    return finding;
  }

  // TR-03135-1 section 5.8.2.1.3: the protocol's success shows nothing any more.
  static Finding compromised(const std::string& entry) {
    if (PROOFMARK_WEAKNESS(compromised_key_accepted)) return passed("the protocol has succeeded");
    return undetermined("expected a key that the chip alone has, observed one that is compromised by " + entry);
  }

  Finding not_proven(const char* id, const std::string& reason) {
    if (session_.lost()) {
      note(id, SubResult::aborted, reason);
      return undetermined("the link to the chip was lost: " + reason);
    }
    note(id, SubResult::failed, reason);
    if (PROOFMARK_WEAKNESS(failed_proof_tolerated)) return passed("the chip answered");
    if (const auto known = keys_.defects.excused.find(id); known != keys_.defects.excused.end())
      return undetermined(reason + "; " + known->second);
    const auto known = keys_.card_security_defects.excused.find(id);
    if (keys_.mapped && known != keys_.card_security_defects.excused.end())
      return undetermined(reason + "; " + known->second);
    return failed(reason);
  }

  void note(const char* id, SubResult result, std::string reason) {
    noted_.insert(id);
    findings_.add(id, result, std::move(reason));
  }

  [[nodiscard]] std::string why_not(const std::string& id) const {
    const bool offered = (id == ca_id && keys_.dg14 && !keys_.dg14->chip_authentication_keys.empty()) ||
                         (id == aa_id && keys_.active_authentication_key);
    return offered ? "not run: one protocol is enough" : "the chip does not offer it, or access was opened without it";
  }

  Session& session_;
  const ProofKeys& keys_;
  const InspectionPolicy& policy_;
  RandomSource& random_;
  Findings& findings_;
  std::set<std::string> noted_;
};

}  // namespace

Finding prove_genuine(Session& session, const ProofKeys& keys, const InspectionPolicy& policy, RandomSource& random,
                      Findings& findings) {
  return Prover(session, keys, policy, random, findings).run();
}

}  // namespace proofmark::chip
