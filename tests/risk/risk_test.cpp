#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <set>

#include "common/files.hpp"
#include "reports/risk/documents.hpp"

namespace proofmark::reports::risk {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

const fs::path kRegister = fs::path(PROOFMARK_SOURCE_DIR) / "reports" / "risk";

fs::path scratch(const std::string& name) {
  const fs::path folder = fs::path(PROOFMARK_BINARY_DIR) / "tests" / ("risk-" + std::to_string(::getpid())) / name;
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

Register entries() {
  auto read = load_register(kRegister);
  EXPECT_TRUE(read) << read.error().line();
  return read ? *std::move(read) : Register{};
}

Rate rate(const std::string& id, const std::string& species, std::uint64_t n, std::uint64_t errors, Verdict verdict) {
  Rate out;
  out.id = id;
  out.species = species;
  out.n = n;
  out.errors = errors;
  out.rate = static_cast<double>(errors) / static_cast<double>(n);
  out.interval = *two_sided(errors, n);
  out.verdict = verdict;
  return out;
}

Evaluation measured() {
  Evaluation evaluation;
  evaluation.plan.run = "annual-1-made-up";
  evaluation.plan.suite = "annual";
  evaluation.plan.started = "2026-03-02T09:00:00Z";
  evaluation.plan.subject.name = "proofmarkd";
  evaluation.plan.subject.version = "0.1.0";
  evaluation.plan.subject.settings = {{"face.match", "0.78"}};
  evaluation.rates = {rate("iapar.replay-phone", "replay-phone", 150, 0, Verdict::pass),
                      rate("apcer.print-matte", "print-matte", 10, 0, Verdict::inconclusive),
                      rate("apcer.print-photograph-glossy", "print-photograph-glossy", 20, 9, Verdict::fail)};
  ScenarioVerdict clone;
  clone.scenario = "document.clone";
  clone.gate = GateRole::required;
  clone.planned = clone.observed = clone.as_expected = 2;
  clone.verdict = Verdict::pass;
  evaluation.scenarios = {clone};
  return evaluation;
}

PlanInput on(const std::string& date) {
  PlanInput input;
  input.date = *parse_day(date, "test");
  return input;
}

RiskPlan made(const Evaluation& evaluation, const PlanInput& input) {
  auto plan = make_risk_plan(entries(), evaluation, input);
  EXPECT_TRUE(plan) << plan.error().line();
  return plan ? *std::move(plan) : RiskPlan{};
}

const AssessedRisk& find(const RiskPlan& plan, const std::string& id) {
  for (const AssessedRisk& one : plan.risks)
    if (one.risk.id == id) return one;
  ADD_FAILURE() << id;
  return plan.risks.front();
}

const Trigger& trigger(const RiskPlan& plan, const std::string& id) {
  for (const Trigger& one : plan.triggers)
    if (one.id == id) return one;
  ADD_FAILURE() << id;
  return plan.triggers.front();
}

TEST(RiskRegister, CoversEveryClauseOfTheTender) {
  const Register all = entries();
  std::set<std::string> clauses;
  for (const RiskGroup& group : all.groups) clauses.insert(group.clause);
  EXPECT_EQ(clauses,
            (std::set<std::string>{"tender 7.5.1.1", "tender 7.5.1.2.1", "tender 7.5.1.2.2", "tender 7.5.1.2.3",
                                   "tender 7.5.1.2.4", "tender 7.5.1.2.5", "tender 7.5.1.2.6"}));
  ASSERT_EQ(all.security.size(), 8U);
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(all.security[i].clause, "tender 7.5.3." + std::to_string(i + 1));
}

TEST(RiskRegister, EveryRiskSaysWhatMeasuresIt) {
  for (const RiskGroup& group : entries().groups)
    for (const Risk& risk : group.risks)
      EXPECT_FALSE(risk.evidence.rates.empty() && risk.evidence.scenarios.empty() && risk.evidence.requirements.empty())
          << risk.id;
}

TEST(RiskRegister, RefusesWhatIsIncompleteAndNamesIt) {
  const std::string good = *read_text(kRegister / "register" / "6-leakage.json");
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"\"lt\": \"Paslaugai pritaikytos atakos.\"", "\"lt\": \"\""},
      {"\"owner\": \"security\"", "\"owner\": \"nobody\""},
      {"\"level\": 4", "\"level\": 6"},
      {"\"level\": 4", "\"level\": 0"},
      {"\"added\": \"2026-11-22\"", "\"added\": \"2026-13-22\""},
      {"\"option\": \"reduce\"", "\"option\": \"ignore\""},
      {"leakage.timing", "leakage.answers"},
      {"\"treatment\"", "\"treatments\""},
      {"\"risks\": [", "\"risks\": [], \"more\": ["}};
  for (const auto& [from, to] : changes) {
    const fs::path folder = scratch("refuse");
    fs::create_directories(folder / "register");
    for (const char* name : {"security.json", "register/owners.json"}) fs::copy_file(kRegister / name, folder / name);
    std::string text = good;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
    ASSERT_TRUE(write_text(folder / "register" / "6-leakage.json", text));
    const auto read = load_register(folder);
    EXPECT_FALSE(read) << to;
  }
}

