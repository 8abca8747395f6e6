#include "simulators/camera/scene/skin_model.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::camera {
namespace {

using person::clamp01;
using person::mix;
using person::smooth_step;

Vec3 sample(const person::Texture& t, Vec2 uv) {
  const float x = uv.u * static_cast<float>(t.width) - 0.5F, y = uv.v * static_cast<float>(t.height) - 0.5F;
  const float left = std::floor(x), top = std::floor(y);
  const auto texel = [&](int dx, int dy) {
    const int px = (static_cast<int>(left) + dx) & (t.width - 1), py = (static_cast<int>(top) + dy) & (t.height - 1);
    const std::uint32_t c =
        t.pixels[static_cast<std::size_t>(py) * static_cast<std::size_t>(t.width) + static_cast<std::size_t>(px)];
    return Vec3{static_cast<float>(c >> 16U & 255U), static_cast<float>(c >> 8U & 255U), static_cast<float>(c & 255U)} *
           (1 / 255.0F);
  };
  const float fx = x - left, fy = y - top;
  return mix(mix(texel(0, 0), texel(1, 0), fx), mix(texel(0, 1), texel(1, 1), fx), fy);
}

}  // namespace

// Above a hairline that falls from the forehead over the temples to the nape; the ears are left out.
std::vector<float> scalp_of(const person::Assets& assets, float receded) {
  const auto& base = assets.base;
  std::vector<float> scalp(base.vertices.size(), 0);
  constexpr std::array<std::array<float, 2>, 7> kHairline = {
      {{-1.0F, 6.75F}, {0.0F, 6.95F}, {0.4F, 7.2F}, {0.7F, 7.65F}, {0.95F, 7.92F}, {1.15F, 8.02F}, {1.4F, 8.05F}}};
  for (std::size_t v = 0; v < scalp.size(); ++v) {
    const Vec3 p = base.vertices[v];
    if (base.head_weight[v] < 0.6F) continue;
    float line = kHairline.front()[1];
    for (std::size_t i = 0; i + 1 < kHairline.size(); ++i)
      if (p.z > kHairline[i][0])
        line = mix(kHairline[i][1], kHairline[i + 1][1],
                   clamp01((p.z - kHairline[i][0]) / (kHairline[i + 1][0] - kHairline[i][0])));
    if (receded > 0) line += 0.22F * receded * smooth_step(0.12F, 0.40F, std::fabs(p.x)) * smooth_step(0.6F, 1.0F, p.z);
    scalp[v] = smooth_step(-0.08F, 0.12F, p.y - line);
    // What is left last is a fringe from ear to ear.
    if (receded > 0) scalp[v] *= 1 - smooth_step(0.35F, 0.9F, receded) * smooth_step(7.62F, 7.86F, p.y);
  }
  for (const char* name : {"ears/l-ear-size-big", "ears/r-ear-size-big"}) {
    const person::Target* ear = assets.target(name);
    if (ear == nullptr) continue;
    float largest = 0;
    for (const Vec3& d : ear->delta) largest = std::max(largest, dot(d, d));
    for (std::size_t i = 0; i < ear->vertex.size(); ++i)
      if (dot(ear->delta[i], ear->delta[i]) > 0.12F * largest) scalp[ear->vertex[i]] = 0;
  }
  return scalp;
}

Vec3 texel_tone(const person::SkinLook& look) {
  if (!look.measured) return look.tone;
  // Linear light in the booth, fitted on cheeks and foreheads of 48 faces of all types: gain * reflectance + gloss,
  // with residuals of 5 to 7 %. Gloss is what lifts dark skin most, and is colourless.
  constexpr Vec3 kGain{1.307F, 1.284F, 1.303F}, kGloss{0.060F, 0.050F, 0.041F};
  Vec3 out;
  for (int k = 0; k < 3; ++k) {
    const float shown = std::pow(clamp01(look.tone[k]), 2.2F);
    const float light = shown / (1 - 0.18F * shown) / 1.05F;  // before exposure's soft shoulder (raster_materials.hpp)
    out[k] = std::pow(std::max((light - kGloss[k]) / kGain[k], 0.004F), 1 / 2.2F);
  }
  return out;
}

