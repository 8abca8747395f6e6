#include "simulators/camera/scene/lighting.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::camera {
namespace {

using person::clamp01;
namespace at = attribute;

// How far light wraps round an edge: skin scatters red furthest, a head of hair lets all light through.
Vec3 wrap_of(const Layer& layer) {
  const Material m = layer.material;
  if (m == Material::skin || m == Material::shell) return Vec3{0.34F, 0.19F, 0.14F} * layer.finish.scatter;
  if (m == Material::hair) return {0.35F, 0.35F, 0.35F};
  return {0.1F, 0.1F, 0.1F};
}

bool two_sided(Material m) {
  return m == Material::hair || m == Material::cloth || m == Material::brow || m == Material::lash ||
         m == Material::shell;
}

float power(float x, int exponent) {
  float result = 1;
  for (; exponent > 0; exponent >>= 1, x *= x)
    if ((exponent & 1) != 0) result *= x;
  return result;
}

struct Surface {
  Vec3 normal, to_eye;
  float occlusion, key, above;  // cosine to the key light, share of light from above
};

// Two lobes of skin's oily highlight (under key and fill) and the sheen at grazing angles.
void skin_terms(float* out, const Surface& s, const Lights& l, const Finish& finish) {
  const float half_key = std::max(dot(s.normal, person::normalised(l.key_direction + s.to_eye)), 0.0F);
  const float half_fill = std::max(dot(s.normal, person::normalised(l.fill_direction + s.to_eye)), 0.0F);
  out[at::kSpecular] = (0.075F * power(half_key, 18) + 0.05F * power(half_key, 60)) * std::max(s.key, 0.0F);
  const float grazing = 0.03F + 0.97F * power(1 - std::max(dot(s.normal, s.to_eye), 0.0F), 5);
  const float around = person::mix(l.from_below.y, l.from_above.y, s.above);
  out[at::kRim] = (l.fill.y * 0.045F * power(half_fill, 18) + around * grazing * 0.10F) * s.occlusion;
  out[at::kScatter] = person::smooth_step(-0.1F, 0.5F, s.key);
  out[at::kSpecular] *= finish.gloss;
  out[at::kRim] *= finish.sheen;
}

// Kajiya and Kay's cylinders: hair runs downwards along the surface.
void hair_terms(float* out, const Surface& s, const Lights& l) {
  Vec3 strand = Vec3{0, 1, 0} - s.normal * s.normal.y;
  strand = strand * (1 / std::sqrt(std::max(dot(strand, strand), 1e-8F)));
  const float along = dot(strand, person::normalised(l.key_direction + s.to_eye));
  const float across = std::max(1 - along * along, 0.0F), facing = std::max(s.key + 0.2F, 0.0F);
  out[at::kSpecular] = 0.035F * power(across, 40) * facing;
  out[at::kRim] = 0.40F * power(across, 10) * facing;
  out[at::kScatter] = 0;
}

// A lens with its anti-reflex coat gives back a hundredth of what falls on it straight; lamp and screen are so much
// brighter than a face that even this is seen.
void lens_terms(float* out, const Surface& s, const Lights& l) {
  out[at::kSpecular] = dot(s.normal, person::normalised(l.key_direction + s.to_eye));
  out[at::kRim] = dot(s.normal, s.to_eye);
  const float grazing = power(1 - std::max(dot(s.normal, s.to_eye), 0.0F), 3);
  out[at::kScatter] = l.glare * (0.015F + 0.35F * grazing);
  const float lamp = std::min(0.28F * l.key.y * l.glare, 0.5F), screen = std::min(0.7F * l.screen_now.y, 0.4F);
  out[at::kAmbient] = lamp;
  out[at::kAmbient + 1] = screen;
  for (int k = 0; k < 3; ++k)
    out[at::kDiffuse + static_cast<std::size_t>(k)] =
        (l.key[k] * lamp + 2 * l.screen_now[k] * screen + 0.1F * l.from_above[k]) / (lamp + screen + 0.1F);
}

void dim(float* out, Vec3 share) {
  for (int k = 0; k < 3; ++k) {
    out[at::kDiffuse + static_cast<std::size_t>(k)] *= share[k];
    out[at::kAmbient + static_cast<std::size_t>(k)] *= share[k];
  }
  for (const std::size_t k : {at::kSpecular, at::kRim, at::kScatter}) out[k] *= share.y;
}

// What of a room's light falls on a face that is turned to the camera; 1 where each source has intensity 0.44.
float seen_light(const Environment& e) {
  const float azimuth = radians(e.light_azimuth), elevation = radians(e.light_elevation);
  const float frontal = std::max(0.25F, std::cos(azimuth) * std::cos(elevation));
  return 0.75F * e.light_intensity * frontal + 0.8F * e.fill + 0.7F * e.ambient;
}

// Of the screen's light at the face's distance, what arrives at a point with that normal: the cosine law over a screen
// that is small against its distance (wrapped a little by its size), and the inverse square.
float screen_share(const Lights& l, const View& view, Vec3 p, Vec3 normal) {
  if (l.screen_now == Vec3{}) return 0;
  const Vec3 way = view.eye - p;
  const float square = std::max(dot(way, way), 0.01F);
  constexpr float kSize = 0.12F;
  const float facing = clamp01((dot(normal, way) / std::sqrt(square) + kSize) / (1 + kSize));
  return facing * view.screen_distance * view.screen_distance / square;
}

float reflectance_of(Vec3 tone) {
  const auto linear = [](float v) { return std::pow(clamp01(v), 2.2F); };
  return 0.3F * linear(tone.x) + 0.55F * linear(tone.y) + 0.15F * linear(tone.z);
}

}  // namespace

