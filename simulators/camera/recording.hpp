// A recorded capture: the encoded stream as a device would have sent it. About 0.75 MB for each second at 6 Mbit/s.
#pragma once
#include <filesystem>
#include <vector>

#include "simulators/camera/capture.hpp"

namespace proofmark::camera {

struct RecordedChallenge {
  Action action{};
  StreamTime at{}, over{};
};

struct Recording {
  Device device;
  std::vector<AccessUnit> units;  // never empty; the first is an IDR picture
  std::vector<RecordedChallenge> challenges;
  [[nodiscard]] StreamTime duration() const { return units.empty() ? StreamTime{} : units.back().captured; }
};

// Records `seconds` (0 < seconds <= 600) of a genuine session of its own: actions and their times are drawn from
// `seed`.
[[nodiscard]] Result<Recording> record_session(Capture& capture, const Device& device, double seconds,
                                               const SeededRandom& seed);

// The first `seconds` of a capture, unasked, as an MP4 file.
[[nodiscard]] Result<void> write_mp4(Capture& capture, double seconds, const std::filesystem::path& file);
// A recording as an MP4 file.
[[nodiscard]] Result<void> write_mp4(const Recording& recording, const std::filesystem::path& file);

}  // namespace proofmark::camera