TEST(RiskPlan, ATreatmentCountsOnlyWhereItWasShown) {
  const RiskPlan plan = made(measured(), on("2026-11-22"));
  const AssessedRisk& phone = find(plan, "presentation.replay-phone");
  EXPECT_EQ(phone.support, Support::shown);
  EXPECT_EQ(phone.inherent, 25);
  EXPECT_EQ(phone.residual, 5);
  const AssessedRisk& matte = find(plan, "presentation.print-matte");
  EXPECT_EQ(matte.support, Support::inconclusive);
  EXPECT_EQ(matte.residual, matte.inherent);
  const AssessedRisk& glossy = find(plan, "presentation.print-glossy");
  EXPECT_EQ(glossy.support, Support::refuted);
  EXPECT_EQ(glossy.residual, glossy.inherent);
  const AssessedRisk& latex = find(plan, "physical.latex-mask");
  EXPECT_EQ(latex.support, Support::not_measured);
  EXPECT_EQ(latex.residual, latex.inherent);
  EXPECT_TRUE(latex.evidence.empty());
  EXPECT_EQ(find(plan, "keys.cloned-chip").support, Support::shown);
}

TEST(RiskPlan, OneFailureOutweighsEveryPass) {
  EvidenceRow pass, fail, unknown, shown;
  pass.verdict = Verdict::pass;
  fail.verdict = Verdict::fail;
  unknown.verdict = Verdict::inconclusive;
  shown.verdict = Verdict::not_applicable;
  EXPECT_EQ(support_of({}), Support::not_measured);
  EXPECT_EQ(support_of({shown}), Support::not_measured);
  EXPECT_EQ(support_of({pass, shown}), Support::shown);
  EXPECT_EQ(support_of({pass, unknown}), Support::inconclusive);
  EXPECT_EQ(support_of({pass, unknown, fail}), Support::refuted);
  unknown.verdict = Verdict::external_evidence_pending;
  EXPECT_EQ(support_of({pass, unknown}), Support::inconclusive);
}

TEST(RiskPlan, AYearAnIncidentAChangeAndANewThreatOpenTheirTriggers) {
  const RiskPlan first = made(measured(), on("2025-11-22"));
  EXPECT_TRUE(trigger(first, "year").open);
  auto previous = previous_from_json(plan_to_json(first));
  ASSERT_TRUE(previous) << previous.error().line();

  PlanInput input = on("2026-11-21");
  input.previous = *previous;
  const RiskPlan early = made(measured(), input);
  for (const Trigger& one : early.triggers) EXPECT_FALSE(one.open) << one.id;
  EXPECT_TRUE(early.changes.empty());

  input = on("2026-11-22");
  input.previous = *previous;
  input.previous->risks.erase(input.previous->risks.begin());
  input.incidents = {{"2025-01-01", {"old", "senas"}}, {"2026-05-05", {"a forged card", "suklastota kortelė"}}};
  Evaluation changed = measured();
  changed.plan.subject.settings[0].value = "0.80";
  const RiskPlan due = made(changed, input);
  for (const Trigger& one : due.triggers) EXPECT_TRUE(one.open) << one.id;
  EXPECT_THAT(trigger(due, "incident").reason.lt, HasSubstr("suklastota kortelė"));
  EXPECT_THAT(trigger(due, "incident").reason.en, ::testing::Not(HasSubstr("old")));
  EXPECT_THAT(trigger(due, "change").reason.en, HasSubstr("settings"));
}

