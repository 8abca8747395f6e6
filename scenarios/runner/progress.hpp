// What a person or a log sees while a run goes on.
#pragma once
#include <chrono>
#include <cstdio>
#include <mutex>
#include <string>

namespace proofmark::runner {

// On a terminal one line that is drawn again, with a bar and the time left; elsewhere one plain line per attempt.
class Progress {
 public:
  // `total` and `done` in the estimate's units (seconds of one core), `attempts` and `finished` in numbers of
  // `what`.
  Progress(std::FILE* out, bool terminal, double total, double done, std::size_t attempts, std::size_t finished,
           std::string what = "attempts");
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void attempt_done(const std::string& id, const std::string& outcome, double cost);
  // A line of its own, above the bar.
  void note(const std::string& line);

 private:
  void draw();
  [[nodiscard]] std::string time_left() const;
  std::FILE* out_;
  bool terminal_;
  double total_, done_at_start_, done_;
  std::size_t attempts_, finished_;
  std::string what_;
  std::chrono::steady_clock::time_point began_ = std::chrono::steady_clock::now();
  std::mutex mutex_;
};

}  // namespace proofmark::runner
