// Camera devices: data files that act, and names that are known or refused.
#include "scenarios/runner/device_file.hpp"

#include <gtest/gtest.h>

#include <array>
#include <set>

#include "scenarios/runner/attempt.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

Project project() {
  Project found;
  found.root = PROOFMARK_SOURCE_DIR;
  return found;
}

std::string device(const std::string& field = "", const std::string& value = "") {
  nlohmann::json json = {{"format", "proofmark-device/1"}, {"name", "one"},        {"description", "One."},
                         {"frames_per_second", 30},        {"jitter_ms", {1, 2}},  {"noise", {2, 3}},
                         {"exposure_drift", {0.01, 0.02}}, {"bitrate_kbit", 4000}, {"quality", 28}};
  if (!field.empty()) json[field] = nlohmann::json::parse(value);
  return json.dump();
}

TEST(Device, EachPhoneOfAModelIsItsOwnAndWithinItsRanges) {
  const auto model = parse_device(device(), "one.json");
  ASSERT_TRUE(model) << model.error().line();
  std::set<double> noises;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const camera::Device made = model->sample(SeededRandom(seed));
    EXPECT_GE(made.noise, 2);
    EXPECT_LE(made.noise, 3);
    EXPECT_GE(made.jitter_ms, 1);
    EXPECT_LE(made.jitter_ms, 2);
    EXPECT_EQ(made.bitrate_kbit, 4000);
    EXPECT_EQ(made.quality, 28);
    EXPECT_EQ(model->sample(SeededRandom(seed)).noise, made.noise);
    noises.insert(made.noise);
  }
  EXPECT_EQ(noises.size(), 50U);
}

TEST(Device, WrongFilesAreRefusedByTheFieldsName) {
  const std::vector<std::array<std::string, 2>> wrong = {
      {"format", R"("proofmark-device/2")"}, {"name", R"("One")"}, {"noise", "3"},        {"noise", "[3, 2]"},
      {"jitter_ms", R"([1, "2"])"},          {"quality", "52"},    {"bitrate_kbit", "1"}, {"frames_per_second", "0"},
      {"resolution", "[640, 480]"}};
  for (const auto& [field, value] : wrong) {
    const auto model = parse_device(device(field, value), "one.json");
    ASSERT_FALSE(model) << field;
    EXPECT_NE(model.error().line().find(field), std::string::npos) << model.error().line();
  }
  // Each range is well formed, and no camera can be like that.
  EXPECT_FALSE(parse_device(device("noise", "[2, 200]"), "one.json"));
  EXPECT_FALSE(parse_device(device("jitter_ms", "[1, 30]"), "one.json"));
}

TEST(Device, TheProjectsOwnAreThereAndTheOrdinaryPhoneIsTheOneOfOld) {
  const auto devices = load_devices(project().devices());
  ASSERT_TRUE(devices) << devices.error().line();
  EXPECT_GE(devices->size(), 4U);
  const SeededRandom stream(7);
  const camera::Device now = devices->at("phone").sample(stream);
  const camera::Device before = sample_device(stream);
  EXPECT_EQ(now.noise, before.noise);
  EXPECT_EQ(now.jitter_ms, before.jitter_ms);
  EXPECT_EQ(now.exposure_drift, before.exposure_drift);
  EXPECT_EQ(now.quality, before.quality);
  EXPECT_NE(devices->at("webcam").sample(stream).noise, before.noise);
}

TEST(Device, ACaseThatNamesNoneIsRefusedWithTheList) {
  RunContext context;
  const auto suite = load_suite(project().suites(), project().cases(), "pad");
  ASSERT_TRUE(suite) << suite.error().line();
  context.suite = *suite;
  ASSERT_TRUE(load_mechanisms(project(), context));
  context = RunContext();
  context.suite = *suite;
  context.suite.scenarios[0].device = "phone-of-tomorrow";
  const auto refused = load_mechanisms(project(), context);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().line().find("phone-of-tomorrow"), std::string::npos);
  EXPECT_NE(refused.error().line().find("phone-budget, phone-flagship, webcam"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::runner