TEST(RiskPlan, SaysWhatChangedSinceLastYear) {
  const RiskPlan first = made(measured(), on("2025-11-22"));
  PlanInput input = on("2026-11-22");
  input.previous = *previous_from_json(plan_to_json(first));
  input.previous->risks.push_back({"digital.forgotten", 20, 5, Support::shown});
  Evaluation worse = measured();
  worse.rates[0] = rate("iapar.replay-phone", "replay-phone", 150, 40, Verdict::fail);
  const RiskPlan plan = made(worse, input);
  // The service's own recordings, shown again, are a replay too.
  ASSERT_EQ(plan.changes.size(), 3U);
  EXPECT_EQ(plan.changes[1].risk, "digital.reuse-of-evidence");
  EXPECT_EQ(plan.changes[0].risk, "presentation.replay-phone");
  EXPECT_EQ(plan.changes[0].text.en, "residual risk 5 → 25; evidence shown → refuted");
  EXPECT_EQ(plan.changes[2].risk, "digital.forgotten");
}

TEST(RiskPlan, RefusesDatesThatCannotBe) {
  PlanInput input = on("2025-11-22");
  input.incidents = {{"2026-01-01", {"later", "vėliau"}}};
  EXPECT_FALSE(make_risk_plan(entries(), measured(), input));
  input.incidents.clear();
  input.previous = *previous_from_json(plan_to_json(made(measured(), on("2026-11-22"))));
  EXPECT_FALSE(make_risk_plan(entries(), measured(), input));
  for (const char* text : {"", "{}", "[]", "{\"format\":\"proofmark-risk-plan/1\"}", "\xff"}) {
    EXPECT_FALSE(previous_from_json(text)) << text;
    EXPECT_FALSE(incidents_from_json(text)) << text;
  }
}

TEST(RiskDocuments, SayEverythingInBothLanguagesAndStayTheSame) {
  const Register all = entries();
  const Evaluation evaluation = measured();
  const RiskPlan plan = made(evaluation, on("2026-11-22"));
  for (const Language language : {Language::en, Language::lt}) {
    const auto page = render_html(plan_document(plan, all, language, Medium::screen));
    ASSERT_TRUE(page) << page.error().line();
    EXPECT_THAT(*page, ::testing::Not(HasSubstr("[risk.")));
    EXPECT_THAT(*page, HasSubstr("n = 150"));
    for (const AssessedRisk& one : plan.risks) EXPECT_THAT(*page, HasSubstr("risk-" + one.risk.id));
    const auto security = render_html(security_document(plan, all, evaluation, language, Medium::screen));
    ASSERT_TRUE(security) << security.error().line();
    EXPECT_THAT(*security, ::testing::Not(HasSubstr("[risk.")));
    EXPECT_THAT(*security, HasSubstr("7.5.3.8"));
    EXPECT_EQ(*page, *render_html(plan_document(plan, all, language, Medium::screen)));
  }
}

TEST(RiskDocuments, AreWrittenWholeOrNotAtAll) {
  const fs::path folder = scratch("written");
  const Evaluation evaluation = measured();
  const RiskPlan plan = made(evaluation, on("2026-11-22"));
  const auto written = write_documents(folder, plan, entries(), evaluation);
  ASSERT_TRUE(written) << written.error().line();
  for (const char* name : {"risk-plan.html", "risk-plan.lt.html", "risk-plan.pdf", "risk-plan.lt.pdf", "security.html",
                           "security.lt.html", "security.pdf", "security.lt.pdf", "plan.json"})
    EXPECT_GT(fs::file_size(folder / name), 1000U) << name;
  // A file where the folder should be.
  EXPECT_FALSE(write_documents(folder / "plan.json" / "x", plan, entries(), evaluation));
}

}  // namespace
}  // namespace proofmark::reports::risk
