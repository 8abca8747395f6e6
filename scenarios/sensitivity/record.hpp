// The record of a measurement: one JSON object a line, appended as each part ends, so that a killed one goes on.
#pragma once
#include <filesystem>
#include <mutex>

#include "scenarios/sensitivity/measure.hpp"

namespace proofmark::sensitivity {

class Record {
 public:
  // Makes the file, or reads what is in it; a cut last line counts as not written. Errors: another id, an altered file,
  // another process at work on it.
  [[nodiscard]] static Result<std::unique_ptr<Record>> open(const std::filesystem::path& file, const std::string& id);
  ~Record();
  Record(const Record&) = delete;
  Record& operator=(const Record&) = delete;

  // What was there before.
  std::map<std::string, Trial> release, weak;  // by attempt
  std::map<std::string, WeaknessResult> results;

  // Thread-safe; each is on the disk when it returns.
  [[nodiscard]] Result<void> add_baseline(bool of_release, const Trial& trial);
  [[nodiscard]] Result<void> add_result(const WeaknessResult& result);

 private:
  Record() = default;
  [[nodiscard]] Result<void> write(const std::string& line);
  std::mutex mutex_;
  int descriptor_ = -1;
  std::string file_;
};

}  // namespace proofmark::sensitivity
