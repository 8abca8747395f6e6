#include "scenarios/runner/pool.hpp"

#include <algorithm>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

namespace proofmark::runner {
namespace {

using reports::Observation;
using reports::Outcome;

constexpr std::uint32_t most_tries = 2;

std::uint64_t own_peak_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    unsigned long kib = 0;
    if (std::sscanf(line.c_str(), "VmHWM: %lu", &kib) == 1) return kib;
  }
  return 0;
}

// A service that ends once it has delivered its package has crashed all the same. One that ends while it idles makes
// the next attempt of its worker a crash.
Observation ended_after(const Observation& completed, const subjects::Subject& subject) {
  Observation observation;
  observation.attempt = completed.attempt;
  observation.tries = completed.tries;
  observation.earlier_errors = completed.earlier_errors;
  observation.wall_seconds = completed.wall_seconds;
  observation.outcome = Outcome::crash;
  observation.error = "the service ended after it had delivered its package: " + subject.ending();
  return observation;
}

class Pool {
 public:
  explicit Pool(const PoolJob& job) : job_(job) {}

  Result<void> run() {
    std::vector<std::thread> threads;
    const std::size_t count = std::min(job_.workers, job_.open.size());
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([this, i] { work(i); });
    for (std::thread& thread : threads) thread.join();
    if (error_) return fail(*error_);
    return {};
  }

 private:
  const Task* take() {
    const std::scoped_lock lock(mutex_);
    if (error_ || next_ == job_.open.size() || (job_.stop != nullptr && *job_.stop)) return nullptr;
    return job_.open[next_++];
  }

  void give_up(const Error& error) {
    const std::scoped_lock lock(mutex_);
    if (!error_) error_ = error;
  }

  void work(std::size_t number) {
    const auto began = std::chrono::steady_clock::now();
    reports::WorkerResources resources;
    resources.worker = static_cast<std::uint32_t>(number);
    std::unique_ptr<subjects::Subject> subject;
    const auto drop = [&] {
      if (!subject) return;
      resources.service_peak_kib =
          std::max(resources.service_peak_kib, static_cast<std::uint64_t>(std::max(0L, subject->peak_memory_kib())));
      subject->stop();
      subject.reset();
    };
    while (const Task* task = take()) {
      auto observation = try_attempt(*task, subject, drop);
      if (!observation) {
        give_up(observation.error());
        break;
      }
      if (auto recorded = job_.record(*std::move(observation)); !recorded) {
        give_up(recorded.error());
        break;
      }
    }
    drop();
    resources.harness_peak_kib = own_peak_kib();
    resources.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    if (job_.resources) job_.resources(resources);
  }

  template <typename Drop>
  Result<Observation> try_attempt(const Task& task, std::unique_ptr<subjects::Subject>& subject, const Drop& drop) {
    std::vector<std::string> errors;
    if (const auto found = job_.earlier_errors.find(task.id); found != job_.earlier_errors.end())
      errors = found->second;
    // A probe may have moved the clock beyond this attempt's start, and time never goes back.
    if (subject && subject->clock() && subject->clock()->now() > task.start) drop();
    for (std::uint32_t tries = 1;; ++tries) {
      if (!subject) {
        auto started = job_.start_subject(task.start);
        // A service that does not even start is no observation about an attempt: the run cannot go on.
        if (!started) return fail(started.error());
        subject = *std::move(started);
      }
      Observation observation = job_.attempt(task, *subject);
      observation.tries = static_cast<std::uint32_t>(errors.size() + 1);
      observation.earlier_errors = errors;
      if (observation.outcome == Outcome::completed && !subject->running())
        observation = ended_after(observation, *subject);
      if (observation.outcome != Outcome::completed) drop();
      if (observation.outcome != Outcome::harness_error || tries == most_tries) return observation;
      errors.push_back(observation.error);
    }
  }

  const PoolJob& job_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::optional<Error> error_;
};

}  // namespace

Result<void> run_pool(const PoolJob& job) {
  return Pool(job).run();
}

}  // namespace proofmark::runner
