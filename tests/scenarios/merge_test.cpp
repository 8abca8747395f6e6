#include "scenarios/runner/merge.hpp"

#include <gtest/gtest.h>

#include "reports/formats/began.hpp"
#include "reports/formats/run_folder.hpp"
#include "reports/verdicts/load.hpp"
#include "tests/scenarios/fake_run.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;
using testing::contents;
using testing::fake_run;
using testing::fake_shard;
using testing::play_fake;

class MergeTest : public ::testing::Test {
 protected:
  MergeTest() { options.out = temporary.path() / "merged"; }
  void play_shards(std::size_t of) {
    for (std::size_t number = 1; number <= of; ++number) {
      options.shards.push_back(temporary.path() / std::to_string(number));
      const auto played = play_fake(fake_shard(4, number, of), options.shards.back());
      ASSERT_TRUE(played) << played.error().line();
    }
  }
  std::string error() {
    const auto merged = merge_shards(options);
    return merged ? "no error" : merged.error().line();
  }
  testing::TemporaryFolder temporary;
  MergeOptions options;
};

TEST_F(MergeTest, GivesTheFolderOfTheUnshardedRun) {
  ASSERT_TRUE(play_fake(fake_run(4), temporary.path() / "whole"));
  play_shards(3);
  testing::write_file(options.shards[1] / "pictures" / "a.jpg", "jpeg");
  testing::write_file(temporary.path() / "whole" / "pictures" / "a.jpg", "jpeg");
  testing::write_file(options.shards[2] / "attempts" / "tls.version-01" / "apdu.jsonl", "{}\n");
  testing::write_file(temporary.path() / "whole" / "attempts" / "tls.version-01" / "apdu.jsonl", "{}\n");
  std::swap(options.shards[0], options.shards[2]);
  ASSERT_EQ(error(), "no error");
  EXPECT_EQ(contents(options.out), contents(temporary.path() / "whole"));
  // A second merge finds nothing to do.
  ASSERT_EQ(error(), "no error");
  EXPECT_EQ(contents(options.out), contents(temporary.path() / "whole"));
}

TEST_F(MergeTest, TheRunBeganWithItsFirstShard) {
  play_shards(3);
  testing::write_file(options.shards[1] / reports::kBeganFile, *reports::began_to_json("2026-11-22T07:59:59Z"));
  fs::remove(options.shards[2] / reports::kBeganFile);
  ASSERT_EQ(error(), "no error");
  EXPECT_EQ(reports::load_evaluation(options.out)->began, "2026-11-22T07:59:59Z");
}

TEST_F(MergeTest, AMissingShardIsRefusedUnlessToldOtherwise) {
  play_shards(3);
  options.shards.erase(options.shards.begin() + 1);
  EXPECT_NE(error().find("no shard 2"), std::string::npos) << error();
  EXPECT_FALSE(fs::exists(options.out));
  options.incomplete = true;
  ASSERT_EQ(error(), "no error");
  const auto evaluation = reports::load_evaluation(options.out);
  ASSERT_TRUE(evaluation) << evaluation.error().line();
  EXPECT_NE(evaluation->gate.verdict, reports::Verdict::pass) << evaluation->gate.reason;
}

TEST_F(MergeTest, AnUnfinishedShardIsRefusedUnlessToldOtherwise) {
  play_shards(2);
  const fs::path file = options.shards[0] / reports::kObservationsFile;
  const std::string whole = testing::slurp(file);
  testing::write_file(file, whole.substr(0, whole.size() - 20));
  EXPECT_NE(error().find("1 of 6 open"), std::string::npos) << error();
  options.incomplete = true;
  EXPECT_EQ(error(), "no error");
}

TEST_F(MergeTest, OverlapsAreRefused) {
  play_shards(2);
  const auto shards = options.shards;
  options.shards.push_back(options.shards[0]);
  EXPECT_NE(error().find("shard 1/2 twice"), std::string::npos) << error();
  options.shards = shards;
  // A shard that holds an attempt of the other.
  auto shard = *read_shard(shards[0]);
  shard->attempts.push_back(read_shard(shards[1])->value().attempts.front());
  testing::write_file(shards[0] / kShardFile, shard_to_json(*shard));
  EXPECT_NE(error().find("each attempt in one shard"), std::string::npos) << error();
}

