#include "scenarios/runner/pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

#include "tests/scenarios/fake_run.hpp"

namespace proofmark::runner {
namespace {

using reports::Observation;
using reports::Outcome;

using testing::FakeSubject;

class PoolTest : public ::testing::Test {
 protected:
  PoolTest() {
    for (int i = 0; i < 20; ++i) {
      Task task;
      task.id = "a-" + std::to_string(i);
      task.start = Instant(std::chrono::seconds(600 * i));
      tasks.push_back(task);
    }
    for (const Task& task : tasks) job.open.push_back(&task);
    job.workers = 3;
    job.start_subject = [this](Instant start) -> Result<std::unique_ptr<subjects::Subject>> {
      const std::scoped_lock lock(mutex);
      ++starts;
      alive.push_back(std::make_shared<bool>(true));
      return std::unique_ptr<subjects::Subject>(std::make_unique<FakeSubject>(start, alive.back()));
    };
    job.attempt = [](const Task& task, subjects::Subject&) { return completed(task.id); };
    job.record = [this](Observation observation) -> Result<void> {
      const std::scoped_lock lock(mutex);
      recorded.push_back(std::move(observation));
      return {};
    };
    job.resources = [this](const reports::WorkerResources& resources) {
      const std::scoped_lock lock(mutex);
      peaks.push_back(resources.service_peak_kib);
    };
  }
  static Observation completed(const std::string& id) {
    Observation observation;
    observation.attempt = id;
    observation.outcome = Outcome::completed;
    return observation;
  }
  static Observation with(const std::string& id, Outcome outcome) {
    Observation observation;
    observation.attempt = id;
    observation.outcome = outcome;
    observation.error = "why";
    return observation;
  }
  const Observation& of(const std::string& id) {
    return *std::find_if(recorded.begin(), recorded.end(), [&](const auto& o) { return o.attempt == id; });
  }

  std::mutex mutex;
  std::vector<Task> tasks;
  PoolJob job;
  int starts = 0;
  std::vector<std::shared_ptr<bool>> alive;
  std::vector<Observation> recorded;
  std::vector<std::uint64_t> peaks;
};

TEST_F(PoolTest, EveryAttemptIsRecordedOnceWhateverTheNumberOfWorkers) {
  for (const std::size_t workers : {1U, 2U, 7U, 64U}) {
    recorded.clear();
    job.workers = workers;
    ASSERT_TRUE(run_pool(job));
    std::set<std::string> ids;
    for (const auto& observation : recorded) {
      EXPECT_TRUE(ids.insert(observation.attempt).second);
      EXPECT_EQ(observation.tries, 1U);
    }
    EXPECT_EQ(ids.size(), tasks.size());
  }
}

TEST_F(PoolTest, AServicesClockNeverHasToGoBack) {
  std::map<subjects::Subject*, Instant> last;
  bool forward = true;
  job.attempt = [&](const Task& task, subjects::Subject& subject) {
    const std::scoped_lock lock(mutex);
    const auto [it, fresh] = last.try_emplace(&subject, static_cast<FakeSubject&>(subject).start);
    forward = forward && it->second <= task.start;
    it->second = task.start;
    return completed(task.id);
  };
  ASSERT_TRUE(run_pool(job));
  EXPECT_TRUE(forward);
}

TEST_F(PoolTest, CrashAndTimeoutAreRecordedAtOnceAndTheServiceIsStartedAfresh) {
  job.workers = 1;
  std::map<std::string, int> tries;
  job.attempt = [&](const Task& task, subjects::Subject& subject) {
    ++tries[task.id];
    if (task.id == "a-3") {
      subject.stop();
      return with(task.id, Outcome::crash);
    }
    if (task.id == "a-5") return with(task.id, Outcome::timeout);
    return completed(task.id);
  };
  ASSERT_TRUE(run_pool(job));
  EXPECT_EQ(recorded.size(), tasks.size());
  EXPECT_EQ(of("a-3").outcome, Outcome::crash);
  EXPECT_EQ(of("a-5").outcome, Outcome::timeout);
  EXPECT_EQ(tries["a-3"], 1);
  EXPECT_EQ(tries["a-5"], 1);
  EXPECT_EQ(starts, 3);
}

TEST_F(PoolTest, AHarnessErrorIsTriedOnceMoreAndSaidToBe) {
  job.workers = 1;
  std::map<std::string, int> tries;
  job.attempt = [&](const Task& task, subjects::Subject&) {
    if (task.id == "a-3" && ++tries[task.id] == 1) return with(task.id, Outcome::harness_error);
    if (task.id == "a-4") return with(task.id, Outcome::harness_error);
    return completed(task.id);
  };
  ASSERT_TRUE(run_pool(job));
  EXPECT_EQ(of("a-3").outcome, Outcome::completed);
  EXPECT_EQ(of("a-3").tries, 2U);
  EXPECT_EQ(of("a-3").earlier_errors, std::vector<std::string>{"why"});
  EXPECT_EQ(of("a-4").outcome, Outcome::harness_error);
  EXPECT_EQ(of("a-4").tries, 2U);
}

TEST_F(PoolTest, ErrorsOfAnEarlierProcessAreCarriedOn) {
  job.earlier_errors["a-3"] = {"first", "second"};
  ASSERT_TRUE(run_pool(job));
  EXPECT_EQ(of("a-3").tries, 3U);
  EXPECT_EQ(of("a-3").earlier_errors, (std::vector<std::string>{"first", "second"}));
  EXPECT_EQ(of("a-4").tries, 1U);
}

TEST_F(PoolTest, AServiceThatEndsAfterItsPackageHasCrashed) {
  job.workers = 1;
  job.attempt = [&](const Task& task, subjects::Subject& subject) {
    if (task.id == "a-7") subject.stop();
    return completed(task.id);
  };
  ASSERT_TRUE(run_pool(job));
  EXPECT_EQ(of("a-7").outcome, Outcome::crash);
  EXPECT_EQ(of("a-7").decision, reports::Decision::none);
  EXPECT_NE(of("a-7").error.find("exit status 3"), std::string::npos);
}

TEST_F(PoolTest, AFullDiskEndsTheRun) {
  std::size_t written = 0;
  job.record = [&](const Observation&) -> Result<void> {
    const std::scoped_lock lock(mutex);
    if (++written > 4) return fail("observations", "to write", "No space left on device", "Free some space.");
    return {};
  };
  const auto done = run_pool(job);
  ASSERT_FALSE(done);
  EXPECT_NE(done.error().line().find("No space left"), std::string::npos);
  EXPECT_LE(written, 4U + 3U);
}

TEST_F(PoolTest, AServiceThatDoesNotStartEndsTheRun) {
  job.start_subject = [](Instant) -> Result<std::unique_ptr<subjects::Subject>> {
    return fail("service", "a ready line", "none", "");
  };
  EXPECT_FALSE(run_pool(job));
  EXPECT_TRUE(recorded.empty());
}

TEST_F(PoolTest, AskedToStopItBeginsNothingMore) {
  std::atomic<bool> stop{false};
  job.stop = &stop;
  job.workers = 1;
  job.attempt = [&](const Task& task, subjects::Subject&) {
    if (task.id == "a-2") stop = true;
    return completed(task.id);
  };
  ASSERT_TRUE(run_pool(job));
  EXPECT_EQ(recorded.size(), 3U);
}

TEST_F(PoolTest, TheServicesPeakMemoryIsNoted) {
  job.workers = 2;
  ASSERT_TRUE(run_pool(job));
  ASSERT_EQ(peaks.size(), 2U);
}

}  // namespace
}  // namespace proofmark::runner
