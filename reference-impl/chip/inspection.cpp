#include "reference-impl/chip/inspection.hpp"

#include <array>
#include <set>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/mrz.hpp"
#include "common/picture_size.hpp"
#include "reference-impl/chip/access.hpp"
#include "reference-impl/chip/document.hpp"
#include "reference-impl/chip/genuineness.hpp"
#include "reference-impl/chip/passive.hpp"
#include "reference-impl/chip/session.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

enum Index : std::size_t { access, passive, revocation, genuine, validity, count };
constexpr std::array<const char*, Index::count> ids{"chip.access", "chip.passive", "chip.revocation", "chip.genuine",
                                                    "document.validity"};
using Verdicts = std::array<Finding, Index::count>;

// A step ended in an error: nobody knows when the link was lost, but a wrong answer is the chip's.
Finding broken(const Session& session, const Error& error) {
  if (session.lost()) return undetermined("the link to the chip was lost: " + error.line());
  return failed(error.line());
}

// Every data group that the chip lists and that no terminal authentication guards (TR-03135-1 section 5.6.2), and those
// that the checks need, listed or not. Only these must be readable.
Result<ChipFiles> read_files(Session& session) {
  const std::set<unsigned> needed{1, 2, 14, 15};
  ChipFiles files;
  PROOFMARK_TRY(files.com, session.read_file(emrtd::fid_com));
  PROOFMARK_TRY(files.sod, session.read_file(emrtd::fid_sod));
  std::set<unsigned> wanted = listed_groups(files.com, files.sod);
  wanted.insert(needed.begin(), needed.end());
  for (const unsigned number : {0U, 3U, 4U}) wanted.erase(number);
  for (const unsigned number : wanted) {
    auto content = session.read_file(emrtd::fid_of_data_group(number));
    if (!content) {
      if (session.ended() || needed.contains(number)) return fail(std::move(content).error());
      files.unreadable.emplace(number, content.error().line());
    } else if (*content) {
      files.data_groups.emplace(number, **std::move(content));
    }
  }
  return files;
}

template <typename T, typename Parse>
Result<std::optional<T>> parse_group(const ChipFiles& files, unsigned number, Parse parse) {
  const auto found = files.data_groups.find(number);
  if (found == files.data_groups.end()) return std::optional<T>{};
  PROOFMARK_TRY(T parsed, parse(found->second));
  return std::optional<T>(std::move(parsed));
}

Result<emrtd::Mrz> parse_zone(const Bytes& dg1) {
  PROOFMARK_TRY(const std::string zone, emrtd::parse_dg1(dg1));
  return emrtd::parse_mrz(zone);
}

// A portrait that would take more memory or time than any chip's is worth is refused before it is decoded.
Result<emrtd::FacialImage> parse_portrait(const Bytes& dg2) {
  PROOFMARK_TRY(emrtd::FacialImage face, emrtd::parse_dg2(dg2));
  PROOFMARK_TRY(const PictureSize size, picture_size(face.image));
  auto within = require_modest(size);
  if (!within && !PROOFMARK_WEAKNESS(portrait_size_unchecked)) return fail(std::move(within).error());
  return face;
}

Result<emrtd::PersonalDetails> parse_details(const Bytes& dg11) {
  return emrtd::parse_dg11(dg11);
}

Result<emrtd::SecurityInfos> parse_keys(const Bytes& dg14) {
  return emrtd::parse_dg14(dg14, PROOFMARK_WEAKNESS(many_keys_accepted) ? dg14.size() : emrtd::most_security_infos);
}

// The parsed value, or nothing and why.
using Malformed = std::vector<std::pair<std::string, std::string>>;
template <typename T>
std::optional<T> keep(Result<std::optional<T>> parsed, const std::string& id, Malformed& malformed) {
  if (parsed) return *std::move(parsed);
  malformed.emplace_back(id, parsed.error().line());
  return std::nullopt;
}

class Inspector {
 public:
  Inspector(Transceiver& chip, const AccessPassword& password, const TrustStore& trust, const InspectionPolicy& policy,
            RandomSource& random, Instant now)
      : session_(chip, policy.max_file_bytes),
        password_(password),
        trust_(trust),
        policy_(policy),
        random_(random),
        now_(now) {
    verdicts_.fill(not_performed("an earlier step did not succeed"));
  }

