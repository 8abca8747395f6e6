// `proofmark run --engine slurm` on Debian's Slurm: the report is that of a run on one machine.
#include <gtest/gtest.h>
#include <signal.h>

#include <fstream>

#include "tests/engines/slurm_cluster.hpp"
#include "tests/engines/small_project.hpp"

namespace proofmark {
namespace {

namespace fs = std::filesystem;

class Slurm : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    project = std::make_unique<testing::SmallProject>();
    try {
      cluster = std::make_unique<testing::SlurmCluster>(project->folder() / "slurm");
    } catch (const std::exception& problem) {
      no_cluster = problem.what();
      return;
    }
    whole = project->folder() / "whole";
    const auto ended = testing::run(project->run_words(whole), {}, project->folder() / "log");
    ASSERT_GE(ended.code, 0);
    ASSERT_LE(ended.code, 1) << ended.error;
  }
  static void TearDownTestSuite() {
    const auto pids = cluster ? cluster->pids() : std::vector<int>();
    cluster.reset();
    for (const int pid : pids) EXPECT_NE(::kill(pid, 0), 0) << "a daemon of the test still runs: " << pid;
    project.reset();
  }
  void SetUp() override { ASSERT_NE(cluster, nullptr) << "Slurm does not start here: " << no_cluster; }
  static testing::Ended submit(const fs::path& out) {
    return testing::run(project->run_words(out, {"--engine", "slurm", "--shards", "2", "--partition", "main"}),
                        cluster->environment(), project->folder() / "log");
  }
  static std::unique_ptr<testing::SmallProject> project;
  static std::unique_ptr<testing::SlurmCluster> cluster;
  static std::string no_cluster;  // why there is none
  static fs::path whole;
};
std::unique_ptr<testing::SmallProject> Slurm::project;
std::unique_ptr<testing::SlurmCluster> Slurm::cluster;
std::string Slurm::no_cluster;
fs::path Slurm::whole;

TEST_F(Slurm, TheReportIsThatOfOneMachine) {
  const fs::path out = project->folder() / "array";
  const auto ended = submit(out);
  ASSERT_GE(ended.code, 0);
  ASSERT_LE(ended.code, 1) << ended.error;
  EXPECT_EQ(testing::steady_files(out), testing::steady_files(whole));
  EXPECT_NE(ended.error.find("submitted job"), std::string::npos) << ended.error;
}

TEST_F(Slurm, AFailedShardIsNamedWithItsLogAndASecondStartGoesOn) {
  const fs::path out = project->folder() / "failing";
  const fs::path shards = out.string() + ".shards";
  fs::create_directories(shards);
  std::ofstream(shards / "2") << "in the way of the second shard";
  const auto failed = submit(out);
  EXPECT_EQ(failed.code, 2) << failed.error;
  EXPECT_NE(failed.error.find("shard 2/2"), std::string::npos) << failed.error;
  EXPECT_NE(failed.error.find((shards / "2.log").string()), std::string::npos) << failed.error;
  EXPECT_FALSE(fs::exists(out / "report.html"));
  const auto first = fs::last_write_time(shards / "1" / "observations.jsonl");
  fs::remove(shards / "2");
  const auto ended = submit(out);
  ASSERT_GE(ended.code, 0);
  ASSERT_LE(ended.code, 1) << ended.error;
  EXPECT_NE(ended.error.find("with 1 shards"), std::string::npos) << ended.error;
  EXPECT_EQ(fs::last_write_time(shards / "1" / "observations.jsonl"), first) << "what is observed stays";
  EXPECT_EQ(testing::steady_files(out), testing::steady_files(whole));
}

TEST_F(Slurm, AStartThatWasKilledFindsItsJobAgain) {
  const fs::path out = project->folder() / "killed";
  const auto words = project->run_words(out, {"--engine", "slurm", "--shards", "2"});
  EXPECT_EQ(testing::run(words, cluster->environment(), project->folder() / "log", 3000).code, -1);
  const auto ended = testing::run(words, cluster->environment(), project->folder() / "log");
  ASSERT_GE(ended.code, 0);
  ASSERT_LE(ended.code, 1) << ended.error;
  EXPECT_EQ(testing::steady_files(out), testing::steady_files(whole));
}

}  // namespace
}  // namespace proofmark
