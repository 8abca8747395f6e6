// Networks: data files that act, and names that are known or refused.
#include "scenarios/runner/network_file.hpp"

#include <gtest/gtest.h>

#include <array>

#include "scenarios/runner/attempt.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

Project project() {
  Project found;
  found.root = PROOFMARK_SOURCE_DIR;
  return found;
}

std::string network(const std::string& field = "", const std::string& value = "") {
  nlohmann::json json = {{"format", "proofmark-network/1"},
                         {"name", "one"},
                         {"description", "One."},
                         {"source", "Nowhere."},
                         {"uplink_kbit", {1000, 2000}},
                         {"fading", {0, 0.2}},
                         {"one_way_ms", {10, 20}},
                         {"jitter_ms", {1, 2}},
                         {"loss", {0, 0.01}},
                         {"interruptions", {{{"at_s", {1, 2}}, {"seconds", {0.5, 1}}, {"breaks", true}}}}};
  if (!field.empty()) json[field] = nlohmann::json::parse(value);
  return json.dump();
}

TEST(NetworkFile, EachWayIsItsOwnAndWithinItsRanges) {
  const auto model = parse_network(network(), "one.json");
  ASSERT_TRUE(model) << model.error().line();
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const camera::NetworkSettings made = model->sample(SeededRandom(seed));
    EXPECT_GE(made.uplink_kbit, 1000);
    EXPECT_LE(made.uplink_kbit, 2000);
    EXPECT_EQ(made.uplink_kbit, model->sample(SeededRandom(seed)).uplink_kbit);
    EXPECT_NE(made.uplink_kbit, model->sample(SeededRandom(seed + 1)).uplink_kbit);
    ASSERT_EQ(made.interruptions.size(), 1U);
    EXPECT_TRUE(made.interruptions[0].breaks);
    EXPECT_GE(made.interruptions[0].at, 1);
    EXPECT_LE(made.interruptions[0].seconds, 1);
    EXPECT_TRUE(camera::check_network(made));
  }
}

TEST(NetworkFile, WrongFilesAreRefusedByTheFieldsName) {
  const std::vector<std::array<std::string, 2>> wrong = {
      {"format", R"("proofmark-network/2")"},
      {"name", R"("One")"},
      {"uplink_kbit", "1000"},
      {"loss", "[0.1, 0]"},
      {"interruptions", "{}"},
      {"interruptions", R"([{"at_s": [1, 2], "seconds": [1, 1]}])"},
      {"interruptions", R"([{"at_s": [1, 2], "seconds": [1, 1], "breaks": 1}])"},
      {"delay", "[1, 2]"}};
  for (const auto& [field, value] : wrong) {
    const auto model = parse_network(network(field, value), "one.json");
    ASSERT_FALSE(model) << field;
    EXPECT_NE(model.error().line().find(field), std::string::npos) << model.error().line();
  }
  EXPECT_FALSE(parse_network(network("loss", "[0, 0.9]"), "one.json"));
  for (const char* at : {"[1, 3601]", "[1, 1e300]", "[3601, 3602]", "[-1, 1]"}) {
    const auto late = parse_network(
        network("interruptions", std::string(R"([{"seconds": [1, 2], "breaks": true, "at_s": )") + at + "}]"),
        "one.json");
    ASSERT_FALSE(late) << at;
    EXPECT_NE(late.error().line().find("one.json"), std::string::npos);
    EXPECT_NE(late.error().line().find("within 3600 s"), std::string::npos) << late.error().line();
  }
  // Each is well formed; the first may last until the second has begun.
  EXPECT_FALSE(parse_network(network("interruptions", R"([{"at_s": [1, 2], "seconds": [1, 2], "breaks": false},
                                                          {"at_s": [3, 5], "seconds": [1, 2], "breaks": false}])"),
                             "one.json"));
}

TEST(NetworkFile, TheProjectsOwnAreThereAndACaseThatNamesNoneIsRefusedWithTheList) {
  const auto networks = load_networks(project().networks());
  ASSERT_TRUE(networks) << networks.error().line();
  for (const char* name : {"wifi-good", "4g-moving", "3g-edge", "cut-and-reconnect"})
    EXPECT_EQ(networks->count(name), 1U) << name;
  const auto suite = load_suite(project().suites(), project().cases(), "first");
  ASSERT_TRUE(suite) << suite.error().line();
  RunContext context;
  context.suite = *suite;
  context.suite.scenarios[0].network = "5g-of-tomorrow";
  const auto refused = load_mechanisms(project(), context);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().line().find("5g-of-tomorrow"), std::string::npos);
  EXPECT_NE(refused.error().line().find("wifi-good"), std::string::npos);
}

TEST(NetworkFile, ACaseNamesOneWhereAStreamGoesToAService) {
  const auto one = load_case(project().cases(), "video.network-4g-moving");
  ASSERT_TRUE(one) << one.error().line();
  EXPECT_EQ(one->network, "4g-moving");
  const auto none = load_case(project().cases(), "genuine");
  ASSERT_TRUE(none);
  EXPECT_TRUE(none->network.empty());
}

}  // namespace
}  // namespace proofmark::runner