  [[nodiscard]] bool interrupted() const { return session_.lost(); }
  [[nodiscard]] std::size_t commands() const { return session_.commands(); }

  Inspection run() {
    steps();
    Inspection out;
    for (std::size_t i = 0; i < Index::count; ++i)
      out.checks.push_back({ids[i], verdicts_[i].result, verdicts_[i].reason});
    out.commands = session_.commands();
    out.sub_checks = findings_.take();
    if (verdicts_[passive].result == decision::CheckResult::passed && mrz_ && face_) {
      out.document = document_data(*mrz_, now_);
      out.details = std::move(details_);
      out.portrait = std::move(face_->image);
      out.portrait_is_jpeg2000 = face_->format == emrtd::ImageFormat::jpeg2000;
    } else if (mrz_) {
      out.unconfirmed = document_data(*mrz_, now_);
    }
    return out;
  }

 private:
  void steps() {
    auto opened = open_access(session_, password_, policy_, random_, findings_);
    if (!opened) {
      verdicts_[access] = broken(session_, opened.error());
      findings_.add("access.session", session_.lost() ? SubResult::aborted : SubResult::failed, opened.error().line());
      return;
    }
    findings_.add("access.session", SubResult::successful, "the application is selected under secure messaging");
    const auto files = read_files(session_);
    if (!files) {
      findings_.add("files.read", session_.lost() ? SubResult::aborted : SubResult::failed, files.error().line());
      verdicts_[access] = undetermined("EF.CardAccess could not be compared with DG14: reading ended early");
      note("access.card_access", verdicts_[access]);
      verdicts_[passive] = broken(session_, files.error());
      return;
    }
    note_mandatory(*files);
    check_data(*files, *std::move(opened));
    const Finding proof = prove_genuine(session_, keys_, policy_, random_, findings_);
    verdicts_[genuine] = proof;
    if (mrz_) {
      verdicts_[validity] = check_listed(*mrz_, policy_);
      note("validity.listed", verdicts_[validity]);
      const Finding lasting = check_validity(*mrz_, now_);
      note("validity.expiry", lasting);
      if (verdicts_[validity].result == decision::CheckResult::passed) verdicts_[validity] = lasting;
    } else {
      verdicts_[validity] = PROOFMARK_WEAKNESS(unreadable_zone_accepted)
                                ? passed("nothing says that it has expired")
                                : undetermined("DG1 holds no readable machine readable zone");
      note("validity.expiry", verdicts_[validity]);
    }
  }

  void note(const std::string& id, const Finding& finding) {
    const bool good = finding.result == decision::CheckResult::passed;
    const bool bad = finding.result == decision::CheckResult::failed;
    findings_.add(id, good ? SubResult::successful : bad ? SubResult::failed : SubResult::undetermined, finding.reason);
  }

  // 9303-10 section 3.6: EF.COM, EF.SOD, DG1 and DG2. What follows from one that is missing, passive authentication
  // says.
  void note_mandatory(const ChipFiles& files) {
    std::string missing;
    if (!files.com) missing += " EF.COM";
    if (!files.sod) missing += " EF.SOD";
    for (const unsigned number : {1U, 2U})
      if (!files.data_groups.contains(number)) missing += " DG" + std::to_string(number);
    findings_.require("files.mandatory", missing.empty(), "EF.COM, EF.SOD, DG1 and DG2",
                      "ICAO 9303-10 section 3.6: expected the mandatory files, observed none of:" + missing);
  }

  void check_data(const ChipFiles& files, OpenedAccess opened) {
    Malformed malformed;
    mrz_ = keep(parse_group<emrtd::Mrz>(files, 1, parse_zone), "passive.dg1_content", malformed);
    face_ = keep(parse_group<emrtd::FacialImage>(files, 2, parse_portrait), "passive.dg2_content", malformed);
    details_ = keep(parse_group<emrtd::PersonalDetails>(files, 11, parse_details), "passive.dg11_content", malformed);
    check_details_text(malformed);
    keys_.dg14 = keep(parse_group<emrtd::SecurityInfos>(files, 14, parse_keys), "passive.dg14_content", malformed);
    keys_.active_authentication_key =
        keep(parse_group<Bytes>(files, 15, [](const Bytes& f) { return emrtd::parse_dg15(f); }), "passive.dg15_content",
             malformed);
    PassiveResult result =
        authenticate_passively({files, mrz_, malformed, password_, trust_, policy_, now_}, findings_);
    keys_.authenticated = std::move(result.authenticated);
    keys_.defects = std::move(result.defects);
    verdicts_[revocation] = result.revocation;
    verdicts_[passive] = result.passive;
    keys_.mapped = std::move(opened.mapped);
    check_card_security();
    verdicts_[access] = compare_card_access(opened.offered, keys_.dg14, keys_.card_security);
    note("access.card_access", verdicts_[access]);
  }

