// The program itself, killed with SIGKILL again and again, ends in the report of a run that nobody killed.
#include <gtest/gtest.h>

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

TEST(KilledRun, ShardsByHandMergeToTheSameReport) {
  const testing::SmallProject project;
  const fs::path log = project.folder() / "log";
  const fs::path whole = project.folder() / "whole";
  ASSERT_LE(testing::run(project.run_words(whole), {}, log).code, 1);
  for (const char* shard : {"1", "2", "3"}) {
    const auto ended =
        testing::run(project.run_words(project.folder() / shard, {"--shard", std::string(shard) + "/3"}), {}, log);
    ASSERT_EQ(ended.code, 0) << ended.error;
  }
  const fs::path out = project.folder() / "merged";
  const auto merged = testing::run(
      {std::string(PROOFMARK_BINARY_DIR) + "/proofmark", "--project", (project.folder() / "project").string(), "merge",
       "--no-pdf", "--out", out.string(), (project.folder() / "3").string(), (project.folder() / "1").string(),
       (project.folder() / "2").string()},
      {}, log);
  ASSERT_GE(merged.code, 0);
  ASSERT_LE(merged.code, 1) << merged.error;
  EXPECT_EQ(testing::steady_files(out), testing::steady_files(whole));
}

}  // namespace
}  // namespace proofmark
