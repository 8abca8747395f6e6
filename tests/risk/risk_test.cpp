#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "reports/risk/documents.hpp"
#include "tests/risk/support.hpp"

namespace proofmark::reports::risk {
namespace {

namespace fs = std::filesystem;
using testing::entries;
using ::testing::HasSubstr;
using testing::measured;
using testing::scratch;
using testing::Story;

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
  EXPECT_TRUE(latex.evidence.rows.empty());
  EXPECT_EQ(find(plan, "keys.downgrade").support, Support::shown);
}

TEST(RiskPlan, OneFailureOutweighsEveryPass) {
  EvidenceRow pass, fail, unknown, shown;
  pass.verdict = Verdict::pass;
  fail.verdict = Verdict::fail;
  unknown.verdict = Verdict::inconclusive;
  shown.verdict = Verdict::not_applicable;
  const auto support = [](std::vector<EvidenceRow> rows) {
    Evidence evidence;
    evidence.rows = std::move(rows);
    return support_of(evidence);
  };
  EXPECT_EQ(support({}), Support::not_measured);
  EXPECT_EQ(support({shown}), Support::no_limit);
  EXPECT_EQ(support({pass, shown}), Support::shown);
  EXPECT_EQ(support({pass, unknown}), Support::inconclusive);
  EXPECT_EQ(support({pass, unknown, fail}), Support::refuted);
  unknown.verdict = Verdict::external_evidence_pending;
  EXPECT_EQ(support({pass, unknown}), Support::inconclusive);
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
  Story worse;
  worse.phone_accepted = 20;
  const RiskPlan plan = made(measured(worse), input);
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

TEST(RiskPlan, APreviousPlanHasScoresThatAPlanCanHave) {
  const std::string good = plan_to_json(made(measured(), on("2025-11-22")));
  ASSERT_TRUE(previous_from_json(good));
  for (const char* field : {"inherent", "residual"})
    for (const char* score : {"0", "26", "-1", "4294967297", "18446744073709551615", "1.5", "\"5\"", "null"}) {
      auto json = nlohmann::json::parse(good);
      json["risks"][0][field] = nlohmann::json::parse(score);
      const auto previous = previous_from_json(json.dump());
      ASSERT_FALSE(previous) << field << " " << score;
      EXPECT_NE(previous.error().observed.find("from 1 to 25"), std::string::npos) << previous.error().line();
    }
}

TEST(RiskDocuments, SayEverythingInBothLanguagesAndStayTheSame) {
  const Register all = entries();
  const Evaluation evaluation = measured();
  const RiskPlan plan = made(evaluation, on("2026-11-22"));
  for (const Language language : {Language::en, Language::lt}) {
    const auto page = render_html(plan_document(plan, all, evaluation, language, Medium::screen));
    ASSERT_TRUE(page) << page.error().line();
    EXPECT_THAT(*page, ::testing::Not(HasSubstr("[risk.")));
    EXPECT_THAT(*page, HasSubstr(language == Language::lt ? "0 iš 50" : "0 of 50"));
    // The interval of 0 of 50, the limit with its source, the day.
    EXPECT_THAT(*page, HasSubstr(language == Language::lt ? "iki 7,11\u00a0%" : "to 7.11\u00a0%"));
    EXPECT_THAT(*page, HasSubstr("made up for a test"));
    EXPECT_THAT(*page, HasSubstr("2026-11-22T08:00:00Z"));
    EXPECT_THAT(*page, HasSubstr(language == Language::lt ? "laboratorijos ataskaita" : "laboratory report"));
    for (const AssessedRisk& one : plan.risks) EXPECT_THAT(*page, HasSubstr("risk-" + one.risk.id));
    const auto security = render_html(security_document(plan, all, evaluation, language, Medium::screen));
    ASSERT_TRUE(security) << security.error().line();
    EXPECT_THAT(*security, ::testing::Not(HasSubstr("[risk.")));
    EXPECT_THAT(*security, HasSubstr("7.5.3.8"));
    EXPECT_THAT(*security, HasSubstr(language == Language::lt ? "11 iš 20" : "11 of 20"));
    EXPECT_EQ(*page, *render_html(plan_document(plan, all, evaluation, language, Medium::screen)));
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
