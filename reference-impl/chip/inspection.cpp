#include "reference-impl/chip/inspection.hpp"

#include <array>
#include <set>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/mrz.hpp"
#include "reference-impl/chip/access.hpp"
#include "reference-impl/chip/document.hpp"
#include "reference-impl/chip/genuineness.hpp"
#include "reference-impl/chip/passive.hpp"
#include "reference-impl/chip/session.hpp"

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

// Data groups that the check needs and that no terminal authentication guards.
Result<ChipFiles> read_files(Session& session) {
  ChipFiles files;
  PROOFMARK_TRY(files.com, session.read_file(emrtd::fid_com));
  PROOFMARK_TRY(files.sod, session.read_file(emrtd::fid_sod));
  for (const unsigned number : {1U, 2U, 14U, 15U}) {
    PROOFMARK_TRY(std::optional<Bytes> content, session.read_file(emrtd::fid_of_data_group(number)));
    if (content) files.data_groups.emplace(number, *std::move(content));
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

// The parsed value, or nothing and the failure among the sub-checks of passive authentication.
template <typename T>
std::optional<T> keep(Result<std::optional<T>> parsed, const std::string& id, Findings& findings) {
  if (parsed) return *std::move(parsed);
  findings.add(id, SubResult::failed, parsed.error().line());
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

  Inspection run() {
    steps();
    Inspection out;
    for (std::size_t i = 0; i < Index::count; ++i)
      out.checks.push_back({ids[i], verdicts_[i].result, verdicts_[i].reason});
    out.commands = session_.commands();
    out.sub_checks = findings_.take();
    if (verdicts_[passive].result == decision::CheckResult::passed && mrz_ && face_) {
      out.document = document_data(*mrz_, now_);
      out.portrait = std::move(face_->image);
      out.portrait_is_jpeg2000 = face_->format == emrtd::ImageFormat::jpeg2000;
    }
    return out;
  }

 private:
  void steps() {
    auto opened = open_access(session_, password_, policy_, random_, findings_);
    if (!opened) {
      verdicts_[access] = broken(session_, opened.error());
      return;
    }
    const auto files = read_files(session_);
    if (!files) {
      verdicts_[access] = undetermined("EF.CardAccess could not be compared with DG14: reading ended early");
      verdicts_[passive] = broken(session_, files.error());
      return;
    }
    check_data(*files, *std::move(opened));
    const Finding proof = prove_genuine(session_, keys_, policy_, random_, findings_);
    verdicts_[genuine] = proof;
    if (mrz_) {
      verdicts_[validity] = check_listed(*mrz_, policy_);
      if (verdicts_[validity].result == decision::CheckResult::passed)
        verdicts_[validity] = check_validity(*mrz_, now_);
    } else {
      verdicts_[validity] = undetermined("DG1 holds no readable machine readable zone");
    }
  }

  void check_data(const ChipFiles& files, OpenedAccess opened) {
    const std::size_t from = findings_.count();
    mrz_ = keep(parse_group<emrtd::Mrz>(files, 1, parse_zone), "passive.dg1_content", findings_);
    face_ = keep(parse_group<emrtd::FacialImage>(files, 2, [](const Bytes& f) { return emrtd::parse_dg2(f); }),
                 "passive.dg2_content", findings_);
    keys_.dg14 = keep(parse_group<emrtd::SecurityInfos>(files, 14, [](const Bytes& f) { return emrtd::parse_dg14(f); }),
                      "passive.dg14_content", findings_);
    keys_.active_authentication_key =
        keep(parse_group<Bytes>(files, 15, [](const Bytes& f) { return emrtd::parse_dg15(f); }), "passive.dg15_content",
             findings_);
    const bool readable = findings_.count() == from;
    PassiveResult result = authenticate_passively(files, mrz_, password_, trust_, policy_, now_, findings_);
    keys_.authenticated = std::move(result.authenticated);
    verdicts_[revocation] = result.revocation;
    verdicts_[passive] = readable ? result.passive : findings_.summary(from, "");
    keys_.mapped = std::move(opened.mapped);
    check_card_security();
    verdicts_[access] = compare_card_access(opened.offered, keys_.dg14, keys_.card_security);
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
  return Inspector(chip, password, trust, policy, random, now).run();
}

}  // namespace proofmark::chip