SkinModel::SkinModel(const person::Assets& assets, const person::Appearance& appearance)
    : look_(appearance.skin),
      hair_(appearance.hair),
      texture_(*assets.texture(look_.texture)),
      mixed_(*assets.texture(look_.texture_mixed)),
      moles_(place_moles(assets, look_)),
      tone_(texel_tone(look_)),
      wrinkles_(look_.measured ? look_.wrinkles : 0, look_.detail) {
  Vec3 sum;
  int count = 0;
  for (const person::Face& face : assets.base.faces) {
    const Vec3 p = assets.base.vertices[static_cast<std::size_t>(face.vertex[0])];
    // Cheeks and forehead; not the inside of mouth, nose and lids.
    const bool cheek = std::fabs(p.x) > 0.35F && std::fabs(p.x) < 0.65F && p.y > 6.65F && p.y < 7.05F;
    const bool forehead = std::fabs(p.x) < 0.45F && p.y > 7.55F && p.y < 7.9F;
    if (p.z < 0.9F || !(cheek || forehead) || face.uv[0] < 0) continue;
    sum += base_texture(assets.base.uvs[static_cast<std::size_t>(face.uv[0])]);
    ++count;
  }
  if (count > 0) mean_ = sum * (1.0F / static_cast<float>(count));
  // Roots seen through the hair, or hair shorn close to the scalp.
  root_strength_ = hair_.style.empty() ? hair_.cropped : 0.85F;
  const auto display = [](float v) { return std::pow(clamp01(v), 1 / 2.2F); };
  const auto shown = [&](Vec3 c) { return Vec3{display(c.x * 0.8F), display(c.y * 0.8F), display(c.z * 0.8F)}; };
  root_colour_ = shown(hair_.colour);
  if (!look_.measured) return;
  growth_ = growth_of(look_, hair_);
  beard_colour_ = shown(hair_.natural * 0.75F);
  beard_grey_ = shown(person::kGreyHair);
}

std::vector<SkinModel::Mole> SkinModel::place_moles(const person::Assets& assets, const person::SkinLook& look) {
  SeededRandom random(look.detail, "moles");
  std::vector<std::size_t> places;
  for (std::size_t v = 0; v < assets.base.vertices.size(); ++v) {
    const Vec3 p = assets.base.vertices[v];
    if (p.y > 6.3F && p.y < 8.1F && p.z > 0.6F && assets.base.skin_mask[v].x < 0.05F) places.push_back(v);
  }
  std::vector<Mole> moles;
  for (int i = 0; i < look.moles && !places.empty(); ++i) {
    const auto jitter = [&] { return static_cast<float>(random.uniform(-0.03, 0.03)); };
    Mole mole;
    const float dx = jitter(), dy = jitter();
    mole.place = assets.base.vertices[random.pick(places)] + Vec3{dx, dy, 0};
    const double size = random.uniform();
    mole.radius = static_cast<float>(0.006 + 0.010 * size * size);
    mole.darkness = static_cast<float>(random.uniform(0.25, 0.65));
    moles.push_back(mole);
  }
  return moles;
}

Vec3 SkinModel::base_texture(Vec2 uv) const {
  return mix(sample(texture_, uv), sample(mixed_, uv), look_.mixed);
}

// Only the base texture's ratio to its own mean is used, so that every tone can be had from every base texture; what is
// painted on (dark, red lids) is softened.
Vec3 SkinModel::relative(Vec2 uv) const {
  const Vec3 c = base_texture(uv);
  const Vec3 r{c.x / mean_.x, c.y / mean_.y, c.z / mean_.z};
  const float grey = 0.3F * r.x + 0.5F * r.y + 0.2F * r.z;
  constexpr float kDark = 0.72F;
  const float lifted = grey < kDark ? kDark + (grey - kDark) * 0.5F : grey;
  return mix(Vec3{grey, grey, grey}, r, 0.75F) * (lifted / std::max(grey, 0.05F));
}

