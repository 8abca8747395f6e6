// How a measurement decides, with services that are played in no time.
#include "scenarios/sensitivity/measure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <mutex>

#include "common/files.hpp"
#include "scenarios/sensitivity/table.hpp"

namespace proofmark::sensitivity {
namespace {

namespace fs = std::filesystem;
using reports::Outcome;
using reports::Verdict;

// What each service does with each attempt; "pass" where nothing is said. A list is played through, its last repeats.
struct World {
  std::map<std::pair<std::string, std::string>, std::vector<std::string>> answers;  // (weakness or "release", attempt)
  std::mutex mutex;
  std::vector<std::string> played;  // "weakness/attempt"
  std::string refuses_to_start;
  std::atomic<bool> stop{false};
  std::size_t stop_after = 1000000;
};

class FakePlayer final : public Player {
 public:
  FakePlayer(World& world, std::string name) : world_(world), name_(std::move(name)) {}
  Result<Trial> play(std::size_t attempt, bool) override {
    const std::scoped_lock lock(world_.mutex);
    const std::string id = "a" + std::to_string(attempt);
    world_.played.push_back(name_ + "/" + id);
    if (world_.played.size() >= world_.stop_after) world_.stop = true;
    auto& answers = world_.answers[{name_, id}];
    const std::string answer = answers.empty() ? "pass" : answers.front();
    if (answers.size() > 1) answers.erase(answers.begin());
    Trial trial{id, "scenario-" + id, Verdict::pass, Outcome::completed, answer, 0.5};
    if (answer == "fail") trial.verdict = Verdict::fail;
    if (answer == "wrong") trial.verdict = Verdict::inconclusive;
    if (answer == "harness") {
      trial.verdict = Verdict::inconclusive;
      trial.outcome = Outcome::harness_error;
    }
    if (answer == "crash" || answer == "timeout") {
      trial.verdict = Verdict::fail;
      trial.outcome = answer == "crash" ? Outcome::crash : Outcome::timeout;
    }
    return trial;
  }
  bool reached() const override { return name_ != "w2"; }

 private:
  World& world_;
  std::string name_;
};

class Measuring : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = fs::path(testing::TempDir()) / (std::string("measure-") + info->name());
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    job_.id = "one";
    job_.record = folder_ / "sensitivity.jsonl";
    job_.attempts = {"a0", "a1", "a2"};
    job_.confirm = {false, false, true};
    job_.known = {"", "", ""};
    for (const char* name : {"w0", "w1", "w2"}) {
      job_.weaknesses.push_back({name, "tls", "W.", "C", "A."});
      job_.order.push_back({0, 1, 2});
    }
    job_.start = [this](const Target& target, std::size_t) -> Result<std::unique_ptr<Player>> {
      const std::string name = target.release ? "release" : target.weakness;
      if (!world_.refuses_to_start.empty() && name == world_.refuses_to_start)
        return fail("subject", "a ready line", "none", "See its log.");
      return std::unique_ptr<Player>(std::make_unique<FakePlayer>(world_, name));
    };
    job_.stop = &world_.stop;
  }
  Measurement measured() {
    auto result = measure(job_);
    EXPECT_TRUE(result) << result.error().line();
    return result ? *std::move(result) : Measurement();
  }
  void says(const std::string& service, const std::string& attempt, std::vector<std::string> answers) {
    world_.answers[{service, attempt}] = std::move(answers);
  }
  std::size_t plays_of(const std::string& beginning) {
    return static_cast<std::size_t>(std::count_if(world_.played.begin(), world_.played.end(),
                                                  [&](const auto& each) { return each.starts_with(beginning); }));
  }

  fs::path folder_;
  World world_;
  MeasureJob job_;
};

