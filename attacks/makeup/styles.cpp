#include "attacks/makeup/styles.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "simulators/camera/scene/layout.hpp"
#include "simulators/camera/scene/noise.hpp"
#include "simulators/camera/scene/texture.hpp"

namespace proofmark::attack::makeup {
namespace {

using camera::Texel;
using camera::Vec2;
using camera::Vec3;
using person::clamp01;
using person::smooth_step;

float grey_of(Vec3 c) {
  return 0.3F * c.x + 0.55F * c.y + 0.15F * c.z;
}

// The skin that is made up: the face down to the jaw, thinning out over its edge; not the rims of the eyes.
float painted(Vec3 p) {
  const float x = std::fabs(p.x) / 0.80F, y = std::fabs(p.y - 7.10F) / 1.08F;
  const float oval = 1 - std::pow(std::pow(x, 2.4F) + std::pow(y, 2.4F), 1 / 2.4F);
  const float ex = (std::fabs(p.x) - 0.308F) / 0.15F, ey = (p.y - 7.284F) / 0.055F;
  return smooth_step(0, 0.14F, oval) * smooth_step(0.2F, 0.5F, p.z) *
         smooth_step(1, 1.5F, std::sqrt(ex * ex + ey * ey));
}

template <typename F>
camera::MipLevel paint(const person::BaseMesh& base, const F& stroke_at) {
  camera::MipLevel out{camera::kLayoutSide, camera::kLayoutSide, {}};
  out.texels.assign(static_cast<std::size_t>(camera::kLayoutSide) * camera::kLayoutSide, 0);
  camera::for_each_texel(base, base.faces, [&](const Texel& t) {
    const Vec3 place = t.of(base.vertices);
    const float part = painted(place);
    if (part <= 0) return;
    const Stroke s = stroke_at(t, place);
    const auto root = [](float v) { return 255 * std::sqrt(clamp01(v)); };
    out.texels[camera::texel_index(t.x, t.y)] =
        camera::pack_texel(root(s.colour.z), root(s.colour.y), root(s.colour.x), 255 * clamp01(s.cover * part));
  });
  return out;
}

float noise_at(Vec3 p, float frequency, std::uint32_t seed) {
  camera::NoisePoints points;
  points.x[0] = p.x;
  points.y[0] = p.y;
  points.z[0] = p.z;
  return camera::layered_noise(points, frequency, seed)[0];
}

// `b` over `a`.
Stroke over(const Stroke& a, const Stroke& b) {
  const float cover = b.cover + a.cover * (1 - b.cover);
  if (cover <= 0) return {};
  return {(b.colour * b.cover + a.colour * (a.cover * (1 - b.cover))) * (1 / cover), cover};
}

float distance_to(Vec2 p, Vec2 a, Vec2 b) {
  const Vec2 d{b.u - a.u, b.v - a.v}, e{p.u - a.u, p.v - a.v};
  const float t = clamp01((d.u * e.u + d.v * e.v) / std::max(d.u * d.u + d.v * d.v, 1e-9F));
  return std::hypot(e.u - t * d.u, e.v - t * d.v);
}

// A painted fold as a line of two or three points over (|x|, y), with its strength.
struct Fold {
  std::vector<Vec2> points;
  float width, strength;
};

std::vector<Fold> folds_of(SeededRandom& random) {
  const auto shaken = [&](float by) { return static_cast<float>(random.uniform(-1, 1)) * by; };
  std::vector<Fold> out;
  for (const float y : {7.60F, 7.70F, 7.81F}) {  // the forehead
    const float bend = shaken(0.02F), at = y + shaken(0.015F);
    out.push_back({{{0, at + bend}, {0.2F, at + 0.01F}, {0.44F + shaken(0.06F), at - 0.03F}}, 0.010F, 0.8F});
  }
  for (const float turn : {-0.45F, -0.1F, 0.25F}) {  // crow's feet
    const float length = 0.15F + shaken(0.03F);
    out.push_back({{{0.475F, 7.275F + 0.05F * turn}, {0.475F + length, 7.275F + turn * length}}, 0.008F, 0.8F});
  }
  out.push_back({{{0.185F, 6.90F}, {0.27F, 6.74F}, {0.315F + shaken(0.01F), 6.55F}}, 0.016F, 1});  // beside the nose
  out.push_back({{{0.255F, 6.52F}, {0.285F + shaken(0.01F), 6.30F}}, 0.013F, 0.8F});               // below the mouth
  out.push_back({{{0.18F, 7.16F}, {0.29F, 7.11F}, {0.42F, 7.15F}}, 0.018F, 0.7F});                 // bags
  out.push_back({{{0.055F, 7.36F}, {0.06F + shaken(0.01F), 7.50F}}, 0.010F, 0.7F});                // between the brows
  return out;
}

}  // namespace

std::vector<std::string> style_parameters() {
  return {"opacity", "shading", "lines", "blotches", "tone_shift", "warmth", "shadow", "beard", "patches", "size"};
}

camera::MipLevel impersonate(const Species& species, const Faces& faces, const SeededRandom& seed) {
  const auto opacity = static_cast<float>(species.draw("opacity", 0.6, seed));
  const auto& corner = faces.victim_colours.at<cv::Vec4f>(0, 0);
  // A photograph's light is undone as far as an artist who knows the victim's complexion undoes it.
  const float gain =
      std::clamp(grey_of(faces.victim_tone) / grey_of(reflectance_of({corner[2], corner[1], corner[0]})), 0.5F, 2.5F);
  return paint(faces.assets.base, [&](const Texel& t, Vec3) {
    const auto& c = faces.victim_colours.at<cv::Vec4f>(t.y, t.x);
    return Stroke{reflectance_of({c[2], c[1], c[0]}) * gain, opacity};
  });
}

camera::MipLevel contour(const Species& species, const Faces& faces, const SeededRandom& seed) {
  const auto shading = static_cast<float>(species.draw("shading", 1, seed));
  // Light from above and before, as the artist's mirror has it.
  const Vec3 light = person::normalised({0, 0.55F, 0.83F});
  std::vector<float> ratio;
  for (std::size_t v = 0; v < faces.wearer.place.size(); ++v) {
    const auto shade = [&](const HeadModel& head) {
      return (0.35F + 0.65F * std::max(0.0F, dot(head.normal[v], light))) * (0.5F + 0.5F * clamp01(head.open[v]));
    };
    ratio.push_back(shade(faces.victim) / std::max(0.1F, shade(faces.wearer)));
  }
  return paint(faces.assets.base, [&](const Texel& t, Vec3) {
    const float lighter = (t.of(ratio) - 1) * shading;
    // A brush has a palette of two: a shade and a highlight; how much of it is laid on makes the tone.
    return lighter < 0 ? Stroke{faces.wearer_tone * 0.35F, std::min(0.75F, -lighter / 0.65F)}
                       : Stroke{faces.wearer_tone * 1.6F, std::min(0.75F, lighter / 0.6F)};
  });
}

camera::MipLevel age(const Species& species, const Faces& faces, const SeededRandom& seed) {
  const auto lines = static_cast<float>(species.draw("lines", 0.6, seed));
  const auto blotches = static_cast<float>(species.draw("blotches", 0.2, seed));
  SeededRandom random = seed.derive("makeup/folds");
  const auto noise = static_cast<std::uint32_t>(random.next_u64());
  const std::array<std::vector<Fold>, 2> folds{folds_of(random), folds_of(random)};
  const Vec3 dark = faces.wearer_tone * 0.32F, light = faces.wearer_tone * 1.35F;
  const Vec3 pale = person::mix(faces.wearer_tone, Vec3{1, 1, 1} * grey_of(faces.wearer_tone), 0.5F);
  return paint(faces.assets.base, [&](const Texel&, Vec3 p) {
    Stroke s{noise_at(p, 3.2F, noise) > 0 ? dark * 1.6F : pale, blotches * std::fabs(noise_at(p, 3.2F, noise))};
    if (p.z < 0.55F) return s;
    const float wave = 0.012F * noise_at(p, 6, noise + 1);
    const Vec2 at{std::fabs(p.x) + wave, p.y + wave};
    float shade = 0, ridge = 0;
    for (const Fold& fold : folds[p.x > 0 ? 0 : 1])
      for (std::size_t i = 0; i + 1 < fold.points.size(); ++i) {
        const float d = distance_to(at, fold.points[i], fold.points[i + 1]) / fold.width;
        shade = std::max(shade, fold.strength * std::exp(-d * d));
        ridge = std::max(ridge, fold.strength * std::exp(-(d - 2.4F) * (d - 2.4F)));
      }
    return over(over(s, {light, 0.4F * lines * ridge}), {dark, lines * shade});
  });
}

camera::MipLevel conceal(const Species& species, const Faces& faces, const SeededRandom& seed) {
  const auto draw = [&](const char* name) { return static_cast<float>(species.draw(name, 0, seed)); };
  const float opacity = draw("opacity"), shift = draw("tone_shift"), warmth = draw("warmth"), shadow = draw("shadow"),
              beard = draw("beard");
  Vec3 base_tone = faces.wearer_tone * (shift > 0 ? 1 + 0.5F * shift : 1 + 0.6F * shift);
  base_tone = {base_tone.x * (1 + warmth), base_tone.y, base_tone.z * (1 - warmth)};
  SeededRandom random = seed.derive("makeup/conceal");
  const auto noise = static_cast<std::uint32_t>(random.next_u64());
  const Vec3 lips = person::mix(base_tone, Vec3{0.30F, 0.05F, 0.06F}, static_cast<float>(random.uniform(0, 0.8)));
  return paint(faces.assets.base, [&](const Texel& t, Vec3 p) {
    const Vec3 mask = t.of(faces.assets.base.skin_mask);
    Stroke s{base_tone * (1 + 0.03F * noise_at(p, 5, noise)), opacity};
    s = over(s, {lips, smooth_step(0.3F, 0.7F, mask.x) * 0.85F});
    const float ex = (std::fabs(p.x) - 0.31F) / 0.24F, ey = (p.y - 7.36F) / 0.12F;
    s = over(s, {base_tone * 0.18F, p.z > 0.7F ? shadow * std::exp(-(ex * ex + ey * ey)) : 0});
    const float stubble = 0.6F + 0.4F * noise_at(p, 60, noise + 1);
    return over(s, {Vec3{0.05F, 0.04F, 0.04F}, beard * mask.y * clamp01(stubble)});
  });
}

camera::MipLevel dazzle(const Species& species, const Faces& faces, const SeededRandom& seed) {
  const auto opacity = static_cast<float>(species.draw("opacity", 0.9, seed));
  const int count = static_cast<int>(species.draw("patches", 6, seed));
  const auto size = static_cast<float>(species.draw("size", 35, seed)) / 100;
  constexpr std::array<Vec3, 5> kPalette = {Vec3{0.02F, 0.02F, 0.02F}, Vec3{0.85F, 0.85F, 0.83F},
                                            Vec3{0.02F, 0.02F, 0.02F}, Vec3{0.05F, 0.25F, 0.55F},
                                            Vec3{0.65F, 0.10F, 0.12F}};
  struct Patch {
    Vec2 middle;
    float length, width, turn;
    Vec3 colour;
  };
  SeededRandom random = seed.derive("makeup/dazzle");
  std::vector<Patch> patches;
  for (int i = 0; i < count; ++i) {
    const auto draw = [&](double low, double high) { return static_cast<float>(random.uniform(low, high)); };
    Patch p{};
    // Over what detectors lean on: nose bridge, brows, eyes, cheeks; never the same on both sides.
    p.middle = {draw(-0.5, 0.5), draw(6.6, 7.75)};
    p.length = size * draw(0.7, 1.4);
    p.width = size * draw(0.2, 0.5);
    p.turn = draw(0, 3.14159);
    p.colour = kPalette[random.below(kPalette.size())];
    patches.push_back(p);
  }
  return paint(faces.assets.base, [&](const Texel&, Vec3 p) {
    Stroke s;
    for (const Patch& patch : patches) {
      const float dx = p.x - patch.middle.u, dy = p.y - patch.middle.v;
      const float along = dx * std::cos(patch.turn) + dy * std::sin(patch.turn);
      const float across = dy * std::cos(patch.turn) - dx * std::sin(patch.turn);
      // A triangle that narrows along its length.
      const float half = 0.5F * patch.width * (1 - along / patch.length);
      const float inside = std::min(half - std::fabs(across), 0.5F * patch.length - std::fabs(along));
      s = over(s, {patch.colour, p.z > 0.4F ? opacity * smooth_step(0, 0.01F, inside) : 0});
    }
    return s;
  });
}

}  // namespace proofmark::attack::makeup
