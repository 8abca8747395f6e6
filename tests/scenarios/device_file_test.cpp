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

nlohmann::json second() {
  return nlohmann::json::parse(R"({"format": "proofmark-device/2", "name": "two", "description": "Two.",
    "source": "Nowhere.", "frames_per_second": 30, "jitter_ms": [1, 2],
    "lens": {"k1": [0.01, 0.02], "k2": 0, "vignetting": [0.1, 0.2], "chromatic_aberration": 1},
    "exposure": {"target": 110, "seconds": 0.5, "lowest": 0.8, "highest": 1.3},
    "white_balance": {"seconds": 1, "strength": 0.3, "limit": 0.04},
    "shutter": {"readout_ms": [10, 20], "exposure_ms": [10, 30]},
    "noise": {"read": [0.0005, 0.001], "photon": 0.0002, "chroma": 0.5, "pattern": 0.01},
    "sharpening": {"amount": [0.5, 0.8], "radius": 2, "limit": 12},
    "encoder": {"preset": "ultrafast", "profile": "baseline", "level": 31, "rate_control": "bitrate",
                "bitrate_kbit": 3000, "quality": 20, "key_frame_interval": 30, "colour": "bt709"}})");
}

TEST(Device, AUnitOfAModelIsTheSameEachTimeAndWithinItsRanges) {
  const auto model = parse_device(second().dump(), "two.json");
  ASSERT_TRUE(model) << model.error().line();
  std::set<double> seen;
  for (std::uint64_t number = 0; number < 30; ++number) {
    const auto unit = model->unit(number);
    ASSERT_TRUE(unit && unit->imaging);
    EXPECT_EQ(unit->imaging->unit, number);
    EXPECT_GE(unit->imaging->lens.k1, 0.01);
    EXPECT_LE(unit->imaging->lens.k1, 0.02);
    EXPECT_EQ(unit->imaging->noise.photon, 0.0002);
    EXPECT_EQ(unit->imaging->sharpening.radius, 2);
    EXPECT_EQ(unit->encoder.profile, media::Profile::baseline);
    EXPECT_EQ(unit->encoder.colour, media::ColourTag::bt709);
    EXPECT_EQ(unit->bitrate_kbit, 3000);
    EXPECT_EQ(model->unit(number)->imaging->lens.k1, unit->imaging->lens.k1);
    seen.insert(unit->imaging->lens.k1);
  }
  EXPECT_EQ(seen.size(), 30U);
  const camera::Device drawn = model->sample(SeededRandom(3));
  EXPECT_EQ(model->unit(drawn.imaging->unit)->jitter_ms, drawn.jitter_ms);
  EXPECT_FALSE(parse_device(device(), "one.json")->unit(1)) << "format 1 has no units";
}

TEST(Device, WrongFilesOfTheSecondFormatAreRefusedByTheFieldsName) {
  const std::vector<std::array<std::string, 3>> wrong = {
      {"lens", "k1", R"("0.1")"},           {"lens", "k3", "0"},          {"lens", "vignetting", "[0.2, 0.1]"},
      {"sharpening", "radius", "3"},        {"encoder", "preset", "1"},   {"encoder", "profile", R"("any")"},
      {"encoder", "colour", R"("pal")"},    {"encoder", "quality", "52"}, {"noise", "read", "null"},
      {"shutter", "readout_ms", "[30, 40]"}};
  for (const auto& [part, field, value] : wrong) {
    nlohmann::json json = second();
    json[part][field] = nlohmann::json::parse(value);
    const auto model = parse_device(json.dump(), "two.json");
    ASSERT_FALSE(model) << part << " " << field;
    EXPECT_NE(model.error().line().find(field), std::string::npos) << model.error().line();
  }
  for (const char* part : {"lens", "source", "encoder", "noise"}) {
    nlohmann::json json = second();
    json.erase(part);
    EXPECT_FALSE(parse_device(json.dump(), "two.json")) << part;
  }
  nlohmann::json both = second();
  both["exposure_drift"] = {0.01, 0.02};
  EXPECT_FALSE(parse_device(both.dump(), "two.json")) << "of format 1";
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
      {"format", R"("proofmark-device/3")"}, {"name", R"("One")"}, {"noise", "3"},        {"noise", "[3, 2]"},
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
  EXPECT_GE(devices->size(), 10U);
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
  EXPECT_NE(refused.error().line().find("phone-budget, phone-flagship, tablet-2019"), std::string::npos);
}

}  // namespace
}  // namespace proofmark::runner
