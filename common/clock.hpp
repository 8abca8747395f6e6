// Time is passed in. The system's clock in normal use; a simulated clock, shared between the two programs
// through a small mapped file, when a run drives both sides faster or slower than real time.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

#include "common/result.hpp"

namespace proofmark {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;  // UTC

class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
  // True when time passes only as somebody sets it.
  [[nodiscard]] virtual bool simulated() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  [[nodiscard]] bool simulated() const override { return false; }
};

// The simulated clock's file holds one atomic 64-bit count of microseconds since 1970-01-01 UTC.
class SimulatedClock final : public Clock {
 public:
  // Makes the file and sets the clock to `start`. The maker sets the time; others open it and read.
  [[nodiscard]] static Result<std::shared_ptr<SimulatedClock>> create(const std::filesystem::path& file, Instant start);
  [[nodiscard]] static Result<std::shared_ptr<SimulatedClock>> open(const std::filesystem::path& file);
  ~SimulatedClock() override;
  SimulatedClock(const SimulatedClock&) = delete;
  SimulatedClock& operator=(const SimulatedClock&) = delete;

  [[nodiscard]] Instant now() const override;
  [[nodiscard]] bool simulated() const override { return true; }
  void set(Instant t);  // time never goes back: an earlier t is ignored
  void advance(Duration d) { set(now() + d); }

 private:
  SimulatedClock() = default;
  void* mapping_ = nullptr;
};

[[nodiscard]] std::string to_rfc3339(Instant t);  // 2026-03-02T09:00:00.123456Z; whole seconds without fraction
[[nodiscard]] Result<Instant> from_rfc3339(const std::string& text);  // UTC ("Z") only

}  // namespace proofmark
