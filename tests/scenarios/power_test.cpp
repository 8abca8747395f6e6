// What a plan says of its own power is of the same rates, of the same attempts, as the report of the run.
#include "scenarios/runner/power.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "reports/verdicts/rates.hpp"
#include "scenarios/runner/plan.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

using ::testing::HasSubstr;

class PowerTest : public ::testing::Test {
 protected:
  PowerTest() {
    catalogue.limits.resize(3);
    catalogue.limits[0].id = "far";
    catalogue.limits[0].value = 0.4;
    catalogue.limits[1].id = "frr";
    catalogue.limits[1].value = 0.04;
    catalogue.limits[2].id = "unavailability";
    catalogue.limits[2].value = 0.0015;
    catalogue.limits[2].or_equal = true;
  }
  reports::Plan plan(const char* suite_name) {
    const std::filesystem::path root = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "scenarios";
    const auto suite = load_suite(root / "suites", root / "cases", suite_name);
    EXPECT_TRUE(suite) << suite.error().line();
    PlanInput input;
    input.suite = &*suite;
    input.seed = 7;
    input.subject.name = "service";
    input.subject.version = "1";
    input.subject.level = suite->level;
    input.machine = "a machine";
    auto made = make_plan(input);
    EXPECT_TRUE(made) << made.error().line();
    return made->plan;
  }
  const RatePower& find(const std::vector<RatePower>& all, const std::string& name) {
    const auto at = std::find_if(all.begin(), all.end(), [&](const RatePower& one) { return name_of(one) == name; });
    EXPECT_NE(at, all.end()) << name;
    return at == all.end() ? all.front() : *at;
  }
  reports::Catalogue catalogue;
};

TEST_F(PowerTest, OfAFullServiceEveryRateOfTheReportIsThere) {
  const reports::Plan of = plan("first");
  const auto all = power_of(of, &catalogue);
  ASSERT_TRUE(all) << all.error().line();
  for (const char* rate : {"frr", "gfrr", "far", "gfar", "fmr", "fnmr", "fta", "fte", "bpcer",
                           "apcer of print-document-photo-matte", "iapar of print-document-photo-matte"})
    EXPECT_GT(find(*all, rate).n, 0U) << rate;
  EXPECT_EQ(find(*all, "frr").n, 8U);
  EXPECT_EQ(find(*all, "bpcer").n, 16U) << "impostors are live persons too";
  EXPECT_TRUE(find(*all, "far").enough) << "eight without error show 31.23 %";
  EXPECT_FALSE(find(*all, "gfrr").enough);
  EXPECT_EQ(find(*all, "gfrr").limit->id, "frr");
  EXPECT_EQ(find(*all, "gfrr").needed.value_or(0), 74U);  // 0.96^74 < 0.05
  EXPECT_FALSE(find(*all, "bpcer").limit);
  EXPECT_NE(find(*all, "frr").smallest_group, "");
  for (const RatePower& one : *all) EXPECT_NE(one.metric, "document_accepted") << "deterministic";
}

TEST_F(PowerTest, AttemptsOfTheSamePersonsShowLess) {
  const reports::Plan once = plan("first");
  reports::Plan often = once;
  for (int copy = 1; copy < 10; ++copy)
    for (reports::Attempt attempt : once.attempts) {
      attempt.id += "-" + std::to_string(copy);
      often.attempts.push_back(std::move(attempt));
    }
  const auto all = power_of(often, &catalogue);
  ASSERT_TRUE(all) << all.error().line();
  const RatePower& frr = find(*all, "frr");
  EXPECT_EQ(frr.n, 80U);
  EXPECT_EQ(frr.repeated_persons, 8U);
  EXPECT_GE(frr.upper, *reports::upper_bound(0, 8)) << "eighty attempts of eight persons are no eighty persons";
  EXPECT_FALSE(frr.enough);
  EXPECT_THAT(line_of(frr), HasSubstr("of different persons"));
  EXPECT_EQ(find(*power_of(once, &catalogue), "frr").repeated_persons, 0U);
}

TEST_F(PowerTest, AvailabilityIsARateAndSaysHowManyProbesItNeeds) {
  const auto all = power_of(plan("gate"), &catalogue);
  ASSERT_TRUE(all) << all.error().line();
  const RatePower& down = find(*all, "unavailability");
  EXPECT_GT(down.n, 0U);
  EXPECT_FALSE(down.enough);
  EXPECT_EQ(down.needed.value_or(0), 1996U);
  EXPECT_THAT(line_of(down), HasSubstr("which takes 1996"));
  EXPECT_GT(find(*all, "far_related of twin").n, 0U);
}

}  // namespace
}  // namespace proofmark::runner
