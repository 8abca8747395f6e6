#include "reference-impl/liveness/policy.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "tests/face/paths.hpp"

namespace proofmark::liveness {
namespace {

using ::testing::HasSubstr;

class PolicyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto text = read_text(test::thresholds_file());
    ASSERT_TRUE(text);
    json_ = nlohmann::json::parse(*text);
    file_ = std::filesystem::temp_directory_path() / ("proofmark-thresholds-" + std::to_string(::getpid()) + ".json");
  }
  void TearDown() override { std::filesystem::remove(file_); }
  Result<VideoPolicy> read_changed() {
    EXPECT_TRUE(write_text(file_, json_.dump()));
    return read_video_policy(file_);
  }
  std::filesystem::path file_;
  nlohmann::json json_;
};

TEST_F(PolicyTest, TheFrozenFileIsComplete) {
  const auto policy = read_video_policy(test::thresholds_file());
  ASSERT_TRUE(policy) << policy.error().line();
  EXPECT_EQ(policy->provenance.split, "development");
  EXPECT_GE(policy->format.min_width, 1280);
  EXPECT_GE(policy->format.min_height, 720);
  EXPECT_GE(policy->format.min_frames_per_second, 25);
  EXPECT_EQ(policy->challenges.count, 4);
  EXPECT_GE(policy->challenges.min_reaction, std::chrono::milliseconds(100));
}

TEST_F(PolicyTest, EveryEntryIsNeededAndChecked) {
  const auto original = json_;
  for (const auto& [section, members] : original.items())
    for (const auto& [key, value] : members.items()) {
      if (key == "measured") continue;
      json_ = original;
      json_[section].erase(key);
      const auto missing = read_changed();
      ASSERT_FALSE(missing) << section << "." << key;
      EXPECT_THAT(missing.error().observed, HasSubstr(key));
      json_ = original;
      json_[section][key] = nlohmann::json::object();
      EXPECT_FALSE(read_changed()) << section << "." << key;
    }
}

TEST_F(PolicyTest, MisspeltAndSenselessEntriesAreRefused) {
  const auto original = json_;
  json_["face"]["match_treshold"] = 0.4;
  EXPECT_FALSE(read_changed());
  json_ = original;
  json_["face"]["match_threshold"] = 7;
  EXPECT_FALSE(read_changed());
  json_ = original;
  json_["challenges"]["smile"] = {0.05, 0.1};
  EXPECT_FALSE(read_changed());
  json_ = original;
  json_["challenges"]["count"] = 2.5;
  EXPECT_FALSE(read_changed());
  const std::string text = original.dump();
  for (const std::string& ambiguous : {"{\"face\": {}," + text.substr(1), text + std::string("\0{}", 3)}) {
    ASSERT_TRUE(write_text(file_, ambiguous));
    EXPECT_FALSE(read_video_policy(file_)) << ambiguous;
  }
  ASSERT_TRUE(write_text(file_, "no json"));
  EXPECT_FALSE(read_video_policy(file_));
  EXPECT_FALSE(read_video_policy(file_.string() + ".absent"));
}

}  // namespace
}  // namespace proofmark::liveness
