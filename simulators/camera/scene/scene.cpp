#include "simulators/camera/scene/scene.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/scene/background.hpp"
#include "simulators/camera/scene/expression_lines.hpp"
#include "simulators/camera/scene/eye_texture.hpp"
#include "simulators/camera/scene/figure.hpp"
#include "simulators/camera/scene/lighting.hpp"
#include "simulators/camera/scene/occlusion.hpp"
#include "simulators/camera/scene/raster.hpp"
#include "simulators/camera/scene/skin.hpp"
#include "simulators/camera/scene/strands.hpp"
#include "simulators/camera/scene/texture.hpp"
#include "simulators/camera/scene/thin_shadow.hpp"
#include "simulators/camera/scene/viewpoint.hpp"
#include "simulators/camera/scene/worn.hpp"

namespace proofmark::camera {
namespace {

constexpr float kWall = 15;  // decimetres from the person to the wall behind
constexpr float kShadowHalfWidth = 2.7F, kShadowDepth = 6;

tl::unexpected<Error> out_of_range(const std::string& what, float value) {
  return fail("scene state", what, std::to_string(value), "Correct the state of the scene.");
}

Result<void> check(const SceneState& s) {
  const auto within = [](float v, float limit) { return std::isfinite(v) && std::fabs(v) <= limit; };
  for (const float angle : {s.head.yaw, s.head.pitch, s.head.roll})
    if (!within(angle, 90)) return out_of_range("head angles within 90 degrees", angle);
  const Expression& e = s.expression;
  for (const float v :
       {e.blink_left, e.blink_right, e.smile, e.mouth_open, e.brow_raise, e.mouth_round, e.mouth_spread})
    if (!within(v, 1.5F) || v < -0.5F) return out_of_range("expressions from 0 to 1", v);
  for (const float v : {e.gaze_x, e.gaze_y, s.breath})
    if (!within(v, 1.5F)) return out_of_range("gaze and breath from -1 to 1", v);
  for (const float v : {s.screen.x, s.screen.y, s.screen.z})
    if (!within(v, 1) || v < 0) return out_of_range("a screen's light from 0 to 1", v);
  constexpr float kLongest = 86'400;
  if (!within(s.time, kLongest)) return out_of_range("a time within a day of the session's beginning", s.time);
  const CameraPose& c = s.camera;
  if (!within(c.distance, 4) || c.distance < 0.4F) return out_of_range("a camera distance from 0.4 to 4", c.distance);
  for (const float v : {c.shift_x, c.shift_y})
    if (!within(v, 2)) return out_of_range("a camera shift within twice the picture's height", v);
  if (!within(c.roll, 180)) return out_of_range("a camera roll within 180 degrees", c.roll);
  return {};
}

struct Drawing {
  FrameBuffer frame;
  ShadowMap shadows;
  ThinShadow frame_shadow;  // of glasses
};

}  // namespace

struct Scene::Impl {
  explicit Impl(Figure f) : figure(std::move(f)) {}

  Figure figure;
  Lights lights;
  View view;
  Vec3 hair_tint, brow_tint;
  bool detailed = false;  // RasterTask::detailed
  ExpressionLines lines;  // where `detailed`
  Background background;
  std::shared_ptr<const Worn> worn;  // null: nothing
  float veil = 0, illuminance = 400, light_diameter = 0;
  Drawing drawing;