TEST_F(MergeTest, AnObservationThatIsNotTheShardsIsRefused) {
  play_shards(2);
  const std::string other = testing::slurp(options.shards[1] / reports::kObservationsFile);
  const fs::path file = options.shards[0] / reports::kObservationsFile;
  testing::write_file(file, testing::slurp(file) + other.substr(0, other.find('\n') + 1));
  EXPECT_NE(error().find("its own attempts"), std::string::npos) << error();
}

TEST_F(MergeTest, ShardsOfAnotherPlanOrDivisionAreRefused) {
  play_shards(2);
  const fs::path other = temporary.path() / "other";
  ASSERT_TRUE(play_fake(fake_shard(5, 2, 2), other));
  options.shards[1] = other;
  EXPECT_NE(error().find("shards of one plan"), std::string::npos) << error();
  ASSERT_TRUE(play_fake(fake_shard(4, 2, 3), temporary.path() / "third"));
  options.shards[1] = temporary.path() / "third";
  EXPECT_NE(error().find("shards of one division"), std::string::npos) << error();
  EXPECT_FALSE(fs::exists(options.out));
}

TEST_F(MergeTest, AWholeRunOrNoRunIsRefused) {
  play_shards(2);
  ASSERT_TRUE(play_fake(fake_run(4), temporary.path() / "whole"));
  options.shards[1] = temporary.path() / "whole";
  EXPECT_NE(error().find("needs no merging"), std::string::npos) << error();
  options.shards[1] = temporary.path() / "nothing";
  EXPECT_NE(error().find("none with a plan"), std::string::npos) << error();
}

TEST_F(MergeTest, AFolderWithSomethingElseIsRefused) {
  play_shards(2);
  ASSERT_TRUE(play_fake(fake_run(4), options.out));
  EXPECT_EQ(error(), "no error") << "the same observations, whoever made them";
  fs::remove_all(options.out);
  testing::write_file(options.out / "thesis.tex", "x");
  EXPECT_NE(error().find("other things"), std::string::npos) << error();
}

TEST_F(MergeTest, MachinesOfAllShardsAreNamed) {
  ASSERT_TRUE(play_fake(fake_shard(4, 1, 2, "machine b"), temporary.path() / "1"));
  ASSERT_TRUE(play_fake(fake_shard(4, 2, 2, "machine a"), temporary.path() / "2"));
  options.shards = {temporary.path() / "1", temporary.path() / "2"};
  ASSERT_EQ(error(), "no error");
  EXPECT_EQ(reports::read_plan(options.out / reports::kPlanFile)->machine, "machine a + machine b");
}

TEST_F(MergeTest, ARetryStaysVisible) {
  const auto shard = fake_shard(4, 1, 2);
  options.shards = {temporary.path() / "1", temporary.path() / "2"};
  const std::string broken = shard.files.shard->attempts.front();
  ASSERT_TRUE(play_fake(shard, options.shards[0], {broken}));
  ASSERT_TRUE(play_fake(shard, options.shards[0]));
  ASSERT_TRUE(play_fake(fake_shard(4, 2, 2), options.shards[1]));
  ASSERT_EQ(error(), "no error");
  const auto evaluation = reports::load_evaluation(options.out);
  ASSERT_TRUE(evaluation) << evaluation.error().line();
  EXPECT_TRUE(evaluation->problems.empty()) << evaluation->problems.front();
  for (std::size_t i = 0; i < evaluation->plan.attempts.size(); ++i)
    if (evaluation->plan.attempts[i].id == broken) {
      ASSERT_TRUE(evaluation->observations[i]);
      EXPECT_EQ(evaluation->observations[i]->tries, 3U);
      EXPECT_EQ(evaluation->observations[i]->earlier_errors, (std::vector<std::string>{"no card", "no card"}));
      EXPECT_EQ(evaluation->attempts[i].verdict, reports::Verdict::pass);
    }
}

}  // namespace
}  // namespace proofmark::runner
