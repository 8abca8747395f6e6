#include "simulators/camera/scene/expression_lines.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "simulators/camera/scene/layout.hpp"
#include "simulators/camera/scene/skin_model.hpp"

namespace proofmark::camera {
namespace {

constexpr float kDarkest = 0.28F;  // a fold that comes and goes holds no spots
constexpr int kSteps = 32, kFixed = 16;
constexpr std::size_t kLevels = 4;  // coarser ones are of faces some twenty pixels wide

struct Delta {
  std::uint32_t texel = 0;
  std::array<float, 4> by{};  // blue, green, red, alpha
};
using Deltas = std::vector<Delta>;  // by rising texel

// Relief and darker ground of the lines, as they are to be added to the finest level; of a smile, of raised brows.
std::array<Deltas, 2> finest_deltas(const SkinBake& bake, const MipLevel& rest) {
  constexpr auto kTexels = static_cast<std::size_t>(kLayoutSide) * kLayoutSide;
  constexpr float kBrows = 7.46F;  // decimetres on the mean shape: above are the lines of raised brows alone
  constexpr std::uint32_t kFlat = 128;
  const person::BaseMesh& base = bake.assets.base;
  const person::SkinLook& look = bake.appearance.skin;
  const std::array<Wrinkles, 2> lines = {Wrinkles::deepened_by(FaceMove::smile, look.wrinkles, look.detail),
                                         Wrinkles::deepened_by(FaceMove::brow_raise, look.wrinkles, look.detail)};
  std::vector<float> height(kTexels, 0), shade(kTexels, 0);
  std::vector<std::uint8_t> brows(kTexels, 0);
  std::vector<person::Face> front;  // what may hold a line
  for (const person::Face& face : bake.faces) {
    const Vec3 p = base.vertices[static_cast<std::size_t>(face.vertex[0])];
    if (p.y > 6.2F && p.y < 8.2F && p.z > 0.1F) front.push_back(face);
  }
  for_each_texel(base, front, [&](const Texel& t) {
    const Vec3 p = t.of(base.vertices);
    const std::size_t i = texel_index(t.x, t.y);
    brows[i] = p.y > kBrows ? 1 : 0;
    const Wrinkles::Depth d = lines[brows[i]].at(p);
    height[i] = d.height;
    shade[i] = std::min(d.shade, kDarkest);
  });
  MipLevel slope{kLayoutSide, kLayoutSide, std::vector<std::uint32_t>(kTexels, kFlat << 24U)};
  light_relief(slope, height, base, front, bake.light);
  std::array<Deltas, 2> out;
  for (std::size_t i = 0; i < kTexels; ++i) {
    const std::uint32_t alpha = slope.texels[i] >> 24U;
    if (shade[i] <= 0 && alpha == kFlat) continue;
    Delta d{static_cast<std::uint32_t>(i), {}};
    d.by[3] = static_cast<float>(alpha) - static_cast<float>(kFlat);
    // Texels hold square roots, of the display's value, blue first.
    constexpr std::array<float, 3> kTakes = {kLineTakes.z, kLineTakes.y, kLineTakes.x};
    for (unsigned k = 0; k < 3; ++k)
      d.by[k] = -kTakes[k] * shade[i] * static_cast<float>(rest.texels[i] >> 8 * k & 255U);
    out[brows[i]].push_back(d);
  }
  return out;
}

// The next coarser level: the mean of four.
Deltas halved(const Deltas& above, std::uint32_t side) {
  Deltas out = above;
  for (Delta& d : out) {
    d.texel = d.texel / side / 2 * (side / 2) + d.texel % side / 2;
    for (float& v : d.by) v *= 0.25F;
  }
  std::stable_sort(out.begin(), out.end(), [](const Delta& a, const Delta& b) { return a.texel < b.texel; });
  std::size_t kept = 0;
  for (std::size_t i = 1; i < out.size(); ++i) {
    if (out[i].texel == out[kept].texel)
      for (std::size_t k = 0; k < 4; ++k) out[kept].by[k] += out[i].by[k];
    else
      out[++kept] = out[i];
  }
  out.resize(out.empty() ? 0 : kept + 1);
  return out;
}

}  // namespace

ExpressionLines::ExpressionLines(const SkinBake& bake, const MipChain& texture) {
  std::array<Deltas, 2> finest = finest_deltas(bake, texture.front());
  for (std::size_t m = 0; m < finest.size(); ++m) {
    Move& move = m == 0 ? smile_ : brows_;
    Deltas deltas = std::move(finest[m]);
    for (std::size_t level = 0; level < std::min(kLevels, texture.size()); ++level) {
      if (level > 0) deltas = halved(deltas, static_cast<std::uint32_t>(texture[level - 1].width));
      std::vector<Change>& list = move.levels.emplace_back();
      for (const Delta& d : deltas) {
        Change c{d.texel, texture[level].texels[d.texel], {}};
        for (std::size_t k = 0; k < 4; ++k)
          c.by[k] = static_cast<std::int16_t>(std::lround(std::clamp(d.by[k], -255.0F, 255.0F) * kFixed));
        list.push_back(c);
      }
    }
  }
}

void ExpressionLines::apply(Move& move, MipChain& texture, float weight) {
  const int step = static_cast<int>(std::lround(person::clamp01(weight) * kSteps));
  if (step == move.step) return;
  move.step = step;
  for (std::size_t level = 0; level < move.levels.size(); ++level)
    for (const Change& c : move.levels[level]) {
      std::uint32_t texel = 0;
      for (unsigned k = 0; k < 4; ++k) {
        const int value = static_cast<int>(c.rest >> 8 * k & 255U) + c.by[k] * step / (kSteps * kFixed);
        texel |= static_cast<std::uint32_t>(std::clamp(value, 0, 255)) << 8 * k;
      }
      texture[level].texels[c.texel] = texel;
    }
}

// The two moves change different texels; where a coarse one belongs to both (between forehead and eyes, which no line
// reaches) the later would win.
void ExpressionLines::apply(MipChain& texture, float smile, float brow_raise) {
  apply(smile_, texture, smile);
  apply(brows_, texture, brow_raise);
}

}  // namespace proofmark::camera
