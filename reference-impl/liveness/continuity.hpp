// Is it one uninterrupted recording by one sensor, in step with the clock? (tender 7.4.5.2), and does it have the size
// and rate that were asked for? (tender 7.4.5.3). Pure logic on what was measured of each frame.
#pragma once
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "reference-impl/decision/check.hpp"
#include "reference-impl/liveness/policy.hpp"

namespace proofmark::liveness {

// One decoded frame.
struct FrameFacts {
  Duration arrived{};   // since the first access unit arrived, the service's clock
  Duration captured{};  // since the first access unit was captured, the device's clock
  int width = 0, height = 0;
  bool repeated = false;    // the very same picture as the frame before: a sensor's noise never repeats
  double scene_change = 0;  // mean absolute luma difference to the frame before, 8-bit steps
  struct Face {
    double x = 0, y = 0, width = 0;  // centre and width of the box, pixels
  };
  std::optional<Face> face;
};

// A sensor's noise alone moves a picture that is filmed. Over this long, a picture that hardly changes is held by a
// player or a stalled camera even where an encoder makes each of its frames a little different.
inline constexpr Duration still_window{400'000};

class Continuity {
 public:
  void add(const FrameFacts& frame);
  void undecodable(const std::string& why);
  // Two looks at the face that follow each other, as templates' similarity.
  void looks_alike(double similarity);

  [[nodiscard]] std::size_t frames() const { return frames_; }
  [[nodiscard]] int width() const { return width_; }  // of the smallest frame
  [[nodiscard]] int height() const { return height_; }
  // Over the capture times, or the arrivals when those are slower: a device cannot declare a rate it does not deliver.
  [[nodiscard]] double frames_per_second() const;

  [[nodiscard]] decision::Check format_check(const FormatPolicy& policy) const;
  [[nodiscard]] decision::Check continuity_check(const ContinuityPolicy& policy) const;

  // For calibration.
  struct Extremes {
    Duration gap{}, drift{};
    int repeated = 0;
    double scene_change = 0, face_jump = 0, same_person = 1;
    // The largest scene_change within the quietest still_window of the recording; nothing before so much was seen.
    std::optional<double> least_motion;
  };
  [[nodiscard]] const Extremes& extremes() const { return extremes_; }

 private:
  void add_motion(const FrameFacts& frame);
  std::size_t frames_ = 0;
  int width_ = 0, height_ = 0;
  bool size_changed_ = false, went_back_ = false;
  std::optional<FrameFacts> first_, last_;
  Duration lag_min_{}, lag_max_{};
  int undecodable_ = 0;
  std::string first_undecodable_;
  Extremes extremes_;
  std::deque<FrameFacts> window_;  // the frames of the last still_window
};

}  // namespace proofmark::liveness
