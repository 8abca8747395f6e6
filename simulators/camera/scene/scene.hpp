// A scene: one person in front of a phone's camera, drawn in software. The state says what body and camera do at one
// instant; nothing in here knows about time, sensors or encoders.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/person/appearance.hpp"

namespace cv {
class Mat;
}

namespace proofmark::camera {

// Angles in degrees. Yaw > 0 turns the head to the person's own left (towards the right of an unmirrored picture),
// pitch > 0 looks up, roll > 0 tilts to the person's own left shoulder.
struct HeadPose {
  float yaw = 0, pitch = 0, roll = 0;
};

// 0 is rest, 1 the full expression.
struct Expression {
  float blink_left = 0, blink_right = 0, smile = 0, mouth_open = 0, brow_raise = 0;
  float gaze_x = 0, gaze_y = 0;  // -1..1, to the person's own left and up
};

struct CameraPose {
  float distance = 1;              // 1: the face fills about 45 % of the picture's height
  float shift_x = 0, shift_y = 0;  // of the picture, in fractions of its height; a hand's sway
  float roll = 0;                  // degrees
};

struct SceneState {
  HeadPose head;
  Expression expression;
  CameraPose camera;
  float breath = 0;  // -1..1, lifts shoulders and chest a little
};

// What stays the same during a session.
struct Environment {
  std::uint64_t background_seed = 0;               // 0: plain light grey, as a document photograph asks
  float light_azimuth = 20, light_elevation = 30;  // degrees, from the camera's axis
  float light_intensity = 1.3F, ambient = 0.35F, fill = 0.35F;
  // A plausible room for a person at home, by seed.
  [[nodiscard]] static Environment sample(const SeededRandom& seed);
};

class Scene {
 public:
  // Bakes textures for this person under this light (0.5-0.7 s). `assets` is shared by all scenes of a process.
  [[nodiscard]] static Result<std::unique_ptr<Scene>> create(std::shared_ptr<const person::Assets> assets,
                                                             const person::Appearance& appearance,
                                                             const Environment& environment, int width = 1280,
                                                             int height = 720);
  ~Scene();
  // Draws into `bgr` (CV_8UC3, width x height, display-referred sRGB, no noise). The same state gives the same bytes.
  [[nodiscard]] Result<void> render(const SceneState& state, cv::Mat& bgr);

 private:
  Scene();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The ICAO 9303-3 portrait of the person on the day the document was issued: frontal, neutral, even light, plain
// background; CV_8UC3 of 413 x 531 (35 x 45 mm at 300 dpi).
[[nodiscard]] Result<void> document_portrait(std::shared_ptr<const person::Assets> assets,
                                             const person::Appearance& appearance, cv::Mat& bgr);

}  // namespace proofmark::camera
