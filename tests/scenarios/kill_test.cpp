// A run folder survives kill -9 at any point: a run is killed at each call that changes a file, whole and half made,
// goes on, and leaves the same bytes as a run that nobody killed.
#include <gtest/gtest.h>

#include <filesystem>

#include "reports/documents/report.hpp"
#include "reports/formats/run_folder.hpp"
#include "scenarios/runner/merge.hpp"
#include "tests/scenarios/fake_run.hpp"
#include "tests/scenarios/killed.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;
using testing::contents;
using testing::Kill;
using testing::run_and_kill;

// Which files differ: the first 100 kB of pages help nobody.
std::string difference(const std::map<std::string, std::string>& one, const std::map<std::string, std::string>& other) {
  std::string names;
  for (const auto& [name, content] : one)
    if (const auto found = other.find(name); found == other.end() || found->second != content) names += name + " ";
  for (const auto& [name, content] : other)
    if (!one.contains(name)) names += "no " + name + " ";
  return names;
}

class KillTest : public ::testing::TestWithParam<Kill> {
 protected:
  // Kills `body` at every point, each time in an empty folder `at`, lets it run again, and compares.
  long kill_everywhere(const fs::path& at, const std::function<bool()>& body) {
    EXPECT_TRUE(body());
    const auto wanted = contents(at);
    EXPECT_FALSE(wanted.empty());
    for (long point = 1;; ++point) {
      fs::remove_all(at);
      const bool killed = run_and_kill([&] { return body() ? 0 : 1; }, point, GetParam());
      if (!killed) return point - 1;
      EXPECT_TRUE(body()) << "after a kill at point " << point;
      EXPECT_EQ(contents(at), wanted) << "after a kill at point " << point;
      if (HasFailure()) return point;
    }
  }
  testing::TemporaryFolder temporary;
  fs::path out = temporary.path() / "run";
};

TEST_P(KillTest, ARunKilledAnywhereGoesOnToTheSameBytes) {
  testing::FakeRun run = testing::fake_run(2);
  run.files.catalogue = "{}\n";
  run.files.evidence = "[]\n";
  const long points = kill_everywhere(out, [&] { return testing::play_fake(run, out).has_value(); });
  EXPECT_GT(points, 30);
  RecordProperty("points", static_cast<int>(points));
}

TEST_P(KillTest, AShardKilledAnywhereGoesOnToTheSameBytes) {
  const testing::FakeRun run = testing::fake_shard(2, 2, 2);
  EXPECT_GT(kill_everywhere(out, [&] { return testing::play_fake(run, out).has_value(); }), 20);
}

TEST_P(KillTest, AMergeKilledAnywhereGoesOnToTheSameBytes) {
  MergeOptions options;
  options.out = out;
  for (std::size_t number = 1; number <= 2; ++number) {
    options.shards.push_back(temporary.path() / std::to_string(number));
    ASSERT_TRUE(testing::play_fake(testing::fake_shard(2, number, 2), options.shards.back()));
  }
  testing::write_file(options.shards[0] / "pictures" / "a.jpg", "jpeg");
  EXPECT_GT(kill_everywhere(out, [&] { return merge_shards(options).has_value(); }), 20);
}

// Pages, files for machines and the seal, killed at every fifteenth call: written again, they are those that nobody
// killed, and until then `verify` does not call the folder whole.
TEST_P(KillTest, AReportKilledWhileItIsWrittenIsWrittenAgain) {
  const testing::FakeRun run = testing::fake_run(1);
  const fs::path played = temporary.path() / "played";
  ASSERT_TRUE(testing::play_fake(run, played));
  reports::ReportOptions options;
  options.pdf = false;
  options.seal.emplace().own_keys = temporary.path() / "keys";
  options.seal->time = from_rfc3339("2026-03-01T12:00:00Z").value();
  const auto write = [&] { return reports::write_reports(out, options).has_value(); };
  const auto begin_again = [&] {
    fs::remove_all(out);
    fs::copy(played, out, fs::copy_options::recursive);
  };
  const auto written = [&] {
    auto all = contents(out);
    all.erase("index.p7s");  // a signature with a new nonce each time
    return all;
  };
  begin_again();
  ASSERT_TRUE(write());
  const auto wanted = written();
  const auto trusted = [&] {
    reports::VerifyOptions with;
    with.own_keys = temporary.path() / "keys";
    const auto verified = reports::verify(out, with);
    return verified && verified->holds();
  };
  EXPECT_TRUE(trusted());
  int kills = 0;
  for (long point = 1 + static_cast<long>(GetParam() == Kill::halfway) * 7;; point += 15) {
    begin_again();
    if (!run_and_kill([&] { return write() ? 0 : 1; }, point, GetParam())) break;
    ++kills;
    EXPECT_FALSE(trusted()) << "after a kill at point " << point;
    ASSERT_TRUE(write()) << "after a kill at point " << point;
    ASSERT_EQ(difference(written(), wanted), "") << "after a kill at point " << point;
  }
  EXPECT_GT(kills, 4);
  RecordProperty("kills", kills);
}

INSTANTIATE_TEST_SUITE_P(All, KillTest, ::testing::Values(Kill::before, Kill::halfway),
                         [](const auto& each) { return each.param == Kill::before ? "Before" : "Halfway"; });

}  // namespace
}  // namespace proofmark::runner
