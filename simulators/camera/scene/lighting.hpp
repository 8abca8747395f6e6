// The light of a room: one key light with a shadow, a soft fill from the other side, and light from all around.
#pragma once
#include "simulators/camera/scene/layer.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

struct Lights {
  Vec3 key_direction, fill_direction;      // towards the light, unit length
  Vec3 key, fill, from_above, from_below;  // linear RGB
  Vec3 screen;                             // of a white screen at View::screen_distance
  Vec3 screen_now;                         // of the screen as it is in this frame
  float glare = 1;                         // how far glasses mirror the key light, 0 to 1
};

// `exposure` scales all of it, as the camera's exposure does.
[[nodiscard]] Lights make_lights(const Environment& environment, float exposure);

// The gain that a phone's face exposure would choose for skin of this linear reflectance under this light. It does not
// level out all of the difference: dark skin stays darker than light skin.
[[nodiscard]] float face_exposure(const Environment& environment, Vec3 skin_tone_srgb);

// The gain for a face of measured colour: what the room's light asks for, with a mean skin in it, and as much of the
// face's own share as the environment's metering follows it.
[[nodiscard]] float room_exposure(const Environment& environment, Vec3 skin_tone_srgb);

struct View {
  Mat4 camera, shadow;  // to clip space; the shadow's to -1..1 of the map
  Vec3 eye;
  float screen_distance = 1;  // decimetres; where Lights::screen was measured
  int width = 0, height = 0, shadow_size = 0;
};

// Fills the attributes of every drawn vertex: place in picture and shadow map, and the light that falls on it.
void light_vertices(Layer& layer, const Lights& lights, const View& view);

}  // namespace proofmark::camera
