#include "scenarios/runner/shard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "common/random.hpp"
#include "tests/scenarios/fake_run.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

TEST(Shard, IsNamedKOfN) {
  const auto shard = parse_shard("2/4");
  ASSERT_TRUE(shard);
  EXPECT_EQ(shard->number, 2U);
  EXPECT_EQ(shard->of, 4U);
  EXPECT_TRUE(parse_shard("1000/1000"));
  for (const char* wrong : {"", "2", "/", "2/", "/4", "0/4", "5/4", "-1/4", "1/0", "1/1001", "2/4x", " 2/4", "2/4/8",
                            "1.5/4", "99999999999999999999/4"})
    EXPECT_FALSE(parse_shard(wrong)) << wrong;
}

TEST(Shard, SharesAreEvenInTimeWhateverTheCosts) {
  SeededRandom random(1, "costs");
  for (int round = 0; round < 50; ++round) {
    std::vector<double> costs(20 + random.below(200));
    for (double& cost : costs) cost = random.uniform(0.1, 20);
    const std::size_t of = 1 + random.below(12);
    const auto shares = share_out(costs, of);
    std::vector<double> load(of, 0);
    for (std::size_t i = 0; i < costs.size(); ++i) load.at(shares[i]) += costs[i];
    // Graham's bound: no shard is longer than the mean and one attempt.
    const double mean = std::accumulate(costs.begin(), costs.end(), 0.0) / static_cast<double>(of);
    EXPECT_LE(*std::max_element(load.begin(), load.end()), mean + *std::max_element(costs.begin(), costs.end()));
    EXPECT_EQ(shares, share_out(costs, of));
  }
}

TEST(Shard, EveryAttemptIsInOneShard) {
  const testing::FakeRun run = testing::fake_run(7);
  for (const std::size_t of : {1U, 2U, 5U, 21U}) {
    std::multiset<std::string> attempts;
    for (std::size_t number = 1; number <= of; ++number) {
      const auto shard = with_attempts({number, of, {}}, run.planned, run.suite);
      ASSERT_TRUE(shard);
      EXPECT_FALSE(shard->attempts.empty());
      attempts.insert(shard->attempts.begin(), shard->attempts.end());
    }
    EXPECT_EQ(attempts.size(), 21U);
    EXPECT_EQ(std::set<std::string>(attempts.begin(), attempts.end()).size(), 21U);
  }
  EXPECT_FALSE(with_attempts({1, 22, {}}, run.planned, run.suite));
}

TEST(Shard, ItsFileIsReadStrictly) {
  const Shard shard{2, 4, {"a-01", "b-02"}};
  const std::string text = shard_to_json(shard);
  const auto again = shard_from_json(text, "shard.json");
  ASSERT_TRUE(again) << again.error().line();
  EXPECT_EQ(shard_to_json(*again), text);
  for (std::size_t cut = 0; cut + 1 < text.size(); cut += 3)
    EXPECT_FALSE(shard_from_json(text.substr(0, cut), "shard.json")) << cut;
  for (const char* wrong : {R"({"format":"proofmark-shard/2","shard":1,"of":1,"attempts":["a"]})",
                            R"({"format":"proofmark-shard/1","shard":2,"of":1,"attempts":["a"]})",
                            R"({"format":"proofmark-shard/1","shard":1,"of":1,"attempts":[]})",
                            R"({"format":"proofmark-shard/1","shard":1,"of":1,"attempts":["a"],"more":1})"})
    EXPECT_FALSE(shard_from_json(wrong, "shard.json")) << wrong;
  const testing::TemporaryFolder folder;
  EXPECT_FALSE(read_shard(folder.path())->has_value());
}

}  // namespace
}  // namespace proofmark::runner
