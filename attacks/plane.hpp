// A flat artefact (sheet, screen) before the camera: how a hand moves it, where its points fall in the picture, and
// how its picture is laid over the room behind it.
#pragma once
#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "simulators/camera/frame_source.hpp"
#include "simulators/camera/motion.hpp"

namespace proofmark::attack {

constexpr int kWidth = 1280;
constexpr int kHeight = 720;

// The artefact's centre in pixels from the picture's centre, its size against its texture, its rotation in degrees.
struct PlanePose {
  double x = 0, y = 0, scale = 1, yaw = 0, pitch = 0, roll = 0;
};

// From texture pixels (origin in the corner) to picture pixels, for a camera of 60 degrees across.
[[nodiscard]] cv::Matx33d homography(const PlanePose& pose, cv::Size texture);

// A hand that holds the artefact. Parameters: sway (fraction of the height), tilt_x, tilt_y, roll (degrees, rest
// pose), offset_x, offset_y (fractions of the height), tilt_on_turn (degrees the artefact is turned when the person is
// asked to turn the head; 0: held still whatever is asked).
class HeldPlane {
 public:
  [[nodiscard]] static std::vector<std::string> parameters();
  HeldPlane(const Species& species, double scale, const SeededRandom& seed);
  [[nodiscard]] PlanePose at(camera::StreamTime t);
  void challenge(const camera::Challenge& challenge, camera::StreamTime t);
  void challenge_over(camera::StreamTime t);

 private:
  PlanePose rest_;
  double tilt_on_turn_;
  SeededRandom reactions_;
  std::uint64_t challenges_ = 0;
  camera::Track yaw_, pitch_;
  camera::Wander x_, y_, depth_, tilt_x_, tilt_y_, roll_, tremor_x_, tremor_y_;
};

// A light reflected by the surface, softened by its roughness; it wanders twice as far as the surface tilts.
struct Glare {
  double x = 0, y = 0;             // pixels from the picture's centre, for an untilted surface
  double width = 80, height = 50;  // pixels
  double strength = 0;             // 8-bit steps at its brightest
};

// What a display adds when a camera looks at it.
struct PanelOptics {
  double panel_pixels = 1;   // of the display, for each pixel of the texture
  double grid_contrast = 0;  // modulation left by lens and demosaicing where the camera's pixel averages nothing
  double band_strength = 0;  // of the light's modulation over time
  double band_hertz = 240;   // its frequency
  double readout = 0.025;    // seconds from the first row to the last (rolling shutter)
};

// Room behind the artefact: out of focus, lit unevenly; larger than the picture by `margin` on each side.
[[nodiscard]] cv::Mat make_backdrop(const SeededRandom& seed, int margin);

// Lays the artefact over the backdrop.
class Compositor {
 public:
  Compositor(cv::Mat backdrop, int margin, std::vector<Glare> glares, std::optional<PanelOptics> panel)
      : backdrop_(std::move(backdrop)), margin_(margin), glares_(std::move(glares)), panel_(panel) {}
  // `texture` is CV_8UC4, colour premultiplied by alpha; `bgr` becomes CV_8UC3 of 1280x720.
  [[nodiscard]] Result<void> compose(const cv::Mat& texture, const PlanePose& pose, camera::StreamTime t, cv::Mat& bgr);

 private:
  void grid_row(const cv::Matx33d& to_texture, int y, double row_gain);

  cv::Mat backdrop_;
  int margin_;
  std::vector<Glare> glares_;
  std::optional<PanelOptics> panel_;
  cv::Mat warped_;
  std::vector<std::uint16_t> grid_[3];  // gain of blue, green and red along one row, 256 is 1
};

}  // namespace proofmark::attack
