// plan.json and observations.jsonl: what is written is read, and what was altered is refused.
#include "reports/formats/run_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <thread>

#include "common/files.hpp"
#include "reports/formats/observation.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports {
namespace {

using ::testing::HasSubstr;

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(PlanFile, IsReadAsItWasWritten) {
  Plan plan = sample::plan();
  plan.seed = UINT64_MAX;  // beyond what a double holds
  const auto text = plan_to_json(plan);
  ASSERT_TRUE(text) << text.error().line();
  const auto back = plan_from_json(*text);
  ASSERT_TRUE(back) << back.error().line();
  EXPECT_EQ(back->seed, UINT64_MAX);
  EXPECT_EQ(back->attempts.size(), plan.attempts.size());
  EXPECT_EQ(back->persons[1].groups, plan.persons[1].groups);
  EXPECT_EQ(*plan_to_json(*back), *text);
}

TEST(PlanFile, HoldsWhatAnInstrumentCosts) {
  const std::string text = *plan_to_json(sample::full_plan());
  const auto back = plan_from_json(text);
  ASSERT_TRUE(back) << back.error().line();
  EXPECT_EQ(*plan_to_json(*back), text);
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"a made-up price list\"", "\"\""},
                                                        {"\"source\": \"a made-up", "\"sauce\": \"a made-up"},
                                                        {"\"hours\": [", "\"hours\": [7, "},
                                                        {"\"euro\": [", "\"euros\": ["}})
    EXPECT_FALSE(plan_from_json(replaced(text, from, to))) << from << " -> " << to;
}

TEST(PlanFile, RefusesWhatIsNotAPlan) {
  const std::string good = *plan_to_json(sample::plan());
  const std::vector<std::pair<std::string, std::string>> changes = {
      {"\"format\": 2", "\"format\": 1"},
      {"\"seed\": \"7\"", "\"seed\": 7"},
      {"\"seed\": \"7\"", "\"seed\": \"-7\""},
      {"\"seed\": \"7\"", "\"seed\": \"07\""},
      {"\"seed\": \"7\"", "\"seed\": \"99999999999999999999\""},
      {"\"suite\"", "\"sweet\""},
      {"\"suite\"", "\"run\""},
      {"\"kind\": \"genuine\"", "\"kind\": \"Genuine\""},
      {"\"decision\": \"accepted\"", "\"decision\": \"none\""},
      {"\"decision\": \"accepted\"", "\"decision\": \"refused\""},
      {"\"id\": \"genuine-02\"", "\"id\": \"genuine-01\""},
      {"\"id\": \"genuine-02\"", "\"id\": \"a/../b\""},
      {"\"holder\": \"person-1\"", "\"holder\": \"person-2\""},
      {"\"holder\": \"person-1\"", "\"holder\": \"nobody\""},
      {"\"species\": \"print.photo\"", "\"species\": \"\""},
      {"2026-03-02T09:00:00Z", "yesterday"},
      {"\"attempts\": [", "\"attempts\": [7, "}};
  for (const auto& [from, to] : changes) EXPECT_FALSE(plan_from_json(replaced(good, from, to))) << from << " -> " << to;
  for (const char* text : {"", "{", "[]", "null", "7", "\xff", "{}"}) EXPECT_FALSE(plan_from_json(text)) << text;
  EXPECT_FALSE(plan_from_json(good.substr(0, good.size() / 2)));
}

TEST(PlanFile, IsNotWrittenWhenItIsWrong) {
  const auto folder = sample::folder("wrong-plan");
  Plan plan = sample::plan();
  plan.attempts[3].id = plan.attempts[2].id;
  EXPECT_FALSE(write_plan(folder / kPlanFile, plan));
  EXPECT_FALSE(std::filesystem::exists(folder / kPlanFile));
}

TEST(ObservationLine, IsReadAsItWasWritten) {
  const Plan plan = sample::plan();
  Observation o = sample::good(plan, plan.attempts[0]);
  o.actions[1].answered_at_ms.reset();
  o.session_seconds = 0.1 + 0.2;
  const auto line = observation_to_json(o);
  ASSERT_TRUE(line) << line.error().line();
  EXPECT_EQ(line->find('\n'), std::string::npos);
  const auto back = observation_from_json(*line);
  ASSERT_TRUE(back) << back.error().line();
  EXPECT_EQ(*back->session_seconds, 0.1 + 0.2);
  EXPECT_FALSE(back->actions[1].answered_at_ms);
  EXPECT_EQ(*observation_to_json(*back), *line);
}