Lights make_lights(const Environment& e, float exposure) {
  Lights l;
  const float azimuth = radians(e.light_azimuth), elevation = radians(e.light_elevation);
  l.key_direction = person::normalised(
      {std::sin(azimuth) * std::cos(elevation), std::sin(elevation), std::cos(azimuth) * std::cos(elevation)});
  l.fill_direction = person::normalised({-0.6F * l.key_direction.x, 0.15F, 1});
  l.key = e.key_colour * (e.light_intensity * exposure);
  l.fill = e.fill_colour * (e.fill * exposure);
  l.from_above = e.colour_above * (e.ambient * exposure);
  l.from_below = e.colour_below * (e.ambient * exposure);
  // The screen's light stands to the room's as their illuminances do; a display's white is that of daylight (D65).
  const float at_face = seen_light(e) * e.screen_illuminance / std::max(e.illuminance, 0.1F);
  l.glare = e.glare;
  l.screen = Vec3{0.95F, 1.0F, 1.09F} * (at_face * exposure);
  return l;
}

float face_exposure(const Environment& e, Vec3 tone) {
  const float reflectance = reflectance_of(tone);
  const float seen = reflectance * seen_light(e);
  constexpr float kWanted = 0.42F;  // mean linear value of a face
  return std::clamp(std::pow(kWanted / std::max(seen, 0.01F), 0.62F), 0.5F, 2.2F);
}

float room_exposure(const Environment& e, Vec3 tone) {
  constexpr Vec3 kMeanSkin{0.75F, 0.61F, 0.53F};  // the middle of type II, skin_tone.hpp
  const float of_face = reflectance_of(kMeanSkin) / std::max(reflectance_of(tone), 0.02F);
  return std::clamp(face_exposure(e, kMeanSkin) * std::pow(of_face, e.face_metering), 0.5F, 2.2F);
}

