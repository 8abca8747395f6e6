// The reference service's register against what the harness has today: no pattern is there in vain.
#include "reports/risk/register.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "common/files.hpp"
#include "reports/risk/evidence.hpp"
#include "reports/verdicts/evaluate.hpp"
#include "scenarios/catalogue/catalogue.hpp"
#include "tests/reports/sample_run.hpp"
#include "tests/risk/support.hpp"

namespace proofmark::reports::risk {
namespace {

namespace fs = std::filesystem;
using testing::entries;
using testing::register_folder;
using testing::scratch;

const fs::path kScenarios = fs::path(PROOFMARK_SOURCE_DIR) / "scenarios";

// What a run of today can hold.
struct Today {
  std::set<std::string> rates, differences, scenarios, requirements;
};

void add_attempts(Plan& plan, const nlohmann::json& one, const std::string& species) {
  Attempt a;
  a.id = a.scenario = one.at("name");
  a.id += species;
  a.kind = *parse_kind(one.at("kind").get<std::string>());
  a.gate = *parse_gate_role(one.at("gate").get<std::string>());
  a.metric = one.value("metric", "");
  a.limit = one.value("limit", "");
  a.relation = one.value("relation", "");
  a.species = species;
  if (a.kind == Kind::probe) {
    a.probe = a.scenario;
  } else {
    a.person = a.holder = "person-1";
  }
  plan.attempts.push_back(std::move(a));
}

// A plan of every case at a level, judged without an observation: its rates are those that such a run would have.
void add_level(Today& today, reports::Level level, const std::vector<nlohmann::json>& cases) {
  Plan plan = sample::full_plan();
  plan.subject.level = level;
  plan.attempts.clear();
  for (const auto& one : cases) {
    const auto levels = one.value("levels", std::vector<std::string>{"full_service"});
    std::string name(name_of(level));
    std::replace(name.begin(), name.end(), ' ', '_');
    if (std::find(levels.begin(), levels.end(), name) == levels.end()) continue;
    const auto species = one.value("species", std::vector<std::string>{""});
    for (const std::string& of : species) add_attempts(plan, one, of);
    if (one.at("gate") == "required") today.scenarios.insert(one.at("name").get<std::string>());
  }
  ASSERT_FALSE(plan.attempts.empty());
  const auto judged = evaluate(plan, {}, sample::catalogue());
  ASSERT_TRUE(judged) << judged.error().line();
  for (const Rate& rate : judged->rates) {
    today.rates.insert(rate.id);
    if (rate.id == "frr" || rate.id == "bpcer") today.differences.insert(rate.id);
  }
}

Today today() {
  Today out;
  std::vector<nlohmann::json> cases;
  for (const auto& file : fs::directory_iterator(kScenarios / "cases"))
    if (file.path().extension() == ".json") cases.push_back(nlohmann::json::parse(*read_text(file.path())));
  for (const reports::Level level : {reports::Level::full_service, reports::Level::pad, reports::Level::comparison})
    add_level(out, level, cases);
  const auto catalogue = proofmark::catalogue::load(kScenarios / "catalogue");
  EXPECT_TRUE(catalogue) << catalogue.error().line();
  if (catalogue)
    for (const Requirement& one : catalogue->requirements) out.requirements.insert(one.id);
  return out;
}

struct Entry {
  std::string id;
  EvidencePatterns evidence;
};

std::vector<Entry> all_entries() {
  std::vector<Entry> out;
  const Register all = entries();
  for (const RiskGroup& group : all.groups)
    for (const Risk& risk : group.risks) out.push_back({risk.id, risk.evidence});
  for (const SecurityEntry& entry : all.security) out.push_back({entry.clause, entry.evidence});
  return out;
}

bool found(const std::string& pattern, const std::set<std::string>& ids) {
  return std::any_of(ids.begin(), ids.end(), [&](const std::string& id) { return matches(pattern, id); });
}

TEST(RiskRegister, EveryPatternMatchesSomethingOfTodayOrIsAwaited) {
  const Today has = today();
  ASSERT_GT(has.scenarios.size(), 200U);
  ASSERT_TRUE(has.rates.contains("iapar.replay-phone"));
  for (const Entry& entry : all_entries()) {
    const auto& awaited = entry.evidence.awaited.patterns;
    const auto check = [&](const std::vector<std::string>& patterns, const std::set<std::string>& ids) {
      for (const std::string& pattern : patterns) {
        const bool later = std::find(awaited.begin(), awaited.end(), pattern) != awaited.end();
        EXPECT_NE(found(pattern, ids), later) << entry.id << ": " << pattern << (later ? " has come" : "");
      }
    };
    check(entry.evidence.rates, has.rates);
    check(entry.evidence.differences, has.differences);
    check(entry.evidence.scenarios, has.scenarios);
    for (const std::string& id : entry.evidence.requirements)
      EXPECT_TRUE(has.requirements.contains(id)) << entry.id << ": " << id;
  }
}

TEST(RiskRegister, EverySpeciesOfTodayHasItsRisk) {
  const Today has = today();
  const Register all = entries();
  for (const std::string& rate : has.rates) {
    if (!rate.starts_with("iapar.") && !rate.starts_with("injection_accepted.")) continue;
    bool named = false;
    for (const RiskGroup& group : all.groups)
      for (const Risk& risk : group.risks)
        for (const std::string& pattern : risk.evidence.rates)
          named = named || (matches(pattern, rate) && risk.id != "digital.reuse-of-evidence");
    EXPECT_TRUE(named) << rate;
  }
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
  for (const Entry& entry : all_entries())
    EXPECT_FALSE(entry.evidence.rates.empty() && entry.evidence.scenarios.empty() &&
                 entry.evidence.requirements.empty())
        << entry.id;
}

TEST(RiskRegister, RefusesWhatIsIncompleteAndNamesIt) {
  const std::string good = *read_text(register_folder() / "register" / "6-leakage.json");
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"\"lt\": \"Paslaugai pritaikytos atakos.\"", "\"lt\": \"\""},
      {"\"owner\": \"security\"", "\"owner\": \"nobody\""},
      {"\"level\": 4", "\"level\": 6"},
      {"\"level\": 4", "\"level\": 0"},
      {"\"added\": \"2026-11-22\"", "\"added\": \"2026-13-22\""},
      {"\"option\": \"reduce\"", "\"option\": \"ignore\""},
      {"leakage.timing", "leakage.answers"},
      {"\"treatment\"", "\"treatments\""},
      {"\"risks\": [", "\"risks\": [], \"more\": ["},
      {"\"patterns\": [\"leak.tim*\"]", "\"patterns\": [\"leak.other*\"]"},
      {"\"en\": \"The words and the order of answers", "\"en\": \"\", \"was\": \""}};
  for (const auto& [from, to] : changes) {
    const fs::path folder = scratch("refuse");
    fs::create_directories(folder / "register");
    for (const char* name : {"security.json", "register/owners.json"})
      fs::copy_file(register_folder() / name, folder / name);
    std::string text = good;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
    ASSERT_TRUE(write_text(folder / "register" / "6-leakage.json", text));
    const auto read = load_register(folder);
    EXPECT_FALSE(read) << to;
  }
}

}  // namespace
}  // namespace proofmark::reports::risk
