#include "scenarios/sensitivity/measure.hpp"

#include <algorithm>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "scenarios/sensitivity/record.hpp"

namespace proofmark::sensitivity {
namespace {

using reports::Outcome;
using reports::Verdict;
using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point began) {
  return std::chrono::duration<double>(Steady::now() - began).count();
}

// The service did not do what it does without the weakness. A refusal for another reason than the demanded one counts:
// the protection was not shown.
bool missed(const Trial& trial) {
  return trial.verdict != Verdict::pass && trial.outcome != Outcome::harness_error;
}

// Threads that take numbers from 0 until there are none, one of them fails, or the measurement is asked to stop.
class Workers {
 public:
  Workers(std::size_t count, std::size_t jobs, const std::atomic<bool>* stop)
      : count_(count), jobs_(jobs), stop_(stop) {}

  // `work(worker, take)`: calls take() until it gives nothing.
  template <typename Work>
  Result<void> run(const Work& work) {
    std::vector<std::thread> threads;
    for (std::size_t worker = 0; worker < std::min(count_, jobs_); ++worker)
      threads.emplace_back([this, worker, &work] {
        auto done = work(worker, [this] { return take(); });
        const std::scoped_lock lock(mutex_);
        if (!done && !error_) error_ = done.error();
      });
    for (std::thread& thread : threads) thread.join();
    if (error_) return fail(*error_);
    if (stop_ != nullptr && *stop_)
      return fail("sensitivity", "to finish the measurement", "it was asked to stop",
                  "Start it again with the same --out and it goes on.");
    return {};
  }

 private:
  std::optional<std::size_t> take() {
    const std::scoped_lock lock(mutex_);
    if (error_ || next_ == jobs_ || (stop_ != nullptr && *stop_)) return std::nullopt;
    return next_++;
  }

  std::size_t count_, jobs_;
  const std::atomic<bool>* stop_;
  std::mutex mutex_;
  std::size_t next_ = 0;
  std::optional<Error> error_;
};

class Measure {
 public:
  Measure(const MeasureJob& job, Record& record) : job_(job), record_(record) {}

  Result<Measurement> run() {
    PROOFMARK_CHECK(play_baseline());
    Measurement out;
    for (const std::size_t i : needed_) {
      const std::string& id = job_.attempts[i];
      out.baseline[id] = {record_.release.at(id), record_.weak.at(id), job_.known[i]};
    }
    for (const auto& [id, baseline] : out.baseline)
      if (baseline.holds()) usable_.insert(id);
    PROOFMARK_CHECK(play_weaknesses());
    for (const Weakness& weakness : job_.weaknesses) out.results.push_back(record_.results.at(weakness.name));
    return out;
  }

 private:
  // A harness error is no word about the service: once more, with a fresh one.
  static Result<Trial> play(Player& player, std::size_t attempt) {
    PROOFMARK_TRY(Trial trial, player.play(attempt, false));
    if (trial.outcome != Outcome::harness_error) return trial;
    return player.play(attempt, true);
  }

  Result<void> play_baseline() {
    for (const auto& order : job_.order) needed_.insert(order.begin(), order.end());
    struct Part {
      bool release;
      std::size_t attempt;
    };
    std::vector<Part> open;
    for (const bool release : {true, false})
      for (const std::size_t i : needed_)
        if (!(release ? record_.release : record_.weak).contains(job_.attempts[i])) open.push_back({release, i});
    note("baseline: " + std::to_string(needed_.size()) +
         " attempts against each of two programs without any weakness, " + std::to_string(open.size()) +
         " to be played");
    return Workers(job_.workers, open.size(), job_.stop).run([&](std::size_t worker, const auto& take) -> Result<void> {
      std::unique_ptr<Player> player;
      bool of_release = false;
      while (const auto next = take()) {
        const Part& part = open[*next];
        if (!player || of_release != part.release) {
          player.reset();
          PROOFMARK_TRY(player, job_.start({part.release, {}}, worker));
          of_release = part.release;
        }
        PROOFMARK_TRY(Trial trial, play(*player, part.attempt));
        if (trial.verdict != Verdict::pass && job_.confirm[part.attempt]) {
          PROOFMARK_TRY(trial, player->play(part.attempt, true));
        }
        if (trial.verdict != Verdict::pass && job_.known[part.attempt].empty())
          note(std::string("without any weakness, ") + (part.release ? "as it is: " : "weak build: ") + trial.attempt +
               " " + std::string(name_of(trial.verdict)) + ", " + trial.reason);
        PROOFMARK_CHECK(record_.add_baseline(part.release, trial));
        const std::scoped_lock lock(mutex_);
        (part.release ? record_.release : record_.weak)[trial.attempt] = std::move(trial);
      }
      return {};
    });
  }

