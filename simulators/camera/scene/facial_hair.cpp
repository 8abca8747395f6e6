#include "simulators/camera/scene/facial_hair.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace proofmark::camera {
namespace {

using person::mix;
using person::smooth_step;

// Decimetres from the middle of the face and height of a border, in order of the former.
template <std::size_t N>
float border_at(const std::array<std::array<float, 2>, N>& border, float x) {
  if (x <= border.front()[0]) return border.front()[1];
  for (std::size_t i = 0; i + 1 < N; ++i)
    if (x < border[i + 1][0])
      return mix(border[i][1], border[i + 1][1], (x - border[i][0]) / (border[i + 1][0] - border[i][0]));
  return border.back()[1];
}

constexpr std::array<std::array<float, 2>, 8> kCheekLine = {{{0, 6.60F},
                                                             {0.26F, 6.62F},
                                                             {0.34F, 6.66F},
                                                             {0.44F, 6.70F},
                                                             {0.54F, 6.80F},
                                                             {0.62F, 6.95F},
                                                             {0.68F, 7.2F},
                                                             {0.72F, 7.4F}}};
constexpr std::array<std::array<float, 2>, 4> kMoustacheTop = {
    {{0, 6.86F}, {0.16F, 6.88F}, {0.26F, 6.76F}, {0.36F, 6.62F}}};

}  // namespace

FacialGrowth growth_of(const person::SkinLook& skin, const person::HairLook& hair) {
  const auto most = [&](float grown) { return std::max(grown, 0.55F * skin.stubble); };
  return {most(hair.grown_moustache), most(hair.grown_chin), most(hair.grown_cheeks)};
}

float facial_density(const FacialGrowth& growth, Vec3 p, Vec3 mask, float ragged) {
  const float x = std::fabs(p.x);
  if (p.y > 7.45F || p.y < 5.7F || p.z < -0.4F) return 0;
  const float fray = 0.025F * ragged;
  const float skin = 1 - smooth_step(0.12F, 0.40F, mask.x);  // none on the lips
  // Under the jaw hair thins out towards the throat.
  const float throat = smooth_step(5.86F, 6.12F, p.y + 2 * fray);
  const float cheek =
      smooth_step(-0.05F, 0.05F, border_at(kCheekLine, x) + fray - p.y) * smooth_step(0.25F, 0.75F, mask.y);
  const float wide = 0.14F + 0.10F * smooth_step(6.45F, 6.25F, p.y);  // rounded below
  const float chin = smooth_step(-0.03F, 0.04F, 6.50F + fray - p.y) * (1 - smooth_step(wide, wide + 0.12F, x + fray)) *
                     smooth_step(0.75F, 0.95F, p.z);
  // Strips from the moustache to the chin, beside the mouth.
  const float beside = smooth_step(0.20F, 0.26F, x + fray) * (1 - smooth_step(0.31F, 0.38F, x + fray)) *
                       smooth_step(-0.03F, 0.04F, 6.66F + fray - p.y) * smooth_step(6.34F, 6.46F, p.y);
  const float lip = smooth_step(-0.03F, 0.03F, border_at(kMoustacheTop, x) + fray - p.y) *
                    smooth_step(6.56F, 6.63F, p.y) * (1 - smooth_step(0.27F, 0.36F, x + fray)) *
                    smooth_step(0.6F, 0.9F, p.z);
  // The groove below the nose and the places beside the lower lip are thin in most men.
  const float philtrum = 1 - 0.5F * (1 - smooth_step(0.01F, 0.045F, x)) * smooth_step(6.72F, 6.80F, p.y);
  const float bare = 1 - 0.55F * smooth_step(6.40F, 6.46F, p.y) * (1 - smooth_step(6.50F, 6.55F, p.y)) *
                             smooth_step(0.05F, 0.10F, x) * (1 - smooth_step(0.20F, 0.25F, x));
  const float out = std::max(
      {growth.cheeks * cheek, growth.chin * std::max(chin, 0.6F * beside) * bare, growth.moustache * lip * philtrum});
  return out * throat * skin;
}

}  // namespace proofmark::camera