  // The issuer's hash and signature may be right around text that nobody can read as it was meant: a check of its own
  // (TR-03135-1, OtherElectronicChecks). Such text is never shown and never compared, whatever follows.
  void check_details_text(Malformed& malformed) {
    if (!details_) return;
    const std::string id = "passive.dg11_text";
    const auto text = emrtd::check_text(*details_);
    if (text || PROOFMARK_WEAKNESS(details_text_unchecked)) {
      findings_.add(id, SubResult::successful, "UTF-8 without control characters");
      return;
    }
    details_.reset();
    if (policy_.require_details_text) {
      malformed.emplace_back(id, text.error().line());
    } else {
      findings_.add(id, SubResult::undetermined, text.error().line() + " The policy leaves DG11 out.");
    }
  }

  // After PACE with chip authentication mapping: the static key counts only from a file that is signed.
  void check_card_security() {
    if (!keys_.mapped) return;
    if (!keys_.mapped->file) {
      findings_.add("passive.card_security.signature", SubResult::failed,
                    "ICAO 9303-11 section 9.2.12: expected EF.CardSecurity, observed no such file");
      verdicts_[passive] = failed("ICAO 9303-11 section 9.2.12: expected EF.CardSecurity, observed no such file");
      return;
    }
    CardSecurityResult result = authenticate_card_security(*keys_.mapped->file, trust_, policy_, now_, findings_);
    keys_.card_security = std::move(result.infos);
    keys_.card_security_defects = std::move(result.defects);
    keys_.card_security_authenticated = result.finding.result == decision::CheckResult::passed;
    if (verdicts_[passive].result == decision::CheckResult::passed && !keys_.card_security_authenticated)
      verdicts_[passive] = result.finding;
    if (verdicts_[revocation].result == decision::CheckResult::passed) verdicts_[revocation] = result.revocation;
  }

  Session session_;
  const AccessPassword& password_;
  const TrustStore& trust_;
  const InspectionPolicy& policy_;
  RandomSource& random_;
  Instant now_;
  Findings findings_;
  Verdicts verdicts_;
  ProofKeys keys_;
  std::optional<emrtd::Mrz> mrz_;
  std::optional<emrtd::FacialImage> face_;
  std::optional<emrtd::PersonalDetails> details_;
};

}  // namespace

const decision::Check& Inspection::check(std::string_view id) const {
  static const decision::Check unknown{"", decision::CheckResult::not_performed, "no such check"};
  for (const decision::Check& entry : checks)
    if (entry.id == id) return entry;
  return unknown;
}

Result<Inspection> inspect(Transceiver& chip, const AccessPassword& password, const TrustStore& trust,
                           const InspectionPolicy& policy, RandomSource& random, Instant now) {
  PROOFMARK_CHECK(check_password(password));
  if (trust.csca.empty())
    return fail("ICAO 9303-11 section 5.1", "at least one trusted country signing certificate", "none",
                "Put the certificates into the trust folder.");
  // Each reading has an inspector of its own, and only the last one's findings leave this function.
  std::vector<SubCheck> interruptions;
  std::size_t commands = 0;
  for (unsigned reading = 1;; ++reading) {
    Inspector inspector(chip, password, trust, policy, random, now);
    Inspection found = inspector.run();
    commands += inspector.commands();
    if (inspector.interrupted() && reading < policy.readings && chip.begin_again()) {
      interruptions.push_back({"access.link", SubResult::aborted,
                               "reading " + std::to_string(reading) + ": the link was lost at command " +
                                   std::to_string(inspector.commands()) + "; everything is read anew"});
      continue;
    }
    found.commands = commands;
    found.readings = reading;
    found.sub_checks.insert(found.sub_checks.begin(), interruptions.begin(), interruptions.end());
    return found;
  }
}

}  // namespace proofmark::chip