SkinShades SkinModel::shade(const SkinPlaces& places) const {
  const std::uint32_t seed = look_.detail;
  const NoisePoints& at = places.at;
  const NoiseValues pores = value_noise(at, 60, seed + 1), grain = value_noise(at, 28, seed + 2),
                    fine = value_noise(at, 110, seed + 9), patches = layered_noise(at, 2.6F, seed + 3),
                    depth = layered_noise(at, 4.4F, seed + 4);
  NoiseValues freckles{}, clusters{}, dots{}, stubs{}, edge{}, edge_fine{};
  if (look_.freckles > 0) {
    freckles = value_noise(at, 34, seed + 6);
    clusters = value_noise(at, 5, seed + 7);
  }
  if (look_.stubble > 0 && !look_.measured) dots = value_noise(at, 85, seed + 8);
  if (root_strength_ > 0 && std::any_of(places.scalp.begin(), places.scalp.end(), [](float s) { return s > 0; })) {
    stubs = value_noise(at, 75, seed + 11);
    edge = value_noise(at, 9, seed + 12);
    edge_fine = value_noise(at, 32, seed + 13);
  }
  SkinShades out;
  for (std::size_t i = 0; i < out.size(); ++i) {
    SkinShade& s = out[i];
    Vec3& c = s.colour;
    const Vec3 p{at.x[i], at.y[i], at.z[i]}, mask = places.mask[i];
    c = tone_ * relative(places.uv[i]);
    if (p.y < kNeckLine) continue;
    s.height = 0.5F + (0.20F * pores[i] + 0.15F * grain[i] + 0.10F * fine[i]) * (1 - 0.4F * mask.x);
    const float blotch = look_.blotches * smooth_step(kNeckLine, 5.7F, p.y);
    c = c * Vec3{1 + blotch * 0.3F * patches[i], 1 - blotch * (0.8F * patches[i] - 0.5F * depth[i]),
                 1 - blotch * 0.5F * patches[i]};
    c = c * (1 + 0.02F * pores[i] + 0.018F * grain[i] + 0.5F * blotch * depth[i]);
    flush(c, p);
    if (look_.freckles > 0) {
      const float k = clamp01(freckles[i] * 1.6F - 0.75F + 0.35F * clusters[i]) * look_.freckles *
                      smooth_step(6.5F, 7.0F, p.y) * (1 - 0.6F * smooth_step(7.4F, 7.8F, p.y));
      c = c * Vec3{1 - 0.16F * k, 1 - 0.27F * k, 1 - 0.38F * k};
    }
    spot(s, p);
    if (look_.stubble > 0 && mask.y > 0 && !look_.measured) {
      const float hair = smooth_step(0.1F, 0.5F, dots[i]);
      const float k = mask.y * look_.stubble * (0.30F + 0.22F * hair);
      c = mix(c, root_colour_ * 0.75F + Vec3{0.06F, 0.06F, 0.06F}, clamp01(k));
      s.height += 0.15F * mask.y * look_.stubble * hair;
    }
    const float lips = smooth_step(0.35F, 0.8F, mask.x);
    c = c * Vec3{1 - lips * (0.02F + 0.14F * look_.lip_dark),
                 1 - lips * (0.06F + 0.17F * look_.lip_red + 0.12F * look_.lip_dark),
                 1 - lips * (0.04F + 0.10F * look_.lip_red + 0.10F * look_.lip_dark)};
    const float bags = mask.z * look_.eye_bags;
    c = c * Vec3{1 - 0.09F * bags, 1 - 0.13F * bags, 1 - 0.08F * bags};
    if (places.scalp[i] > 0 && root_strength_ > 0) {
      const float covered = smooth_step(-0.4F, 0.4F, stubs[i] + 0.4F * pores[i]);
      if (look_.measured) {  // thin at the hairline, with skin between the roots
        const float k = smooth_step(0.15F, 1.0F, places.scalp[i] + 0.22F * edge[i] + 0.16F * edge_fine[i]);
        const float roots = mix(covered, 0.62F + 0.38F * covered, k);
        c = mix(c, root_colour_ * (1 + 0.18F * stubs[i]), clamp01(k * root_strength_ * roots));
        s.height += 0.5F * k * stubs[i];
        continue;
      }
      const float k = smooth_step(0.3F, 0.85F, places.scalp[i] + 0.15F * edge[i] + 0.1F * edge_fine[i]);
      c = mix(c, root_colour_, clamp01(k * root_strength_ * (0.72F + 0.28F * covered)));
    }
  }
  if (look_.measured) {
    detail(places, pores, depth, out);
    grow_beard(places, patches, out);
  }
  return out;
}

// What shows from near: open pores of nose and cheeks, the lines of lips, wrinkles, the spots of old skin.
void SkinModel::detail(const SkinPlaces& places, const NoiseValues& pores, const NoiseValues& drift,
                       SkinShades& out) const {
  const std::uint32_t seed = look_.detail;
  const NoisePoints& at = places.at;
  const NoiseValues mesh = value_noise(at, 95, seed + 21), spots = value_noise(at, 13, seed + 22),
                    blots = value_noise(at, 31, seed + 23);
  NoisePoints lip = at;
  for (float& y : lip.y) y *= 0.15F;
  const NoiseValues lines = value_noise(lip, 70, seed + 24), wander = value_noise(at, 7, seed + 25);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Vec3 p{at.x[i], at.y[i], at.z[i]};
    if (p.y < kNeckLine) continue;
    SkinShade& s = out[i];
    const float lips = smooth_step(0.35F, 0.8F, places.mask[i].x);
    const float oily = smooth_step(0.7F, 1.0F, p.z) * smooth_step(0.75F, 0.3F, std::fabs(p.x)) * (1 - lips);
    const float pit = smooth_step(0.25F, 0.8F, pores[i]) * (0.35F + 0.65F * oily);
    s.height += 0.22F * mesh[i] - 0.55F * pit;
    s.colour = s.colour * (1 - 0.05F * pit + 0.022F * mesh[i]);
    s.height += 0.5F * lips * lines[i];
    s.colour = s.colour * (1 + 0.07F * lips * lines[i]);
    if (wrinkles_.amount() > 0) {
      const Wrinkles::Depth line = wrinkles_.at(p + Vec3{0.012F * drift[i], 0.010F * wander[i] + 0.006F * drift[i], 0});
      s.height += line.height * (1 - 0.6F * lips);
      s.colour =
          s.colour * Vec3{1 - kLineTakes.x * line.shade, 1 - kLineTakes.y * line.shade, 1 - kLineTakes.z * line.shade};
    }
    if (look_.age_spots > 0) {
      const float k =
          look_.age_spots * smooth_step(0.62F, 0.80F, spots[i] + 0.25F * blots[i]) * smooth_step(6.0F, 6.9F, p.y);
      s.colour = s.colour * Vec3{1 - 0.14F * k, 1 - 0.22F * k, 1 - 0.28F * k};
    }
  }
}