TEST_F(Measuring, StopsAtTheFirstCatch) {
  says("w0", "a1", {"fail"});
  says("w0", "a2", {"fail"});
  says("w1", "a0", {"crash"});
  const Measurement m = measured();
  ASSERT_EQ(m.results.size(), 3U);
  ASSERT_EQ(m.results[0].catches.size(), 1U);
  EXPECT_EQ(m.results[0].catches[0].attempt, "a1");
  EXPECT_EQ(m.results[0].played, 2U);
  EXPECT_EQ(m.results[1].catches.at(0).outcome, Outcome::crash);
  EXPECT_TRUE(m.results[2].catches.empty());
  EXPECT_FALSE(m.results[2].reached);
  EXPECT_EQ(m.results[2].played, 3U);
  EXPECT_EQ(m.caught(), 2U);
  EXPECT_EQ(m.false_alarms(), 0U);
  EXPECT_EQ(exit_code(m), 1) << "a survivor";
  EXPECT_EQ(plays_of("release/"), 3U);
  EXPECT_EQ(plays_of("/"), 3U);
}

TEST_F(Measuring, PlaysEverythingWhenThorough) {
  job_.thorough = true;
  says("w0", "a0", {"fail"});
  says("w0", "a1", {"wrong"});
  const Measurement m = measured();
  ASSERT_EQ(m.results[0].catches.size(), 2U);
  EXPECT_EQ(m.results[0].catches[1].verdict, Verdict::inconclusive) << "refused for another reason";
  EXPECT_EQ(m.results[0].played, 3U);
}

TEST_F(Measuring, AnAttemptThatFailsWithoutAnyWeaknessCatchesNothing) {
  says("release", "a0", {"fail"});
  says("", "a1", {"fail"});
  for (const char* name : {"w0", "w1", "w2"})
    for (const char* attempt : {"a0", "a1"}) says(name, attempt, {"fail"});
  says("w1", "a2", {"fail"});
  const Measurement m = measured();
  EXPECT_EQ(m.false_alarms(), 2U);
  EXPECT_EQ(m.caught(), 1U);
  EXPECT_EQ(m.results[0].played, 1U) << "a2 alone";
  EXPECT_EQ(exit_code(m), 1);
}

TEST_F(Measuring, WhatTheServiceIsKnownNotToDoIsNoFalseAlarm) {
  job_.known[1] = "Not offered yet.";
  says("release", "a1", {"fail"});
  says("", "a1", {"fail"});
  for (const char* name : {"w0", "w1", "w2"}) says(name, "a2", {"fail"});
  const Measurement m = measured();
  EXPECT_EQ(m.false_alarms(), 0U);
  EXPECT_EQ(m.known_failures(), 1U);
  EXPECT_EQ(m.results[0].played, 2U) << "a1 is no help";
  EXPECT_EQ(exit_code(m), 0);
}

TEST_F(Measuring, OneFalseAlarmIsEnoughForExitCodeOne) {
  for (const char* name : {"w0", "w1", "w2"}) says(name, "a1", {"fail"});
  EXPECT_EQ(exit_code(measured()), 0);
  job_.id = "two";
  job_.record = folder_ / "two.jsonl";
  says("release", "a0", {"fail"});
  EXPECT_EQ(exit_code(measured()), 1);
}

TEST_F(Measuring, AHarnessErrorIsNoCatch) {
  says("w0", "a0", {"harness"});
  says("w1", "a0", {"harness", "fail"});
  const Measurement m = measured();
  EXPECT_TRUE(m.results[0].catches.empty());
  EXPECT_EQ(m.results[0].unjudged, 1U);
  EXPECT_EQ(m.results[1].catches.size(), 1U) << "the second try is judged";
}

TEST_F(Measuring, WhatHangsOnRealTimeMustBeSeenTwice) {
  says("w0", "a2", {"fail", "pass"});
  says("w1", "a0", {"timeout", "pass"});
  says("w2", "a2", {"fail"});
  const Measurement m = measured();
  EXPECT_TRUE(m.results[0].catches.empty());
  EXPECT_EQ(m.results[0].unsteady, 1U);
  EXPECT_TRUE(m.results[1].catches.empty());
  EXPECT_EQ(m.results[2].catches.size(), 1U);
}

TEST_F(Measuring, OnlyWhatIsNeededIsPlayedWithoutAWeakness) {
  job_.order = {{1}, {1}, {1}};
  const Measurement m = measured();
  EXPECT_EQ(m.baseline.size(), 1U);
  EXPECT_EQ(plays_of("release/"), 1U);
}

