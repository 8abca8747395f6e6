#include "reference-impl/chip/access.hpp"

#include <algorithm>

#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

constexpr const char* pace_clause = "ICAO 9303-11 section 4.4";
constexpr const char* bac_clause = "ICAO 9303-11 section 4.3";
constexpr const char* wrong_password = "Read the card access number or the machine readable zone again.";
constexpr const char* refuse = "End the session; the chip does not follow the protocol.";

bool has_mrz(const AccessPassword& password) {
  return !password.document_number.empty();
}

Result<std::string> mrz_of(const AccessPassword& password) {
  return emrtd::mrz_information(password.document_number, password.date_of_birth, password.date_of_expiry);
}

int strength(emrtd::Cipher cipher) {
  switch (cipher) {
    case emrtd::Cipher::tdes:
      return 0;
    case emrtd::Cipher::aes128:
      return 1;
    case emrtd::Cipher::aes192:
      return 2;
    case emrtd::Cipher::aes256:
      return 3;
  }
  return 0;
}

// The strongest PACEInfo this terminal can follow: ECDH, generic mapping, standardised parameters.
const emrtd::PaceInfo* choose(const std::vector<emrtd::PaceInfo>& infos) {
  const emrtd::PaceInfo* best = nullptr;
  int best_strength = -1;
  for (const emrtd::PaceInfo& info : infos) {
    const auto cipher = emrtd::pace_ecdh_gm_cipher(info.protocol);
    if (!cipher || info.version != 2 || !info.parameter || !emrtd::EcDomain::standardised(*info.parameter)) continue;
    if (strength(*cipher) > best_strength) {
      best = &info;
      best_strength = strength(*cipher);
    }
  }
  return best;
}

// GENERAL AUTHENTICATE (9303-11 section 4.4.4.2): dynamic authentication data 7C with one object out, one object back.
Result<Bytes> general_authenticate(Session& session, bool last, const Bytes& object, std::uint32_t answer_tag,
                                   const std::string& what) {
  const auto cla = static_cast<std::uint8_t>(last ? 0x00 : 0x10);
  PROOFMARK_TRY(const emrtd::Response response,
                session.send({cla, 0x86, 0x00, 0x00, emrtd::encode_tlv(0x7C, object), 256U, false}));
  if (last && (response.sw == 0x6300 || (response.sw & 0xFFF0U) == 0x63C0))
    return fail(pace_clause, "the chip's consent to the password", status_text(response.sw), wrong_password);
  if (!response.ok()) return fail(pace_clause, "status word 9000 to " + what, status_text(response.sw), refuse);
  PROOFMARK_TRY(const emrtd::Tlv outer, emrtd::parse_single(response.data, 0x7C, what));
  PROOFMARK_TRY(const emrtd::Tlv inner, emrtd::parse_single(outer.value, answer_tag, what));
  return Bytes(inner.value.begin(), inner.value.end());
}

Result<void> require_other_key(ByteView ours, ByteView theirs) {
  if (!PROOFMARK_WEAKNESS(echoed_key_accepted) && std::equal(ours.begin(), ours.end(), theirs.begin(), theirs.end()))
    return fail("ICAO 9303-11 section 4.4.3.3", "a public key of the chip's own", "the terminal's key sent back",
                refuse);
  return {};
}

Result<Bytes> password_key(const AccessPassword& password, emrtd::Cipher cipher) {
  if (!password.can.empty()) return emrtd::derive_pace_key_from_can(password.can, cipher);
  PROOFMARK_TRY(const std::string mrz, mrz_of(password));
  return emrtd::derive_pace_key_from_mrz(mrz, cipher);
}