// Hair on the face in streaks along its growth, which is downwards; stubble in dots.
void SkinModel::grow_beard(const SkinPlaces& places, const NoiseValues& ragged, SkinShades& out) const {
  if (growth_.moustache + growth_.chin + growth_.cheeks <= 0) return;
  std::array<float, NoisePoints::kCount> density{};
  bool any = false;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const Vec3 p{places.at.x[i], places.at.y[i], places.at.z[i]};
    density[i] = facial_density(growth_, p, places.mask[i], ragged[i]);
    any = any || density[i] > 0;
  }
  if (!any) return;
  NoisePoints hairs = places.at;
  for (std::size_t i = 0; i < hairs.y.size(); ++i) {  // combed a little outwards
    hairs.x[i] += 0.25F * places.at.x[i] * (places.at.y[i] - 6.6F);
    hairs.y[i] *= 0.22F;
  }
  const NoiseValues streaks = value_noise(hairs, 100, look_.detail + 31),
                    strands = value_noise(hairs, 160, look_.detail + 32),
                    dots = value_noise(places.at, 105, look_.detail + 33);
  for (std::size_t i = 0; i < out.size(); ++i) {
    const float d = density[i];
    if (d <= 0) continue;
    const float grown = smooth_step(0.45F, 0.75F, d);  // from dots to strands
    const float pattern = mix(dots[i], 0.7F * streaks[i] + 0.5F * strands[i], grown);
    const float cover = clamp01(d * (mix(0.42F, 0.86F, grown) + mix(0.40F, 0.22F, grown) * pattern));
    const float grey = smooth_step(-0.25F, 0.25F, strands[i] * 0.8F + 2 * std::min(1.0F, 1.15F * hair_.grey) - 1) *
                       (hair_.grey > 0 ? 1.0F : 0.0F);
    const Vec3 hair = mix(beard_colour_, beard_grey_, grey) * (1 + 0.30F * grown * pattern);
    out[i].colour = mix(out[i].colour, hair, cover);
    out[i].height += d * mix(0.35F * dots[i], 1.6F * streaks[i] + 0.8F * strands[i], grown);
  }
}

// Blood in cheeks, nose and chin.
void SkinModel::flush(Vec3& c, Vec3 p) const {
  if (p.z < 0.6F) return;
  const auto at = [&](float x, float y, float wide, float high) {
    const float dx = (std::fabs(p.x) - x) / wide, dy = (p.y - y) / high;
    return std::max(0.0F, 1 - 0.4F * (dx * dx + dy * dy));
  };
  const auto bump = [](float v) { return v * v * v; };
  const float k = look_.cheek_red * smooth_step(0.6F, 1.0F, p.z) *
                  (bump(at(0.42F, 7.0F, 0.22F, 0.2F)) + 0.6F * bump(at(0, 7.0F, 0.12F, 0.14F)) +
                   0.35F * bump(at(0, 6.45F, 0.2F, 0.12F)));
  c = c * Vec3{1 + 0.1F * k, 1 - 0.9F * k, 1 - 0.8F * k};
}

void SkinModel::spot(SkinShade& s, Vec3 p) const {
  for (const Mole& m : moles_) {
    const Vec3 d = p - m.place;
    const float squared = dot(d, d);
    if (squared >= 1.7F * m.radius * m.radius) continue;
    const float k = (1 - smooth_step(0.5F, 1.25F, std::sqrt(squared) / m.radius)) * m.darkness;
    s.colour = s.colour * Vec3{1 - 0.5F * k, 1 - 0.63F * k, 1 - 0.7F * k};
    s.height += 0.3F * k;
  }
}

}  // namespace proofmark::camera
