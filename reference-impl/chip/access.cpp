#include "reference-impl/chip/access.hpp"

#include <algorithm>

#include "common/emrtd/keys.hpp"
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

// What the chip says of its lengths counts only when it is said as it should be: under secure messaging after PACE, in
// the clear before basic access control, where somebody in between can make reading slow, and no more than that.
Result<void> learn_lengths(Session& session, Findings& findings) {
  const auto longest = session.learn_lengths();
  if (!longest) {
    findings.add("files.atr_info", session.lost() ? SubResult::aborted : SubResult::failed, longest.error().line());
    return fail(longest.error());
  }
  if (!*longest) {
    findings.add("files.atr_info", SubResult::not_supported, "there is no EF.ATR/INFO: lengths are short");
    return {};
  }
  findings.add("files.atr_info", SubResult::successful,
               "commands of up to " + std::to_string((*longest)->command) + " bytes, answers of up to " +
                   std::to_string((*longest)->response));
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

namespace {

// The passwords in the order in which they are tried: the CAN first, as it is the shorter to type and the one on the
// document's front.
Result<std::vector<PacePassword>> passwords_of(const AccessPassword& password) {
  std::vector<PacePassword> passwords;
  if (!password.can.empty()) passwords.push_back({2, password.can});
  if (has_mrz(password)) {
    PROOFMARK_TRY(std::string mrz, mrz_of(password));
    passwords.push_back({1, std::move(mrz)});
  }
  return passwords;
}

// A protocol that was begun and not brought to its end (TR-03135-1 tables 5.7 and 5.8).
tl::unexpected<Error> not_opened(const char* step, Error error, const Session& session, Findings& findings) {
  findings.add(step, session.lost() ? SubResult::aborted : SubResult::failed, error.line());
  return fail(std::move(error));
}

Result<OpenedAccess> open_with_pace(Session& session, std::vector<emrtd::PaceInfo> offered, const emrtd::PaceInfo& info,
                                    const AccessPassword& password, RandomSource& random, Findings& findings) {
  const auto same = std::count_if(offered.begin(), offered.end(),
                                  [&](const emrtd::PaceInfo& other) { return other.protocol == info.protocol; });
  PROOFMARK_TRY(const std::vector<PacePassword> passwords, passwords_of(password));
  std::uint16_t status = 0;
  for (const PacePassword& tried : passwords) {
    const std::string name = tried.reference == 1 ? "MRZ" : "CAN";
    auto made = run_pace(session, info, same > 1, tried, random);
    if (!made) return not_opened("access.pace", std::move(made).error(), session, findings);
    PaceRun run = *std::move(made);
    if (run.refused) {
      status = *run.refused;
      findings.add("access.pace." + std::string(tried.reference == 1 ? "mrz" : "can"), SubResult::failed,
                   "the chip refused the " + name + " with " + status_text(status));
      continue;
    }
    if (run.mapped) {
      PROOFMARK_TRY(run.mapped->file, session.read_file(emrtd::fid_card_security));
    }
    findings.add("access.pace", SubResult::successful,
                 describe(info) + " (" + info.protocol + ") with the " + name + ", the strongest of " +
                     std::to_string(offered.size()) + " offered");
    findings.add("access.bac", SubResult::not_supported, "not needed: basic access control never follows PACE");
    PROOFMARK_CHECK(learn_lengths(session, findings));
    PROOFMARK_CHECK(session.select_application());
    return OpenedAccess{std::move(offered), std::move(run.mapped)};
  }
  return fail(pace_clause, "the chip's consent to the password", status_text(status), wrong_password);
}

}  // namespace

Result<OpenedAccess> open_access(Session& session, const AccessPassword& password, const InspectionPolicy& policy,
                                 RandomSource& random, Findings& findings) {
  std::vector<emrtd::PaceInfo> offered;
  PROOFMARK_TRY(const std::optional<Bytes> file, session.read_file(emrtd::fid_card_access, true));
  if (file) {
    const std::size_t most = PROOFMARK_WEAKNESS(many_offers_accepted) ? file->size() : emrtd::most_security_infos;
    PROOFMARK_TRY(const emrtd::SecurityInfos infos, emrtd::parse_security_infos(*file, most));
    offered = infos.pace;
  }
  const PaceChoice choice = choose_pace(offered, policy.floor);
  if (choice.best != nullptr) {
    const emrtd::PaceInfo chosen = *choice.best;
    return open_with_pace(session, std::move(offered), chosen, password, random, findings);
  }
  // A weaker protocol in place of a weak one would be a downgrade that nobody asked for.
  if (choice.known > 0) {
    const std::string weak = describe(offered.front()) + (offered.size() > 1 ? " and others as weak" : "");
    findings.add("access.pace", SubResult::failed, "the policy's floor: observed " + weak);
    return fail(pace_clause, "PACE at least as strong as the policy's floor", weak, "Use another document.");
  }
  findings.add("access.pace", SubResult::not_supported,
               offered.empty() ? "EF.CardAccess offers no PACE" : "EF.CardAccess offers no PACE that is known here");
  if (!policy.allow_basic_access)
    return fail(pace_clause, "PACE", "a chip without it, and this service's policy allows no basic access control",
                "Use another document.");
  if (!has_mrz(password))
    return fail(bac_clause, "the machine readable zone, which basic access control needs", "a card access number alone",
                "Read the machine readable zone.");
  PROOFMARK_CHECK(learn_lengths(session, findings));
  PROOFMARK_CHECK(session.select_application());
  auto opened = run_bac(session, password, random);
  if (!opened) return not_opened("access.bac", std::move(opened).error(), session, findings);
  findings.add("access.bac", SubResult::successful, "basic access control with the MRZ");
  return OpenedAccess{std::move(offered), std::nullopt};
}

Finding compare_card_access(const std::vector<emrtd::PaceInfo>& card_access,
                            const std::optional<emrtd::SecurityInfos>& dg14,
                            const std::optional<emrtd::SecurityInfos>& card_security) {
  if (PROOFMARK_WEAKNESS(card_access_unchecked)) return passed("access as EF.CardAccess offers it");
  const std::string clause = "ICAO 9303-11 section 4.2: ";
  const auto within = [](const std::vector<emrtd::PaceInfo>& some, const std::vector<emrtd::PaceInfo>& all) {
    return std::all_of(some.begin(), some.end(), [&](const emrtd::PaceInfo& info) {
      return std::find(all.begin(), all.end(), info) != all.end();
    });
  };
  const auto same = [&](const std::vector<emrtd::PaceInfo>& signed_infos) {
    return (within(card_access, signed_infos) || PROOFMARK_WEAKNESS(added_offer_accepted)) &&
           (within(signed_infos, card_access) || PROOFMARK_WEAKNESS(removed_offer_accepted));
  };
  if (card_security && !same(card_security->pace))
    return failed(clause + "expected the same PACEInfo in EF.CardAccess and EF.CardSecurity, observed " +
                  std::to_string(card_access.size()) + " and " + std::to_string(card_security->pace.size()) +
                  " that differ: EF.CardAccess was altered");
  if (!dg14) {
    if (card_access.empty()) return passed("basic access control; the chip knows no PACE");
    if (card_security) return passed("PACE as EF.CardSecurity confirms it");
    return undetermined(clause + "expected the PACEInfo of EF.CardAccess in DG14, observed no DG14");
  }
  if (same(dg14->pace))
    return passed(card_access.empty() ? "basic access control; the chip knows no PACE" : "PACE as DG14 confirms it");
  return failed(clause + "expected the same PACEInfo in EF.CardAccess and DG14, observed " +
                std::to_string(card_access.size()) + " and " + std::to_string(dg14->pace.size()) +
                " that differ: access was downgraded or EF.CardAccess was altered");
}

}  // namespace proofmark::chip