void light_vertices(Layer& layer, const Lights& l, const View& view) {
  const Vec3 wrap = wrap_of(layer);
  const Vec3 unwrap{1 / (1 + wrap.x), 1 / (1 + wrap.y), 1 / (1 + wrap.z)};
  const bool both = two_sided(layer.material);
  const float gain = layer.material == Material::mouth ? 0.75F : 1;
  const Mat4 &m = view.camera, &s = view.shadow;
  const auto w = static_cast<float>(view.width), h = static_cast<float>(view.height);
  const auto map = static_cast<float>(view.shadow_size);
  for (std::size_t i = 0; i < layer.source.size(); ++i) {
    const auto source = static_cast<std::size_t>(layer.source[i]);
    const Vec3 p = layer.position[source];
    float* out = &layer.attributes[i * at::kStride];
    const auto row = [&](const Mat4& t, std::size_t r) {
      return t[r * 4] * p.x + t[r * 4 + 1] * p.y + t[r * 4 + 2] * p.z + t[r * 4 + 3];
    };
    const float inverse = 1 / row(m, 3);
    out[at::kScreenX] = (row(m, 0) * inverse * 0.5F + 0.5F) * w;
    out[at::kScreenY] = (0.5F - row(m, 1) * inverse * 0.5F) * h;
    // Clothes lie on the skin; where the body bulges through them by some millimetres they still cover it.
    out[at::kDepth] = row(m, 2) * inverse - (layer.material == Material::cloth ? 0.0016F : 0.0F);
    out[at::kU] = layer.uv[i].u;
    out[at::kV] = layer.uv[i].v;
    out[at::kShadowX] = (row(s, 0) * 0.5F + 0.5F) * map - 0.5F;
    out[at::kShadowY] = (row(s, 1) * 0.5F + 0.5F) * map - 0.5F;
    constexpr float kShadowBias = 0.004F;  // of the map's depth range
    out[at::kShadowDepth] = row(s, 2) * 0.5F + 0.5F - kShadowBias;

    Surface surface{layer.normal[source], person::normalised(view.eye - p),
                    layer.occlusion.empty() ? 1.0F : layer.occlusion[source], 0, 0};
    if (layer.material == Material::eye) {
      for (std::size_t k = 0; k < 3; ++k) {
        out[at::kDiffuse + k] = surface.normal[static_cast<int>(k)];
        out[at::kAmbient + k] = p[static_cast<int>(k)];
      }
      out[at::kSpecular] = surface.occlusion;
      continue;
    }
    if (layer.material == Material::lens) {
      lens_terms(out, surface, l);
      continue;
    }
    if (both && dot(surface.normal, surface.to_eye) < 0) surface.normal = surface.normal * -1.0F;
    surface.key = dot(surface.normal, l.key_direction);
    surface.above = surface.normal.y * 0.5F + 0.5F;
    const float fill = dot(surface.normal, l.fill_direction);
    const Vec3 occlusion = layer.coloured_occlusion[i];
    const float near = screen_share(l, view, p, surface.normal);
    for (int k = 0; k < 3; ++k) {
      const float direct = clamp01((surface.key + wrap[k]) * unwrap[k]);
      const float soft = clamp01((fill + wrap[k]) * unwrap[k]);
      out[at::kDiffuse + static_cast<std::size_t>(k)] = l.key[k] * direct * gain;
      out[at::kAmbient + static_cast<std::size_t>(k)] =
          (l.fill[k] * soft + person::mix(l.from_below[k], l.from_above[k], surface.above)) * occlusion[k] * gain;
      out[at::kAmbient + static_cast<std::size_t>(k)] += l.screen_now[k] * near * occlusion[k] * gain;
    }
    out[at::kSpecular] = out[at::kRim] = out[at::kScatter] = 0;
    if (layer.material == Material::skin || layer.material == Material::shell)
      skin_terms(out, surface, l, layer.finish);
    if (layer.material == Material::hair) hair_terms(out, surface, l);
    if (layer.material == Material::mouth || layer.material == Material::frame)
      out[at::kSpecular] =
          0.15F * power(std::max(dot(surface.normal, person::normalised(l.key_direction + surface.to_eye)), 0.0F), 40) *
          layer.finish.gloss;
    if (!layer.dimmed.empty()) dim(out, layer.dimmed[source]);
  }
}

}  // namespace proofmark::camera
