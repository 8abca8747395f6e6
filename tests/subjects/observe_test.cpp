// What of a sealed package goes into the record of a run.
#include "scenarios/subjects/observe.hpp"

#include <gtest/gtest.h>

#include "tests/scenarios/support.hpp"

namespace proofmark::subjects {
namespace {

Result<reports::Observation> observed(const char* pointer, const char* value) {
  centre::Package package;
  package.accepted = true;
  package.claims = testing::accepted_claims("o-1", "4000000001");
  package.claims[nlohmann::json::json_pointer(pointer)] = nlohmann::json::parse(value);
  package.sha256 = std::string(64, 'a');
  reports::Observation observation;
  observation.attempt = "a";
  observation.session_seconds = 1;
  PROOFMARK_CHECK(observe_package(package, observation));
  return observation;
}

TEST(Observed, ThePackagesFiguresArrive) {
  const auto seen = observed("/actions/0/answered_at_ms", "1500");
  ASSERT_TRUE(seen) << seen.error().line();
  EXPECT_EQ(seen->video->frames, 300U);
  EXPECT_EQ(seen->video->width, 1280U);
  EXPECT_EQ(seen->actions.at(0).answered_at_ms, 1500);
  EXPECT_EQ(seen->actions.at(0).window_ms, 2800);
  EXPECT_TRUE(reports::observation_to_json(*seen));
  EXPECT_EQ(observed("/video/frames", "300.0")->video->frames, 300U);
}

// Wrapped round or cut, such a figure stood in the record as another one.
TEST(Observed, AFigureBeyondItsRangeIsNamed) {
  const std::pair<const char*, const char*> wrong[] = {{"/video/frames", "-1"},
                                                       {"/video/frames", "1e300"},
                                                       {"/video/width", "4294967296"},
                                                       {"/video/height", "1.5"},
                                                       {"/video/height", "\"720\""},
                                                       {"/actions/0/number", "-1"},
                                                       {"/actions/0/window_ms", "1e30"},
                                                       {"/actions/0/asked_at_ms", "18446744073709551615"},
                                                       {"/actions/0/answered_at_ms", "-1e17"}};
  for (const auto& [pointer, value] : wrong) {
    const auto seen = observed(pointer, value);
    ASSERT_FALSE(seen) << pointer << " " << value;
    const std::string field = std::string(pointer).substr(std::string(pointer).rfind('/') + 1);
    EXPECT_NE(seen.error().expected.find(field), std::string::npos) << seen.error().line();
  }
  EXPECT_FALSE(observed("/comparison", "[]"));
  EXPECT_FALSE(observed("/video", "7"));
}

}  // namespace
}  // namespace proofmark::subjects
