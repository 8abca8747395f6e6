#include "attacks/photo_model.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/figure.hpp"
#include "simulators/camera/scene/layout.hpp"
#include "simulators/camera/scene/occlusion.hpp"
#include "simulators/camera/scene/skin_model.hpp"

namespace proofmark::attack {
namespace {

using camera::Vec2;
using camera::Vec3;

Vec3 joint(const std::vector<Vec3>& place, const std::vector<std::int32_t>& vertices) {
  Vec3 sum;
  for (const std::int32_t v : vertices) sum += place[static_cast<std::size_t>(v)];
  return sum * (1 / static_cast<float>(vertices.size()));
}

// Display-referred, 0..1; bilinear, clamped at the border.
Vec3 shown_at(const cv::Mat& bgr, Vec2 at) {
  const float x = std::clamp(at.u - 0.5F, 0.0F, static_cast<float>(bgr.cols - 2));
  const float y = std::clamp(at.v - 0.5F, 0.0F, static_cast<float>(bgr.rows - 2));
  const int px = static_cast<int>(x), py = static_cast<int>(y);
  const auto colour = [&](int dx, int dy) {
    const auto& c = bgr.at<cv::Vec3b>(py + dy, px + dx);
    return Vec3{static_cast<float>(c[2]), static_cast<float>(c[1]), static_cast<float>(c[0])} * (1 / 255.0F);
  };
  const float fx = x - static_cast<float>(px), fy = y - static_cast<float>(py);
  return person::mix(person::mix(colour(0, 0), colour(1, 0), fx), person::mix(colour(0, 1), colour(1, 1), fx), fy);
}

Vec3 mean_of_cheeks(const Photograph& photograph, const person::BaseMesh& base) {
  Vec3 sum;
  float count = 0;
  for (std::size_t v = 0; v < base.vertices.size(); ++v) {
    const Vec3 p = base.vertices[v];
    const bool cheek = std::fabs(p.x) > 0.35F && std::fabs(p.x) < 0.65F && p.y > 6.65F && p.y < 7.05F;
    if (!cheek || photograph.facing[v] < 0.3F) continue;
    sum += shown_at(photograph.bgr, photograph.pixel[v]);
    ++count;
  }
  return count > 0 ? sum * (1 / count) : Vec3{0.7F, 0.55F, 0.48F};
}

}  // namespace

Result<HeadModel> model_head(const std::shared_ptr<const person::Assets>& assets,
                             const person::Appearance& appearance) {
  PROOFMARK_TRY(camera::Figure figure, camera::Figure::create(assets, appearance));
  camera::compute_occlusion(figure);
  const camera::Layer& skin = figure.layers[0];
  HeadModel model{skin.position, skin.normal, skin.occlusion, {}, {}, figure.centre};
  model.left_eye = joint(model.place, assets->base.left_eye_joint);
  model.right_eye = joint(model.place, assets->base.right_eye_joint);
  return model;
}

Result<Photograph> take_photograph(const Species& species, Stage& stage, const HeadModel& victim) {
  Photograph out;
  const bool portrait = species.material == "document_photo";
  PROOFMARK_CHECK(portrait ? stage.document_photo(out.bgr) : stage.photograph(out.bgr));
  if (out.bgr.type() != CV_8UC3 || out.bgr.cols < 200 || out.bgr.rows < 200)
    return fail("attacks", "a BGR photograph of at least 200x200",
                std::to_string(out.bgr.cols) + "x" + std::to_string(out.bgr.rows), "Give a larger photograph.");
  const camera::Viewpoint view = camera::viewpoint(
      victim.centre, portrait ? camera::portrait_pose() : camera::CameraPose(), out.bgr.cols, out.bgr.rows);
  const auto at = [&](Vec3 p) { return view.pixel(p, out.bgr.cols, out.bgr.rows); };
  out.pixels_per_mm = static_cast<double>((at(victim.left_eye).u - at(victim.right_eye).u) /
                                          ((victim.left_eye.x - victim.right_eye.x) * 100));
  for (std::size_t v = 0; v < victim.place.size(); ++v) {
    out.pixel.push_back(at(victim.place[v]));
    out.facing.push_back(dot(victim.normal[v], person::normalised(view.eye - victim.place[v])));
  }
  return out;
}

cv::Mat lay_out(const Photograph& photograph, const person::Assets& assets, const std::optional<Vec3>& hair) {
  const person::BaseMesh& base = assets.base;
  const Vec3 cheeks = mean_of_cheeks(photograph, base);
  const std::vector<float> scalp = hair ? camera::scalp_of(assets) : std::vector<float>(base.vertices.size(), 0);
  // From the side a photograph shows nothing but smears, and below the jaw the victim's clothes: a maker paints there.
  std::vector<float> seen;
  for (std::size_t v = 0; v < base.vertices.size(); ++v)
    seen.push_back(person::smooth_step(0.12F, 0.42F, photograph.facing[v]) *
                   person::smooth_step(5.95F, 6.2F, base.vertices[v].y));
  const auto blue_first = [](Vec3 c, float alpha) { return cv::Vec4f(c.z, c.y, c.x, alpha); };
  cv::Mat out(camera::kLayoutSide, camera::kLayoutSide, CV_32FC4, cv::Scalar(blue_first(cheeks, 0)));
  camera::for_each_texel(base, base.faces, [&](const camera::Texel& t) {
    Vec2 at;
    for (std::size_t k = 0; k < 3; ++k) {
      at.u += photograph.pixel[t.patch.vertex[k]].u * t.weights[k];
      at.v += photograph.pixel[t.patch.vertex[k]].v * t.weights[k];
    }
    const float clear = person::clamp01(t.of(seen));
    Vec3 c = person::mix(cheeks, shown_at(photograph.bgr, at), clear);
    if (hair) c = person::mix(c, *hair, person::smooth_step(0.3F, 0.8F, t.of(scalp)));
    out.at<cv::Vec4f>(t.y, t.x) = blue_first(c, clear);
  });
  return out;
}

Vec3 reflectance_of(Vec3 shown) {
  // The booth's light as texel_tone (scene/skin_model.cpp) has it, the other way round.
  constexpr Vec3 kGain{1.307F, 1.284F, 1.303F}, kGloss{0.060F, 0.050F, 0.041F};
  Vec3 out;
  for (int k = 0; k < 3; ++k) {
    const float linear = std::pow(person::clamp01(shown[k]), 2.2F);
    const float light = linear / (1 - 0.18F * linear) / 1.05F;
    out[k] = std::clamp((light - kGloss[k]) / kGain[k], 0.003F, 0.9F);
  }
  return out;
}

}  // namespace proofmark::attack