TEST(ObservationLine, HoldsTheSubjectsTimesAndIsReadWithoutThem) {
  const Plan plan = sample::plan();
  Observation o = sample::good(plan, plan.attempts[0]);
  o.service_seconds = {{"open", 0.25}, {"chip", 0.1 + 0.2}};
  const std::string line = *observation_to_json(o);
  const auto back = observation_from_json(line);
  ASSERT_TRUE(back) << back.error().line();
  ASSERT_EQ(back->service_seconds.size(), 2U);
  EXPECT_EQ(back->service_seconds[1].step, "chip");
  EXPECT_EQ(back->service_seconds[1].seconds, 0.1 + 0.2);
  // A run of before they were measured.
  std::string earlier = line;
  const std::size_t from = earlier.find(R"("service_seconds")");
  earlier.erase(from, earlier.find("],", from) + 2 - from);
  const auto old = observation_from_json(earlier);
  ASSERT_TRUE(old) << old.error().line();
  EXPECT_TRUE(old->service_seconds.empty());
}

TEST(ObservationLine, HoldsTheStepsOfAnInspectionAndIsReadWithoutThem) {
  const Plan plan = sample::plan();
  Observation o = sample::good(plan, plan.attempts[0]);
  const std::string without = *observation_to_json(o);
  EXPECT_EQ(without.find("inspection"), std::string::npos) << "a subject that states none leaves no trace";
  EXPECT_FALSE(observation_from_json(without)->inspection);
  o.inspection = InspectionRecord{2,
                                  {{"access.link", StepResult::aborted, "lost"},
                                   {"access.pace", StepResult::successful, "\"GM\""},
                                   {"passive.hash.dg3", StepResult::not_supported, ""},
                                   {"revocation.ds", StepResult::undetermined, "no list"},
                                   {"validity.expiry", StepResult::failed, "over"}}};
  const std::string line = *observation_to_json(o);
  const auto back = observation_from_json(line);
  ASSERT_TRUE(back) << back.error().line();
  ASSERT_TRUE(back->inspection);
  EXPECT_EQ(back->inspection->readings, 2U);
  ASSERT_EQ(back->inspection->steps.size(), 5U);
  EXPECT_EQ(back->inspection->steps[1].reason, "\"GM\"");
  EXPECT_EQ(back->inspection->steps[4].result, StepResult::failed);
  EXPECT_EQ(*observation_to_json(*back), line);
  for (const auto& [from, to] : {std::pair{"\"aborted\"", "\"broken\""},
                                 {"\"readings\":2", "\"readings\":0"},
                                 {"\"readings\":2", "\"reading\":2"},
                                 {"\"access.link\"", "\"\""}})
    EXPECT_FALSE(observation_from_json(replaced(line, from, to))) << from;
  o.inspection->steps.clear();
  EXPECT_FALSE(observation_to_json(o));
}

TEST(ObservationLine, RefusesClaimsWithoutEvidence) {
  const Plan plan = sample::plan();
  const auto changed = [&](const std::function<void(Observation&)>& change) {
    Observation o = sample::good(plan, plan.attempts[0]);
    change(o);
    return observation_to_json(o).has_value();
  };
  EXPECT_TRUE(changed([](Observation&) {}));
  EXPECT_FALSE(changed([](Observation& o) { o.attempt.clear(); }));
  EXPECT_FALSE(changed([](Observation& o) { o.decision = Decision::none; }));
  EXPECT_FALSE(changed([](Observation& o) { o.checks.clear(); }));
  EXPECT_FALSE(changed([](Observation& o) { o.package_sha256 = "AB"; }));
  EXPECT_FALSE(changed([](Observation& o) { o.session_seconds.reset(); }));
  EXPECT_FALSE(changed([](Observation& o) { o.session_seconds = std::nan(""); }));
  EXPECT_FALSE(changed([](Observation& o) { o.wall_seconds = -1; }));
  EXPECT_TRUE(changed([](Observation& o) { o.service_seconds = {{"chip", 0}, {"video", 2.5}}; }));
  EXPECT_FALSE(changed([](Observation& o) { o.service_seconds = {{"chip", -1}}; }));
  EXPECT_FALSE(changed([](Observation& o) { o.service_seconds = {{"chip", std::nan("")}}; }));
  EXPECT_FALSE(changed([](Observation& o) { o.service_seconds = {{"", 1}}; }));
  EXPECT_FALSE(changed([](Observation& o) { o.tries = 0; }));
  EXPECT_FALSE(changed([](Observation& o) { o.error = "two\nlines"; }));
  // A crash with a decision, and a crash without a cause.
  EXPECT_FALSE(changed([](Observation& o) { o.outcome = Outcome::crash; }));
  EXPECT_FALSE(observation_to_json([&] {
    Observation o = sample::ended(plan, plan.attempts[0], Outcome::timeout);
    o.error.clear();
    return o;
  }()));
}

