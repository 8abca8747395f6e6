// What stands in the camera's place in an attempt, and the samples that are made with it.
#pragma once
#include <filesystem>
#include <memory>

#include "scenarios/runner/attempt.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::runner {

[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make_capture(RunContext& context, const Task& task,
                                                                    const SeededRandom& stream);

// Level pad: how long a presentation is.
inline constexpr double kPresentationSeconds = 3;
// The capture as an MP4 file, with nobody asked for anything. Its access units are kept in `sent`.
[[nodiscard]] Result<void> write_presentation(RunContext& context, const Task& task, const SeededRandom& stream,
                                              const std::filesystem::path& file, std::vector<camera::AccessUnit>& sent);

// Level comparison: one frame of the live person, as a JPEG.
[[nodiscard]] Result<Bytes> take_photograph(RunContext& context, const Task& task, const SeededRandom& stream);

// A folder for the samples of one attempt, removed with it. Neither its name nor a file's says what is in it.
class SampleFolder {
 public:
  [[nodiscard]] static Result<std::unique_ptr<SampleFolder>> create();
  ~SampleFolder();
  SampleFolder(const SampleFolder&) = delete;
  SampleFolder& operator=(const SampleFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  explicit SampleFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace proofmark::runner