  void bake(const person::Assets& assets, const person::Appearance& appearance);
  void place_camera(const CameraPose& camera);
  void draw_room(const SceneState& state);
  void draw_person(const SceneState& state, cv::Mat& bgr);
  void draw_figure();
  [[nodiscard]] cv::Rect figure_bounds() const;
};

void Scene::Impl::bake(const person::Assets& assets, const person::Appearance& appearance) {
  for (Layer& layer : figure.layers) {
    if (!layer.texture.empty()) continue;  // it came with the mesh
    MipLevel finest;
    const person::Texture* base = layer.proxy == nullptr ? nullptr : assets.texture(layer.proxy->texture);
    switch (layer.material) {
      case Material::skin:
        finest = bake_skin({assets, appearance, layer.faces, lights.key_direction});
        if (worn && worn->paint) paint_skin(finest, *worn->paint);
        break;
      case Material::eye:
        finest = detailed ? live_eye_texture(*assets.texture("irises/" + appearance.iris))
                          : iris_texture(*assets.texture("irises/" + appearance.iris));
        break;
      case Material::hair:
        finest = detailed ? strand_texture(*base, appearance.hair.grey) : hair_texture(*base);
        break;
      case Material::brow:
        finest = brow_texture(*base, appearance.hair.brow_strength);
        break;
      case Material::lash:
        finest = lash_texture(*base);
        break;
      case Material::cloth:
        finest = cloth_texture(*base, appearance.outfit_colour, appearance.outfit_dyed);
        break;
      case Material::mouth:
        if (!detailed)
          finest = mouth_texture(*base);
        else if (layer.proxy->texture.starts_with("teeth"))
          finest = teeth_texture(*base, appearance.skin.wrinkles, appearance.skin.detail);
        else
          finest = tongue_texture(*base);
        break;
      case Material::frame:
      case Material::lens:
        break;
      case Material::shell:  // brings its own (Figure::wear)
        continue;
    }
    layer.texture = make_mips(std::move(finest));
    if (layer.material == Material::skin && detailed)
      lines = ExpressionLines({assets, appearance, layer.faces, lights.key_direction}, layer.texture);
    if (layer.material == Material::hair) sort_by_opacity(layer, kOpaqueHair, kFaintestHair);
  }
}

void Scene::Impl::place_camera(const CameraPose& pose) {
  const Viewpoint seen = viewpoint(figure.centre, pose, view.width, view.height);
  view.eye = seen.eye;
  view.camera = seen.camera;
}

cv::Rect Scene::Impl::figure_bounds() const {
  float x0 = 1e9F, x1 = -1e9F, y0 = 1e9F;
  for (const Layer& layer : figure.layers) {
    if (layer.material != Material::skin && layer.material != Material::hair && layer.material != Material::cloth &&
        layer.material != Material::shell)
      continue;
    for (std::size_t i = 0; i < layer.source.size(); ++i) {
      const float* a = &layer.attributes[i * attribute::kStride];
      x0 = std::min(x0, a[attribute::kScreenX]);
      x1 = std::max(x1, a[attribute::kScreenX]);
      y0 = std::min(y0, a[attribute::kScreenY]);
    }
  }
  const auto clip = [](float v, int limit) { return static_cast<int>(std::clamp(v, 0.0F, static_cast<float>(limit))); };
  const int left = clip(x0 - 3, view.width), right = clip(x1 + 4, view.width), top = clip(y0 - 3, view.height);
  return {left, top, right - left, view.height - top};
}

void Scene::Impl::draw_figure() {
  drawing.shadows.clear();
  const auto each = [&](Material material, const auto& action) {
    for (Layer& layer : figure.layers)
      if (layer.material == material) action(layer);
  };
  const auto task = [&](const Layer& layer) {
    const Vec3 tint = layer.material == Material::brow ? brow_tint : hair_tint;
    return RasterTask{layer, drawing.frame, drawing.shadows, lights, view.eye, tint, detailed};
  };
  for (Layer& layer : figure.layers)
    if (layer.material != Material::mouth || !figure.mouth_shut) light_vertices(layer, lights, view);
  each(Material::skin, [&](const Layer& l) { draw_shadow(l, drawing.shadows); });
  each(Material::hair, [&](const Layer& l) { draw_shadow(l, drawing.shadows); });
  each(Material::shell, [&](const Layer& l) { draw_shadow(l, drawing.shadows); });
  if (spreads(light_diameter)) {
    std::vector<const Layer*> frames;
    each(Material::frame, [&](const Layer& l) { frames.push_back(&l); });
    if (!frames.empty())
      drawing.frame_shadow.cast(frames, light_diameter, 2 * kShadowHalfWidth / ShadowMap::kSize, drawing.shadows);
  } else {
    each(Material::frame, [&](const Layer& l) { draw_shadow(l, drawing.shadows); });
  }
  for (const Material material : {Material::skin, Material::cloth, Material::hair})
    each(material, [&](const Layer& l) { draw_depth(l, drawing.frame); });
  each(Material::hair, [&](const Layer& l) { draw_hair(task(l), HairPass::opaque); });
  each(Material::skin, [&](const Layer& l) { draw_skin(task(l)); });
  each(Material::shell, [&](const Layer& l) { draw_shell(task(l)); });
  each(Material::cloth, [&](const Layer& l) { draw_cloth(task(l)); });
  if (!figure.mouth_shut) each(Material::mouth, [&](const Layer& l) { draw_mouth(task(l)); });
  each(Material::eye, [&](const Layer& l) { draw_eyes(task(l)); });
  each(Material::brow, [&](const Layer& l) { draw_brows(task(l)); });
  each(Material::lash, [&](const Layer& l) { draw_lashes(task(l)); });
  each(Material::frame, [&](const Layer& l) { draw_cloth(task(l)); });
  each(Material::lens, [&](const Layer& l) { draw_lenses(task(l)); });
  each(Material::hair, [&](const Layer& l) { draw_hair(task(l), HairPass::fringe); });
}

Scene::Scene() = default;
Scene::~Scene() = default;

Result<std::unique_ptr<Scene>> Scene::create(std::shared_ptr<const person::Assets> assets,
                                             const person::Appearance& appearance, const Environment& environment,
                                             int width, int height) {
  return create(std::move(assets), appearance, environment, nullptr, width, height);
}

Result<std::unique_ptr<Scene>> Scene::create(std::shared_ptr<const person::Assets> assets,
                                             const person::Appearance& appearance, const Environment& environment,
                                             std::shared_ptr<const Worn> worn, int width, int height) {
  if (!raster_supported()) return fail("processor", "AVX2", "none", "Run on an x86-64 processor of 2013 or later.");
  constexpr int kLargest = 4096;
  if (width < 16 || height < 16 || width > kLargest || height > kLargest)
    return fail("size of a scene", "16 to 4096 pixels a side", std::to_string(width) + " x " + std::to_string(height),
                "Choose another size.");
  for (const std::string& name : {appearance.skin.texture, appearance.skin.texture_mixed, "irises/" + appearance.iris})
    if (assets->texture(name) == nullptr)
      return fail("appearance of a person", "a texture of the prepared makehuman data", "\"" + name + "\"",
                  "Sample the appearance with the same assets, or correct the name.");
  if (worn) {
    PROOFMARK_CHECK(check_worn(*worn, assets->base));
  }
  PROOFMARK_TRY(Figure figure, Figure::create(assets, appearance));
  try {
    std::unique_ptr<Scene> scene(new Scene());
    scene->impl_ = std::make_unique<Impl>(std::move(figure));
    Impl& s = *scene->impl_;
    const auto exposure = appearance.skin.measured ? room_exposure : face_exposure;
    s.lights = make_lights(environment, exposure(environment, appearance.skin.tone));
    s.hair_tint = appearance.hair.colour;
    s.brow_tint = s.hair_tint * 0.6F;
    if (appearance.skin.measured) {
      s.detailed = true;
      s.hair_tint = appearance.hair.natural;
      // Brows turn grey late.
      s.brow_tint = person::mix(appearance.hair.natural, appearance.hair.colour, 0.5F) * 0.55F;
    }
    s.view.width = width;
    s.view.height = height;
    s.view.shadow_size = ShadowMap::kSize;
    s.view.screen_distance = kDistance;
    s.view.shadow = orthographic(kShadowHalfWidth, kShadowDepth) *
                    look_at(s.figure.centre + s.lights.key_direction * kShadowDepth, s.figure.centre, {0, 1, 0.01F});
    s.drawing.frame.resize(width, height);
    s.background = Background(environment, width, height);
    s.veil = environment.veil;
    s.illuminance = environment.illuminance;
    s.light_diameter = environment.light_diameter;
    s.worn = std::move(worn);
    s.bake(*assets, appearance);
    compute_occlusion(s.figure);
    if (s.worn) s.figure.wear(s.worn);
    return scene;
  } catch (const cv::Exception& e) {
    return fail("scene", "to prepare a scene", e.what(), "Report this with the seed of the person.");
  }
}

double Scene::illuminance() const {
  return static_cast<double>(impl_->illuminance);
}

namespace {

tl::unexpected<Error> not_drawn(const cv::Exception& e) {
  return fail("scene", "to draw a frame", e.what(), "Report this with the seed of the person.");
}

cv::Mat pixels_of(FrameBuffer& frame) {
  return {frame.height, frame.width, CV_8UC4, frame.colour.data(),
          static_cast<std::size_t>(frame.pitch) * sizeof(std::uint32_t)};
}

}  // namespace

// The wall is further away than the person, so the camera's own movement shifts it less.
void Scene::Impl::draw_room(const SceneState& state) {
  const CameraPose& camera = state.camera;
  cv::Mat pixels = pixels_of(drawing.frame);
  const auto height = static_cast<float>(drawing.frame.height);
  const float distance = kDistance * camera.distance, near = distance / (distance + kWall);
  const float follow = kTurned + (1 - kTurned) * near;
  background.draw({radians(camera.roll), camera.shift_x * height * follow, -camera.shift_y * height * follow,
                   (kDistance + kWall) / (distance + kWall)},
                  static_cast<double>(state.time), pixels);
}

void Scene::Impl::draw_person(const SceneState& state, cv::Mat& bgr) {
  figure.pose(state);
  lines.apply(figure.layers.front().texture, state.expression.smile, state.expression.brow_raise);
  place_camera(state.camera);
  lights.screen_now = lights.screen * state.screen;
  drawing.frame.clear_depth();
  draw_figure();
  cv::cvtColor(pixels_of(drawing.frame), bgr, cv::COLOR_BGRA2BGR);
  const cv::Rect drawn = figure_bounds();
  if (drawn.area() > 0) {  // the lens: softens the rasteriser's hard edges
    cv::Mat part = bgr(drawn);
    cv::GaussianBlur(part, part, cv::Size(3, 3), 0.6);
  }
  // Light that the lens scatters over the whole picture lifts the dark parts.
  if (veil > 0) bgr.convertTo(bgr, -1, 1 - static_cast<double>(veil), 255 * static_cast<double>(veil));
}

void Scene::project_skin(std::vector<SkinPoint>& points) const {
  const Layer& skin = impl_->figure.layers[0];
  const View& view = impl_->view;
  const Mat4& m = view.camera;
  points.resize(skin.position.size());
  for (std::size_t i = 0; i < points.size(); ++i) {
    const Vec3 p = skin.position[i];
    const auto row = [&](std::size_t r) {
      return m[r * 4] * p.x + m[r * 4 + 1] * p.y + m[r * 4 + 2] * p.z + m[r * 4 + 3];
    };
    const float inverse = 1 / row(3);
    points[i] = {(row(0) * inverse * 0.5F + 0.5F) * static_cast<float>(view.width),
                 (0.5F - row(1) * inverse * 0.5F) * static_cast<float>(view.height),
                 dot(skin.normal[i], person::normalised(view.eye - p))};
  }
}

Result<void> Scene::render(const SceneState& state, cv::Mat& bgr) {
  PROOFMARK_CHECK(check(state));
  try {
    impl_->draw_room(state);
    impl_->draw_person(state, bgr);
  } catch (const cv::Exception& e) {
    return not_drawn(e);
  }
  return {};
}

Result<void> Scene::render_room(const SceneState& state, cv::Mat& bgr) {
  PROOFMARK_CHECK(check(state));
  try {
    impl_->draw_room(state);
    cv::cvtColor(pixels_of(impl_->drawing.frame), bgr, cv::COLOR_BGRA2BGR);
  } catch (const cv::Exception& e) {
    return not_drawn(e);
  }
  return {};
}

Result<void> Scene::render_person(const SceneState& state, cv::Mat& bgr) {
  PROOFMARK_CHECK(check(state));
  cv::Mat pixels = pixels_of(impl_->drawing.frame);
  if (bgr.type() != CV_8UC3 || bgr.size() != pixels.size())
    return fail("scene", "a picture of the scene's size, CV_8UC3",
                std::to_string(bgr.cols) + " x " + std::to_string(bgr.rows), "Draw the room first.");
  try {
    cv::cvtColor(bgr, pixels, cv::COLOR_BGR2BGRA);
    impl_->draw_person(state, bgr);
  } catch (const cv::Exception& e) {
    return not_drawn(e);
  }
  return {};
}

}  // namespace proofmark::camera
