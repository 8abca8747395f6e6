#include "attacks/masks/texture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "attacks/print/sheet.hpp"
#include "simulators/camera/scene/layout.hpp"
#include "simulators/camera/scene/noise.hpp"
#include "simulators/camera/scene/texture.hpp"

namespace proofmark::attack::masks {
namespace {

using camera::Vec3;
using person::clamp01;

struct Surface {
  float lightness, saturation, warmth, uniform, grain, mottle, weave, pitch, rim, rim_width;
  bool layers, printed;
  std::uint32_t noise;
};

Surface draw_surface(const Species& s, const SeededRandom& seed) {
  const auto draw = [&](const char* name, double otherwise) {
    return static_cast<float>(s.draw(name, otherwise, seed));
  };
  Surface out{};
  out.lightness = draw("lightness", 1);
  out.saturation = s.choice("colour", "paint") == "ink" ? 1 : draw("saturation", 1);
  out.warmth = s.choice("colour", "paint") == "ink" ? 1 : draw("warmth", 1);
  out.uniform = draw("uniform", 0);
  out.grain = draw("grain", 0);
  out.mottle = draw("mottle", 0);
  const std::string pattern = s.choice("pattern", "none");
  out.weave = pattern == "none" ? 0 : draw("weave", 0);
  out.layers = pattern == "layers";
  out.pitch = draw("pitch", 1) / 100;
  out.rim = draw("rim", 0);
  out.rim_width = draw("rim_width", 1) / 100;
  out.printed = s.choice("colour", "paint") == "ink";
  SeededRandom random = seed.derive("masks/surface");
  out.noise = static_cast<std::uint32_t>(random.next_u64());
  return out;
}

// Threads over and under each other, or the steps of a printer's layers: a factor around 1.
float pattern_at(const Surface& s, Vec3 p) {
  if (s.weave == 0) return 1;
  const float turn = 2 * camera::kPi / s.pitch;
  if (s.layers) return 1 + s.weave * std::sin(p.y * turn);
  return 1 + s.weave * std::sin(p.x * turn) * std::sin(p.y * turn);
}

float grey_of(Vec3 c) {
  return 0.3F * c.x + 0.55F * c.y + 0.15F * c.z;
}

// The colour of one place, display-referred, turned into linear reflectance.
Vec3 surface_colour(const Surface& s, Vec3 shown, Vec3 mean, float factor) {
  Vec3 c;
  if (s.printed) {
    for (int k = 0; k < 3; ++k) c[k] = std::pow(clamp01(shown[k]), 2.2F);
  } else {
    c = person::mix(reflectance_of(shown), reflectance_of(mean), s.uniform);
  }
  const float grey = grey_of(c);
  c = person::mix(Vec3{grey, grey, grey}, c, s.saturation) * (s.lightness * factor);
  return {c.x * s.warmth, c.y, c.z / s.warmth};
}

std::uint32_t texel_of(Vec3 reflectance, float alpha) {
  const auto root = [](float v) { return 255 * std::sqrt(clamp01(v)); };
  return camera::pack_texel(root(reflectance.z), root(reflectance.y), root(reflectance.x), 255 * clamp01(alpha));
}

// Eight places waiting for their noise.
class Baker {
 public:
  Baker(const Surface& surface, const Cut& cut, const cv::Mat& colours, Vec3 mean, camera::MipLevel& out)
      : surface_(surface), cut_(cut), colours_(colours), mean_(mean), out_(out) {}
  void add(int x, int y, Vec3 place) {
    points_.x[count_] = place.x;
    points_.y[count_] = place.y;
    points_.z[count_] = place.z;
    at_[count_] = {x, y};
    if (++count_ == at_.size()) flush();
  }
  void flush() {
    camera::NoiseValues grain{}, mottle{};
    if (surface_.grain > 0) grain = camera::value_noise(points_, 90, surface_.noise);
    if (surface_.mottle > 0) mottle = camera::layered_noise(points_, 7, surface_.noise + 1);
    for (std::size_t i = 0; i < count_; ++i) {
      const Vec3 p{points_.x[i], points_.y[i], points_.z[i]};
      const auto& c = colours_.at<cv::Vec4f>(at_[i]);
      const float depth = cut_.depth(p);
      const float rim = 1 + surface_.rim * (1 - person::smooth_step(0, surface_.rim_width, depth));
      const float factor =
          pattern_at(surface_, p) * (1 + surface_.grain * grain[i] + surface_.mottle * mottle[i]) * rim;
      // One texel is about half a millimetre; the edge is drawn where alpha is one half.
      constexpr float kRamp = 0.03F;
      out_.texels[camera::texel_index(at_[i].x, at_[i].y)] =
          texel_of(surface_colour(surface_, {c[2], c[1], c[0]}, mean_, factor), 0.5F + 0.5F * depth / kRamp);
    }
    count_ = 0;
  }

 private:
  const Surface& surface_;
  const Cut& cut_;
  const cv::Mat& colours_;
  Vec3 mean_;
  camera::MipLevel& out_;
  camera::NoisePoints points_;
  std::array<cv::Point, camera::NoisePoints::kCount> at_;
  std::size_t count_ = 0;
};

}  // namespace

std::vector<std::string> texture_parameters() {
  return {"lightness", "saturation", "warmth", "uniform", "grain", "mottle", "weave", "pitch", "rim", "rim_width"};
}

std::vector<std::string> reproduction_parameters() {
  return {"softness", "black", "white", "screening", "ink_saturation", "ink_warmth", "ink_grain"};
}

camera::MipLevel shell_texture(const Species& species, const cv::Mat& colours, Vec3 tone, const Cut& cut,
                               const person::BaseMesh& base, const SeededRandom& seed) {
  Surface surface = draw_surface(species, seed);
  const auto& corner = colours.at<cv::Vec4f>(0, 0);  // no face lies there: the mean of the cheeks (lay_out)
  const Vec3 mean{corner[2], corner[1], corner[0]};
  if (!surface.printed)
    surface.lightness *= std::clamp(grey_of({std::pow(tone.x, 2.2F), std::pow(tone.y, 2.2F), std::pow(tone.z, 2.2F)}) /
                                        grey_of(reflectance_of(mean)),
                                    0.5F, 2.5F);
  constexpr auto kTexels = static_cast<std::size_t>(camera::kLayoutSide) * camera::kLayoutSide;
  camera::MipLevel out{camera::kLayoutSide, camera::kLayoutSide, {}};
  out.texels.assign(kTexels, texel_of(surface_colour(surface, mean, mean, 1), 1));
  Baker baker(surface, cut, colours, mean, out);
  camera::for_each_texel(base, base.faces, [&](const camera::Texel& t) { baker.add(t.x, t.y, t.of(base.vertices)); });
  baker.flush();
  return out;
}

cv::Mat reproduce(const Species& species, const cv::Mat& photograph, double pixels_per_mm, const SeededRandom& seed) {
  cv::Mat out = photograph;
  const double blur = species.draw("softness", 0, seed) * pixels_per_mm;
  if (blur > 0.1) cv::GaussianBlur(photograph, out, {0, 0}, blur);
  if (species.choice("colour", "paint") != "ink") return out;
  const print::Ink ink{species.draw("black", 0.08, seed),         species.draw("white", 0.9, seed),
                       species.draw("ink_saturation", 0.9, seed), species.draw("ink_warmth", 0, seed),
                       species.draw("ink_grain", 2, seed),        species.draw("screening", 0, seed)};
  return print::print_picture(out, ink, seed);
}

}  // namespace proofmark::attack::masks