TEST_F(Measuring, GoesOnAfterAStopAtAnyPlaceAndComesToTheSame) {
  says("w0", "a1", {"fail"});
  says("w2", "a2", {"crash"});
  const Measurement whole = measured();
  const std::size_t all = world_.played.size();
  Reported reported;
  reported.weaknesses = job_.weaknesses;
  reported.measurement = whole;
  const std::string text = to_json(reported).substr(0, to_json(reported).find("\"times\""));
  for (std::size_t cut = 1; cut < all; ++cut) {
    fs::remove(job_.record);
    world_.stop_after = cut;
    world_.played.clear();
    auto first = measure(job_);
    world_.stop = false;
    world_.stop_after = 1000000;
    const Measurement second = first ? *first : measured();
    reported.measurement = second;
    EXPECT_EQ(to_json(reported).substr(0, text.size()), text) << "stopped after " << cut;
    EXPECT_EQ(to_markdown(reported), [&] {
      Reported other = reported;
      other.measurement = whole;
      return to_markdown(other);
    }());
  }
}

TEST_F(Measuring, ACutLastLineIsPlayedAgain) {
  measured();
  const std::string text = *read_text(job_.record);
  ASSERT_TRUE(write_text(job_.record, text.substr(0, text.size() - 7)));
  world_.played.clear();
  EXPECT_EQ(measured().results.size(), 3U);
  EXPECT_EQ(plays_of("w2/"), 3U);
  EXPECT_EQ(world_.played.size(), 3U);
}

TEST_F(Measuring, RefusesTheRecordOfAnotherMeasurementAndAnAlteredOne) {
  measured();
  job_.id = "two";
  const auto other = measure(job_);
  ASSERT_FALSE(other);
  EXPECT_THAT(other.error().line(), testing::HasSubstr("another --out"));
  job_.id = "one";
  std::string text = *read_text(job_.record);
  text.insert(text.find('\n') + 1, "{\"baseline\":1}\n");
  ASSERT_TRUE(write_text(job_.record, text));
  EXPECT_FALSE(measure(job_));
}

TEST_F(Measuring, AServiceThatDoesNotStartEndsTheMeasurement) {
  world_.refuses_to_start = "w1";
  const auto result = measure(job_);
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().line(), testing::HasSubstr("ready line"));
}

TEST_F(Measuring, SeveralWorkersComeToTheSameTable) {
  says("w0", "a1", {"fail"});
  const Measurement one = measured();
  job_.record = folder_ / "many.jsonl";
  job_.workers = 3;
  const Measurement many = measured();
  ASSERT_EQ(many.results.size(), one.results.size());
  for (std::size_t i = 0; i < one.results.size(); ++i) {
    EXPECT_EQ(many.results[i].name, one.results[i].name);
    EXPECT_EQ(many.results[i].catches.size(), one.results[i].catches.size());
  }
}

TEST_F(Measuring, TheTableNamesSurvivorsAlarmsAndCrashes) {
  says("w0", "a0", {"crash"});
  says("w1", "a1", {"fail"});
  says("release", "a2", {"fail"});
  Reported reported;
  reported.weaknesses = job_.weaknesses;
  reported.measurement = measured();
  reported.required = {{"scenario-a0", true}, {"scenario-a1", false}};
  reported.planted = 3;
  const std::string text = to_text(reported);
  EXPECT_THAT(text, testing::HasSubstr("scenario-a0, by a crash"));
  EXPECT_THAT(text, testing::HasSubstr("scenario-a1 (measured)"));
  EXPECT_THAT(text, testing::HasSubstr("Caught: 2 of 3 planted weaknesses (1 by a required scenario)"));
  EXPECT_THAT(text, testing::HasSubstr("Open gap: tls/w2: W. (guard never reached)"));
  EXPECT_THAT(text, testing::HasSubstr("Without any weakness: a2"));
  EXPECT_THAT(to_json(reported), testing::HasSubstr("simulated"));
  const auto page = to_html(reported);
  ASSERT_TRUE(page) << page.error().line();
  EXPECT_THAT(*page, testing::HasSubstr("simulated"));
  EXPECT_THAT(*page, testing::HasSubstr("2 of 3 planted weaknesses caught"));
  EXPECT_EQ(page->find("http://"), std::string::npos) << "self-contained";
}

}  // namespace
}  // namespace proofmark::sensitivity
