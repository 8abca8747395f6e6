// A scene: one person in front of a phone's camera, drawn in software. The state says what body and camera do at one
// instant; nothing in here knows about time, sensors or encoders.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

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
  float mouth_round = 0, mouth_spread = 0;  // lips of a spoken "u", of a spoken "i"
  float gaze_x = 0, gaze_y = 0;             // -1..1, to the person's own left and up
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
  float time = 0;    // seconds since the camera began; people far behind move by it
  // What the phone's screen sheds on the person: linear red, green and blue, 1 for a white screen. It is seen where the
  // environment says how strong a screen is.
  person::Vec3 screen{0, 0, 0};
};

// Where people use their phones.
enum class Place { indoor, office, backlight, low_light, outdoor_sun, coloured_light };
[[nodiscard]] Result<Place> parse_place(std::string_view name);
[[nodiscard]] std::string_view name_of(Place place);

// What stays the same during a session. Light has two measures: `illuminance` says how much there is, which decides how
// much a sensor has to amplify; the intensities say how it is spread, with a well exposed face near 1.
struct Environment {
  std::uint64_t background_seed = 0;               // 0: plain light grey, as a document photograph asks
  float light_azimuth = 20, light_elevation = 30;  // degrees, from the camera's axis; beyond 90: from behind
  float light_intensity = 1.3F, ambient = 0.35F, fill = 0.35F;
  float light_diameter = 0;  // degrees of the key light as the face sees it; spreads the shadow of glasses
  person::Vec3 key_colour{1.0F, 0.96F, 0.90F}, fill_colour{0.90F, 0.95F, 1.0F};       // linear, after white balance
  person::Vec3 colour_above{0.95F, 0.98F, 1.05F}, colour_below{0.60F, 0.54F, 0.48F};  // of the ambient light
  Place place = Place::indoor;                                                        // what the background shows
  float background_light = 1;    // of the background against the face's exposure, in linear light
  int people_behind = 0;         // seated or standing some metres behind, out of focus
  float veil = 0;                // stray light in the lens, a share of white
  float illuminance = 400;       // lux at the face, without the screen
  float screen_illuminance = 0;  // lux at the face from a white screen; a phone at 35 cm gives some 40
  float glare = 1;               // how far glasses mirror the key light, 0 to 1
  // For skin of measured colour: how far the exposure follows the face rather than the room, 0 (as in a booth) to 1.
  float face_metering = 0.25F;
  // A plausible room for a person at home, by seed.
  [[nodiscard]] static Environment sample(const SeededRandom& seed);
  // One of that place's lights and backgrounds, by seed, with a screen that lights the face.
  [[nodiscard]] static Environment sample(Place place, const SeededRandom& seed);
};

// Where a vertex of the base mesh fell in the picture: pixels from the upper left corner, and the cosine between its
// normal and the way to the camera (below 0: it looks away; what hides it otherwise is not considered).
struct SkinPoint {
  float x = 0, y = 0, facing = 0;
};

struct Worn;  // a mask or makeup (worn.hpp)

class Scene {
 public:
  // Bakes textures for this person under this light (0.5-0.7 s). `assets` is shared by all scenes of a process.
  [[nodiscard]] static Result<std::unique_ptr<Scene>> create(std::shared_ptr<const person::Assets> assets,
                                                             const person::Appearance& appearance,
                                                             const Environment& environment, int width = 1280,
                                                             int height = 720);
  // Likewise with something worn that was made for this person.
  [[nodiscard]] static Result<std::unique_ptr<Scene>> create(std::shared_ptr<const person::Assets> assets,
                                                             const person::Appearance& appearance,
                                                             const Environment& environment,
                                                             std::shared_ptr<const Worn> worn, int width = 1280,
                                                             int height = 720);
  ~Scene();
  // Draws into `bgr` (CV_8UC3, width x height, display-referred sRGB, no noise). The same state gives the same bytes.
  [[nodiscard]] Result<void> render(const SceneState& state, cv::Mat& bgr);
  // In two parts, for scenes in which more than one person is seen: the room alone, and the person before what is in
  // `bgr` already. Both after each other are `render`.
  [[nodiscard]] Result<void> render_room(const SceneState& state, cv::Mat& bgr);
  [[nodiscard]] Result<void> render_person(const SceneState& state, cv::Mat& bgr);
  // Every vertex of the base mesh, by its index, in the picture drawn last.
  void project_skin(std::vector<SkinPoint>& points) const;
  // Lux at the face, without the screen.
  [[nodiscard]] double illuminance() const;

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