Result<void> run_pace(Session& session, const emrtd::PaceInfo& info, bool ambiguous, const AccessPassword& password,
                      RandomSource& random) {
  const emrtd::Cipher cipher = emrtd::pace_ecdh_gm_cipher(info.protocol).value_or(emrtd::Cipher::aes128);
  PROOFMARK_TRY(const emrtd::EcDomain domain, emrtd::EcDomain::standardised(info.parameter.value_or(0)));
  PROOFMARK_TRY(const Bytes k_pi, password_key(password, cipher));
  PROOFMARK_TRY(const Bytes oid, emrtd::encode_oid(info.protocol));
  const Bytes reference{static_cast<std::uint8_t>(password.can.empty() ? 0x01 : 0x02)};
  Bytes set_at = concat({emrtd::encode_tlv(0x80, oid), emrtd::encode_tlv(0x83, reference)});
  if (ambiguous) {
    const Bytes parameter{static_cast<std::uint8_t>(info.parameter.value_or(0))};
    set_at = concat({set_at, emrtd::encode_tlv(0x84, parameter)});
  }
  PROOFMARK_TRY(const emrtd::Response set, session.send({0x00, 0x22, 0xC1, 0xA4, set_at, {}, false}));
  // 63Cx: x tries are left; PACE may go on.
  if (!set.ok() && (set.sw & 0xFFF0U) != 0x63C0)
    return fail(pace_clause, "status word 9000 to MSE:Set AT", status_text(set.sw), refuse);

  PROOFMARK_TRY(const Bytes cryptogram, general_authenticate(session, false, {}, 0x80, "the encrypted nonce"));
  PROOFMARK_TRY(const Bytes nonce, emrtd::decrypt_nonce(cipher, k_pi, cryptogram));

  PROOFMARK_TRY(const emrtd::EcKeyPair mapping, domain.generate(random));
  PROOFMARK_TRY(const Bytes chip_mapping,
                general_authenticate(session, false, emrtd::encode_tlv(0x81, mapping.public_point), 0x82, "mapping"));
  PROOFMARK_CHECK(require_other_key(mapping.public_point, chip_mapping));
  PROOFMARK_TRY(const emrtd::EcDomain mapped, domain.map_generic(nonce, mapping.private_key, chip_mapping));

  PROOFMARK_TRY(const emrtd::EcKeyPair ephemeral, mapped.generate(random));
  PROOFMARK_TRY(
      const Bytes chip_point,
      general_authenticate(session, false, emrtd::encode_tlv(0x83, ephemeral.public_point), 0x84, "key agreement"));
  PROOFMARK_CHECK(require_other_key(ephemeral.public_point, chip_point));
  PROOFMARK_TRY(const Bytes secret, mapped.agree(ephemeral.private_key, chip_point));
  const emrtd::SessionKeys keys = emrtd::derive_session_keys(secret, cipher);

  PROOFMARK_TRY(const Bytes token, emrtd::authentication_token(keys, info.protocol, chip_point));
  PROOFMARK_TRY(const Bytes expected, emrtd::authentication_token(keys, info.protocol, ephemeral.public_point));
  PROOFMARK_TRY(const Bytes answer,
                general_authenticate(session, true, emrtd::encode_tlv(0x85, token), 0x86, "mutual authentication"));
  if (!PROOFMARK_WEAKNESS(pace_token_unchecked) && !equal_constant_time(answer, expected))
    return fail(pace_clause, "the chip's authentication token", "another", "End the session; somebody is in between.");
  PROOFMARK_TRY(emrtd::SecureMessaging messaging, emrtd::SecureMessaging::start(keys));
  session.protect(std::move(messaging));
  return {};
}

Result<void> run_bac(Session& session, const AccessPassword& password, RandomSource& random) {
  PROOFMARK_TRY(const std::string mrz, mrz_of(password));
  const emrtd::SessionKeys keys = emrtd::derive_bac_keys(mrz);
  PROOFMARK_TRY(const Bytes rnd_ic, session.require({0x00, 0x84, 0x00, 0x00, {}, 8U, false}, "GET CHALLENGE"));
  if (rnd_ic.size() != 8) return fail(bac_clause, "a challenge of 8 bytes", std::to_string(rnd_ic.size()), refuse);
  const Bytes rnd_ifd = random.bytes(8);
  const Bytes k_ifd = random.bytes(16);
  PROOFMARK_TRY(const Bytes sealed, emrtd::seal_bac(keys, concat({rnd_ifd, rnd_ic, k_ifd})));
  PROOFMARK_TRY(const emrtd::Response response, session.send({0x00, 0x82, 0x00, 0x00, sealed, 40U, false}));
  if (response.sw == 0x6300 || (response.sw & 0xFFF0U) == 0x63C0)
    return fail(bac_clause, "the chip's consent to the MRZ's key", status_text(response.sw), wrong_password);
  if (!response.ok())
    return fail(bac_clause, "status word 9000 to EXTERNAL AUTHENTICATE", status_text(response.sw), refuse);
  PROOFMARK_TRY(const Bytes opened, emrtd::open_bac(keys, response.data));
  const Bytes nonces = concat({rnd_ic, rnd_ifd});
  if (!PROOFMARK_WEAKNESS(bac_nonces_unchecked) && !equal_constant_time(ByteView(opened).first(16), nonces))
    return fail(bac_clause, "both nonces in the chip's answer", "others", "End the session; somebody is in between.");
  Bytes seed(16);
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(k_ifd[i] ^ opened[16 + i]);
  PROOFMARK_TRY(emrtd::SecureMessaging messaging,
                emrtd::SecureMessaging::start(emrtd::derive_session_keys(seed, emrtd::Cipher::tdes),
                                              emrtd::SecureMessaging::bac_counter(rnd_ic, rnd_ifd)));
  session.protect(std::move(messaging));
  return {};
}

}  // namespace

