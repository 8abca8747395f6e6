// The program itself, killed with SIGKILL again and again, ends in the report of a run that nobody killed.
#include <gtest/gtest.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "tests/engines/small_project.hpp"

namespace proofmark {
namespace {

namespace fs = std::filesystem;

TEST(KilledRun, GoesOnToTheSameReport) {
  const testing::SmallProject project;
  const fs::path whole = project.folder() / "whole";
  const fs::path log = project.folder() / "log";
  const auto undisturbed = testing::run(project.run_words(whole), {}, log);
  ASSERT_GE(undisturbed.code, 0);
  ASSERT_LE(undisturbed.code, 1) << undisturbed.error;
  const fs::path out = project.folder() / "killed";
  int kills = 0;
  for (const int after_ms : {150, 700, 1500, 2500, 4000, 6000})
    if (testing::run(project.run_words_with_pdf(out), {}, log, after_ms).code == -1) ++kills;
  EXPECT_GE(kills, 2);
  const auto ended = testing::run(project.run_words_with_pdf(out), {}, log);
  EXPECT_EQ(ended.code, undisturbed.code) << ended.error;
  EXPECT_EQ(testing::steady_files(out), testing::steady_files(whole));
  EXPECT_TRUE(fs::exists(out / "report.html"));
  EXPECT_TRUE(fs::exists(out / "report.lt.pdf"));
}

// The reference itself: two chips over HTTPS and two probes, each in a service of its own that a kill leaves behind.
class ReferenceRun : public ::testing::Test {
 protected:
  static constexpr auto suite = R"({
    "format": "proofmark-suite/2", "name": "small", "title": "Small", "description": "Chips and probes.",
    "level": "full_service", "start": "2026-03-02T09:00:00Z", "spacing_s": 600, "time_limit_s": 120,
    "cases": [{"case": "document.cloned-chip"}, {"case": "api.key.wrong"}, {"case": "document.unknown-csca"},
              {"case": "api.body.array"}]
  }
)";
  static void SetUpTestSuite() {
    project = std::make_unique<testing::SmallProject>(suite, "reference");
    const auto ended = testing::run(project->run_words(project->folder() / "whole"), {}, project->folder() / "log");
    ASSERT_EQ(ended.code, 0) << ended.error;
    whole = testing::steady_files(project->folder() / "whole");
  }
  static void TearDownTestSuite() { project.reset(); }
  static testing::Ended run(const std::vector<std::string>& words, int kill_after_ms = 0) {
    return testing::run(words, {}, project->folder() / "log", kill_after_ms);
  }
  static std::unique_ptr<testing::SmallProject> project;
  static std::map<std::string, std::string> whole;
};
std::unique_ptr<testing::SmallProject> ReferenceRun::project;
std::map<std::string, std::string> ReferenceRun::whole;

TEST_F(ReferenceRun, KilledGoesOnToTheSameReport) {
  const fs::path out = project->folder() / "killed";
  int kills = 0;
  for (const int after_ms : {800, 2000, 3500})
    if (run(project->run_words(out), after_ms).code == -1) ++kills;
  EXPECT_GE(kills, 1);
  const auto ended = run(project->run_words(out));
  EXPECT_EQ(ended.code, 0) << ended.error;
  EXPECT_EQ(testing::steady_files(out), whole);
}

TEST_F(ReferenceRun, ShardsByHandMergeToTheSameReport) {
  std::vector<std::string> merge = {"merge", "--no-pdf", "--out", (project->folder() / "merged").string()};
  for (const char* shard : {"2", "1"}) {
    const auto ended = run(project->run_words(project->folder() / shard, {"--shard", std::string(shard) + "/2"}));
    ASSERT_EQ(ended.code, 0) << ended.error;
    merge.push_back((project->folder() / shard).string());
  }
  const auto merged = run(project->program(merge));
  EXPECT_EQ(merged.code, 0) << merged.error;
  EXPECT_EQ(testing::steady_files(project->folder() / "merged"), whole);
}

std::string text_of(const fs::path& file) {
  return read_text(file).value();
}

// An operator's own thresholds: what was measured with them says so, and is no part of a run with others.
TEST_F(ReferenceRun, AnotherConfigurationIsNamedAndContinuesNoOtherRun) {
  const fs::path own = fs::path(PROOFMARK_SOURCE_DIR) / "reference-impl/config", config = project->folder() / "config";
  fs::create_directories(config);
  fs::copy_file(own / "inspection.json", config / "inspection.json");
  auto service = nlohmann::json::parse(text_of(own / "service.json"));
  service["model_manifest"] = (own / service["model_manifest"].get<std::string>()).string();
  ASSERT_TRUE(write_text(config / "service.json", service.dump()));
  auto thresholds = nlohmann::json::parse(text_of(own / "thresholds.json"));
  thresholds["face"]["match_threshold"] = 0.875;
  ASSERT_TRUE(write_text(config / "thresholds.json", thresholds.dump()));

  const fs::path out = project->folder() / "stricter";
  const auto ended = run(project->run_words(out, {"--service-config", config.string()}));
  ASSERT_EQ(ended.code, 0) << ended.error;
  std::map<std::string, std::string> settings;
  const auto plan = nlohmann::json::parse(text_of(out / "plan.json"));
  for (const auto& setting : plan.at("subject").at("settings")) settings[setting.at("name")] = setting.at("value");
  EXPECT_EQ(settings["face.match_threshold"], "0.875");
  EXPECT_NE(plan.at("command").get<std::string>().find(" --service-config config"), std::string::npos);

  const auto mixed = run(project->run_words(out));
  EXPECT_EQ(mixed.code, 2);
  EXPECT_NE(mixed.error.find("other settings of the subject"), std::string::npos) << mixed.error;
}

}  // namespace
}  // namespace proofmark
