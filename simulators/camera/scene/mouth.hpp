// The inside of the mouth of a person of a population: where teeth and tongue stand behind the lips, and how much light
// comes in between these.
#pragma once
#include <cstdint>
#include <vector>

#include "simulators/camera/scene/layer.hpp"

namespace proofmark::camera {

class Mouth {
 public:
  // The same surfaces with the mouth shut and with the jaw down, before the head's motion; decimetres.
  struct Surface {
    std::vector<Vec3> shut, open;
  };
  // `lips`: share of lip per vertex of the skin (x of the mask). Sets `lift` of both layers: in most people the upper
  // row shows some millimetres below the upper lip, and the lower lip covers most of the lower row.
  Mouth(const Surface& skin, const std::vector<Vec3>& lips, const Surface& at_teeth, Layer& teeth, Layer& tongue);

  // The tongue lies in the lower jaw and goes down with it. `jaw`: 0 shut, 1 open.
  void lower_tongue(Layer& tongue, float jaw) const;
  // 1 for skin that goes down with the jaw, 0 for what stays with the skull.
  [[nodiscard]] float share_below(std::size_t skin_vertex) const { return below_[skin_vertex]; }
  // How far the lips stand apart; `skin` before the head's motion.
  void find_opening(const std::vector<Vec3>& skin);
  // Of the light outside, the share that reaches a surface inside that looks out, 0 to 1.
  [[nodiscard]] float light_at(Vec3 p) const;
  // Fills `dimmed`; `place` is each vertex before the head's motion.
  void dim_teeth(Layer& teeth, const std::vector<Vec3>& place) const;
  void dim_tongue(Layer& tongue, const std::vector<Vec3>& place) const;
  // The cavity's skin turns into mucous membrane; `tone`: the skin's linear reflectance.
  void dim_cavity(Layer& skin, const std::vector<Vec3>& place, const std::vector<std::size_t>& cavity, Vec3 tone) const;

 private:
  void set_teeth(const Surface& skin, const Surface& at, Layer& teeth) const;
  void keep_behind_chin(const Surface& skin, const Surface& at, Layer& teeth) const;
  void find_gaps(const Layer& teeth);

  std::size_t upper_ = 0, lower_ = 0, left_ = 0, right_ = 0;  // of the skin: edges of the lips, corners of the mouth
  Vec3 jaw_;                                                  // way of the lower front teeth as the mouth opens
  std::vector<float> gaps_;                                   // of teeth: 0 between two of them, 1 in the open
  std::vector<float> tongue_share_;                           // of the jaw's way
  std::vector<float> below_;                                  // of the skin
  std::vector<Vec3> tongue_rest_;
  Vec3 top_, bottom_;
  float half_width_ = 0, middle_ = 0;
};

// Ivory, yellower with the years (0 to 1), each person's a little lighter or darker; gums.
[[nodiscard]] MipLevel teeth_texture(const person::Texture& base, float years, std::uint32_t seed);
[[nodiscard]] MipLevel tongue_texture(const person::Texture& base);

}  // namespace proofmark::camera