Result<void> check_password(const AccessPassword& password) {
  const std::string& can = password.can;
  if (!can.empty() && (can.size() != 6 || can.find_first_not_of("0123456789") != std::string::npos))
    return fail("ICAO 9303-11 section 4.4.1", "a card access number of six digits",
                std::to_string(can.size()) + " characters", "Read the number again.");
  if (can.empty() || has_mrz(password)) {
    PROOFMARK_CHECK(mrz_of(password));
  }
  return {};
}

Result<std::vector<emrtd::PaceInfo>> open_access(Session& session, const AccessPassword& password,
                                                 const InspectionPolicy& policy, RandomSource& random,
                                                 Findings& findings) {
  std::vector<emrtd::PaceInfo> offered;
  PROOFMARK_TRY(const std::optional<Bytes> file, session.read_file(emrtd::fid_card_access));
  if (file) {
    PROOFMARK_TRY(const emrtd::SecurityInfos infos, emrtd::parse_security_infos(*file));
    offered = infos.pace;
  }
  if (const emrtd::PaceInfo* info = choose(offered)) {
    const auto same = std::count_if(offered.begin(), offered.end(),
                                    [&](const emrtd::PaceInfo& other) { return other.protocol == info->protocol; });
    PROOFMARK_CHECK(run_pace(session, *info, same > 1, password, random));
    PROOFMARK_CHECK(session.select_application());
    findings.add("access.pace", SubResult::successful,
                 info->protocol + " with the " + (password.can.empty() ? "MRZ" : "CAN"));
    return offered;
  }
  findings.add(
      "access.pace", SubResult::not_supported,
      offered.empty() ? "EF.CardAccess offers no PACE" : "EF.CardAccess offers no PACE with ECDH and generic mapping");
  if (!policy.allow_basic_access)
    return fail(pace_clause, "PACE", "a chip without it, and this service's policy allows no basic access control",
                "Use another document.");
  if (!has_mrz(password))
    return fail(bac_clause, "the machine readable zone, which basic access control needs", "a card access number alone",
                "Read the machine readable zone.");
  PROOFMARK_CHECK(session.select_application());
  PROOFMARK_CHECK(run_bac(session, password, random));
  findings.add("access.bac", SubResult::successful, "basic access control with the MRZ");
  return offered;
}

Finding compare_card_access(const std::vector<emrtd::PaceInfo>& card_access,
                            const std::optional<emrtd::SecurityInfos>& dg14) {
  if (PROOFMARK_WEAKNESS(card_access_unchecked)) return passed("access as EF.CardAccess offers it");
  const std::string clause = "ICAO 9303-11 section 4.2: ";
  if (!dg14) {
    if (card_access.empty()) return passed("basic access control; the chip knows no PACE");
    return undetermined(clause + "expected the PACEInfo of EF.CardAccess in DG14, observed no DG14");
  }
  const auto within = [](const std::vector<emrtd::PaceInfo>& some, const std::vector<emrtd::PaceInfo>& all) {
    return std::all_of(some.begin(), some.end(), [&](const emrtd::PaceInfo& info) {
      return std::find(all.begin(), all.end(), info) != all.end();
    });
  };
  if (within(card_access, dg14->pace) && within(dg14->pace, card_access))
    return passed(card_access.empty() ? "basic access control; the chip knows no PACE" : "PACE as DG14 confirms it");
  return failed(clause + "expected the same PACEInfo in EF.CardAccess and DG14, observed " +
                std::to_string(card_access.size()) + " and " + std::to_string(dg14->pace.size()) +
                " that differ: access was downgraded or EF.CardAccess was altered");
}

}  // namespace proofmark::chip