  Result<void> play_weaknesses() {
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < job_.weaknesses.size(); ++i)
      if (!record_.results.contains(job_.weaknesses[i].name)) open.push_back(i);
    return Workers(job_.workers, open.size(), job_.stop).run([&](std::size_t worker, const auto& take) -> Result<void> {
      while (const auto next = take()) {
        PROOFMARK_TRY(auto result, try_weakness(open[*next], worker));
        if (!result) return {};  // asked to stop
        PROOFMARK_CHECK(record_.add_result(*result));
        const std::scoped_lock lock(mutex_);
        record_.results[result->name] = *std::move(result);
      }
      return {};
    });
  }

  Result<std::optional<WeaknessResult>> try_weakness(std::size_t which, std::size_t worker) {
    const Weakness& weakness = job_.weaknesses[which];
    const auto began = Steady::now();
    PROOFMARK_TRY(const auto player, job_.start({false, weakness.name}, worker));
    WeaknessResult result;
    result.name = weakness.name;
    for (const std::size_t attempt : job_.order[which]) {
      if (job_.stop != nullptr && *job_.stop) return std::optional<WeaknessResult>{};
      if (!usable_.contains(job_.attempts[attempt])) continue;
      PROOFMARK_TRY(Trial trial, play(*player, attempt));
      ++result.played;
      // A service under load may be late once: a timeout counts when it is seen again.
      if (missed(trial) && (job_.confirm[attempt] || trial.outcome == Outcome::timeout)) {
        PROOFMARK_TRY(trial, player->play(attempt, true));
        if (trial.verdict == Verdict::pass) ++result.unsteady;
      }
      if (trial.outcome == Outcome::harness_error) ++result.unjudged;
      if (!missed(trial)) continue;
      result.catches.push_back(std::move(trial));
      if (!job_.thorough) break;
    }
    result.reached = player->reached();
    result.seconds = seconds_since(began);
    std::string by = "NOT CAUGHT";
    if (!result.catches.empty())
      by = "caught by " + result.catches.front().scenario +
           (result.catches.front().outcome == Outcome::completed
                ? ""
                : " (" + std::string(name_of(result.catches.front().outcome)) + ")");
    note(weakness.area + "/" + weakness.name + ": " + by + ", " + std::to_string(result.played) + " attempts");
    return std::optional<WeaknessResult>(std::move(result));
  }

  void note(const std::string& line) {
    if (job_.progress == nullptr) return;
    const std::scoped_lock lock(mutex_);
    std::fprintf(job_.progress, "proofmark: %s\n", line.c_str());
  }

  const MeasureJob& job_;
  Record& record_;
  std::mutex mutex_;
  std::set<std::size_t> needed_;
  std::set<std::string> usable_;
};

}  // namespace

std::size_t Measurement::caught() const {
  return static_cast<std::size_t>(
      std::count_if(results.begin(), results.end(), [](const WeaknessResult& each) { return !each.catches.empty(); }));
}

std::size_t Measurement::false_alarms() const {
  return static_cast<std::size_t>(std::count_if(baseline.begin(), baseline.end(), [](const auto& each) {
    return !each.second.holds() && each.second.known.empty();
  }));
}

std::size_t Measurement::known_failures() const {
  return static_cast<std::size_t>(std::count_if(baseline.begin(), baseline.end(), [](const auto& each) {
    return !each.second.holds() && !each.second.known.empty();
  }));
}

Result<Measurement> measure(const MeasureJob& job) {
  PROOFMARK_TRY(const auto record, Record::open(job.record, job.id));
  return Measure(job, *record).run();
}

}  // namespace proofmark::sensitivity