TEST(ObservationFile, ToleratesACutAtEveryByteOfTheLastLine) {
  const auto folder = sample::folder("cut");
  const Plan plan = sample::plan();
  sample::write(folder, plan, {sample::good(plan, plan.attempts[0]), sample::good(plan, plan.attempts[1])});
  const std::string text = *read_text(folder / kObservationsFile);
  const std::size_t first = text.find('\n') + 1;
  for (std::size_t length = first; length <= text.size(); length += length + 23 < text.size() ? 23U : 1U) {
    ASSERT_TRUE(write_text(folder / "cut.jsonl", text.substr(0, length)));
    const auto read = read_observations(folder / "cut.jsonl");
    ASSERT_TRUE(read) << length << " " << read.error().line();
    EXPECT_EQ(read->observations.size(), length == text.size() ? 2U : 1U) << length;
    EXPECT_EQ(read->cut_last_line, length != first && length != text.size()) << length;
  }
}

TEST(ObservationFile, RefusesAnAlteredLineAndNamesIt) {
  const auto folder = sample::folder("altered-line");
  const Plan plan = sample::plan();
  sample::write(folder, plan, sample::all_good(plan));
  const std::string good = *read_text(folder / kObservationsFile);
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"tries\":1", "\"tries\":1.5"},
                                                        {"\"tries\":1", "\"tries\":-1"},
                                                        {"\"tries\":1", "\"tries\":4294967296"},
                                                        {"\"tries\":1", "\"tries\":1,\"tries\":2"},
                                                        {"\"tries\":1,", "\"tries\":1,\"pass\":true,"},
                                                        {"\"outcome\":\"completed\"", "\"outcome\":\"passed\""},
                                                        {"{", ""},
                                                        {"\"result\":\"passed\"", "\"result\":true"}}) {
    ASSERT_TRUE(write_text(folder / "altered.jsonl", replaced(good, from, to)));
    const auto read = read_observations(folder / "altered.jsonl");
    ASSERT_FALSE(read) << to;
    EXPECT_THAT(read.error().line(), HasSubstr("altered.jsonl line 1:"));
  }
  ASSERT_TRUE(write_text(folder / "altered.jsonl", "\n" + good));
  EXPECT_FALSE(read_observations(folder / "altered.jsonl"));
}

TEST(ObservationLogFile, ResumesAfterAKill) {
  const auto folder = sample::folder("resume");
  const Plan plan = sample::plan();
  const auto file = folder / kObservationsFile;
  sample::write(folder, plan, {sample::good(plan, plan.attempts[0])});
  const std::string whole = *read_text(file);
  ASSERT_TRUE(write_text(file, whole + whole.substr(0, 40)));
  {
    auto log = ObservationLog::open(file, plan.run);
    ASSERT_TRUE(log) << log.error().line();
    ASSERT_EQ((*log)->earlier().size(), 1U);
    EXPECT_EQ((*log)->earlier()[0].attempt, plan.attempts[0].id);
    ASSERT_TRUE((*log)->append(sample::good(plan, plan.attempts[1])));
  }
  const auto read = read_observations(file);
  ASSERT_TRUE(read) << read.error().line();
  ASSERT_EQ(read->observations.size(), 2U);
  EXPECT_EQ(read->observations[1].attempt, plan.attempts[1].id);
  EXPECT_FALSE(read->cut_last_line);
}

TEST(ObservationLogFile, BelongsToOneRunAtATimeAndToOnePlan) {
  const auto folder = sample::folder("lock");
  const auto file = folder / kObservationsFile;
  {
    const auto first = ObservationLog::open(file, "run-1");
    ASSERT_TRUE(first);
    const auto second = ObservationLog::open(file, "run-1");
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error().line(), HasSubstr("another run"));
    const Plan plan = sample::plan();
    ASSERT_TRUE((*first)->append(sample::good(plan, plan.attempts[0])));
  }
  EXPECT_TRUE(ObservationLog::open(file, "run-1"));
  const auto other = ObservationLog::open(file, "run-2");
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().line(), HasSubstr("run-1"));
  EXPECT_FALSE(ObservationLog::open(folder / "missing" / "file", "run-1"));
}

TEST(ObservationLogFile, TakesLinesFromSeveralThreads) {
  const auto folder = sample::folder("threads");
  const Plan plan = sample::plan();
  {
    auto log = ObservationLog::open(folder / kObservationsFile, plan.run);
    ASSERT_TRUE(log);
    std::vector<std::thread> workers;
    for (std::size_t w = 0; w < 4; ++w)
      workers.emplace_back([&, w] {
        for (std::size_t i = w; i < plan.attempts.size(); i += 4)
          EXPECT_TRUE((*log)->append(sample::good(plan, plan.attempts[i])));
      });
    for (std::thread& worker : workers) worker.join();
  }
  const auto read = read_observations(folder / kObservationsFile);
  ASSERT_TRUE(read) << read.error().line();
  std::set<std::string> ids;
  for (const Observation& o : read->observations) ids.insert(o.attempt);
  EXPECT_EQ(ids.size(), plan.attempts.size());
}

}  // namespace
}  // namespace proofmark::reports
