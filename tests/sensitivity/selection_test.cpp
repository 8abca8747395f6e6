// Which attempts a weakness is tried against, on the project's own cases.
#include "scenarios/sensitivity/selection.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace proofmark::sensitivity {
namespace {

runner::Suite suite_of_all() {
  auto cases = runner::list_cases(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios" / "cases");
  EXPECT_TRUE(cases) << cases.error().line();
  return all_cases(cases ? *std::move(cases) : std::vector<runner::Scenario>());
}

std::vector<runner::Task> tasks_of(const runner::Suite& suite) {
  std::vector<runner::Task> tasks;
  for (std::size_t s = 0; s < suite.scenarios.size(); ++s)
    for (std::size_t i = 0; i < suite.scenarios[s].attempts; ++i) {
      runner::Task task;
      task.scenario = s;
      task.index = i;
      tasks.push_back(task);
    }
  return tasks;
}

Weakness of(const std::string& area, const std::string& name) {
  return {name, area, "Something is weakened.", "C", "A."};
}

class Selection : public testing::Test {
 protected:
  const runner::Suite suite_ = suite_of_all();
  const std::vector<runner::Task> tasks_ = tasks_of(suite_);
  [[nodiscard]] const runner::Scenario& scenario(std::size_t attempt) const {
    return suite_.scenarios[tasks_[attempt].scenario];
  }
};

TEST_F(Selection, FewAttemptsOfEveryRequiredOrMeasuredCase) {
  ASSERT_GE(suite_.scenarios.size(), 10U);
  for (const runner::Scenario& each : suite_.scenarios) {
    EXPECT_NE(each.gate, reports::GateRole::reported) << each.name;
    EXPECT_EQ(each.attempts, std::max<std::size_t>(1, std::min(each.attempts, each.species.size()))) << each.name;
  }
}

TEST_F(Selection, EveryProbeAndDocumentCaseIsPlayedAgainstEveryArea) {
  for (const Area& area : areas()) {
    const auto order = attempts_for(of(area.name, "unlike_anything"), suite_, tasks_, false);
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      if (films(scenario(i))) continue;
      EXPECT_NE(std::find(order.begin(), order.end(), i), order.end()) << area.name << " " << scenario(i).name;
    }
  }
}

TEST_F(Selection, FilmedSessionsWhereTheAreaNeedsThem) {
  const auto films_in = [&](const char* area, bool thorough) {
    const auto order = attempts_for(of(area, "unlike_anything"), suite_, tasks_, thorough);
    return std::count_if(order.begin(), order.end(),
                         [&](std::size_t i) { return scenario(i).kind != reports::Kind::probe && films(scenario(i)); });
  };
  const auto every = films_in("tls", true);
  EXPECT_GT(every, 3);
  EXPECT_EQ(films_in("tls", false), 0);
  EXPECT_EQ(films_in("package", false), 1) << "a genuine person";
  for (const char* area : {"video", "face", "liveness", "decision"}) EXPECT_EQ(films_in(area, false), every) << area;
}

TEST_F(Selection, WhatSpeaksAboutTheWeaknessComesFirst) {
  EXPECT_EQ(scenario(attempts_for(of("passive", "dg2_hash_skipped"), suite_, tasks_, false).front()).expected.checks,
            std::vector<std::string>{"chip.passive"});
  std::vector<std::string> names;
  for (const std::size_t each : attempts_for(of("revocation", "revocation_ignored"), suite_, tasks_, false))
    names.push_back(scenario(each).name);
  const auto other = std::find_if(names.begin(), names.end(),
                                  [](const std::string& name) { return name.find("revoked") == std::string::npos; });
  EXPECT_NE(std::find(names.begin(), other, "document.revoked-signer"), other)
      << "first " << names.front() << ", then " << (other == names.end() ? "none" : *other);
}

TEST_F(Selection, NoAttemptTwiceAndTheSameOrderEachTime) {
  for (const Area& area : areas()) {
    auto order = attempts_for(of(area.name, "dg1_hash_skipped"), suite_, tasks_, true);
    EXPECT_EQ(order, attempts_for(of(area.name, "dg1_hash_skipped"), suite_, tasks_, true));
    EXPECT_EQ(order.size(), tasks_.size());
    std::sort(order.begin(), order.end());
    EXPECT_EQ(std::adjacent_find(order.begin(), order.end()), order.end());
  }
}

}  // namespace
}  // namespace proofmark::sensitivity
