#include "simulators/camera/scene/figure.hpp"

#include <algorithm>
#include <utility>

#include "simulators/camera/scene/glasses.hpp"
#include "simulators/camera/scene/hair_fit.hpp"
#include "simulators/camera/scene/head_scarf.hpp"
#include "simulators/camera/scene/skin_model.hpp"
#include "simulators/camera/scene/texture.hpp"

namespace proofmark::camera {
namespace {

using person::clamp01;
using person::smooth_step;

constexpr float kArmsDown = radians(24);  // the mesh stands with its arms held away
constexpr const char *kTeeth = "teeth/Teeth_Base", *kTongue = "tongue/tongue01";
constexpr float kGazeYaw = radians(24), kGazePitch = radians(17);

tl::unexpected<Error> unknown(const std::string& kind, const std::string& name) {
  return fail("appearance of a person", "a " + kind + " of the prepared makehuman data", "\"" + name + "\"",
              "Sample the appearance with the same assets, or correct the name.");
}

bool hidden(const person::Face& face, const std::vector<std::uint8_t>& hides) {
  return std::all_of(face.vertex.begin(), face.vertex.end(),
                     [&](std::int32_t v) { return v < 0 || hides[static_cast<std::size_t>(v)] != 0; });
}

float blended(const std::vector<float>& base, const person::Proxy& p, std::size_t i) {
  float sum = 0;
  for (int k = 0; k < 3; ++k)
    sum += base[static_cast<std::size_t>(p.reference[i][static_cast<std::size_t>(k)])] * p.weight[i][k];
  return clamp01(sum);
}

// Interpolated between two of a ladder of rotations, because the neck takes part by degrees.
class HeadMotion {
 public:
  HeadMotion(const HeadPose& pose, Vec3 pivot) : pivot_(pivot) {
    for (std::size_t i = 0; i < kSteps + 2; ++i) {
      const float share = static_cast<float>(i) / kSteps;
      ladder_[i] = head_rotation(radians(pose.yaw) * share, radians(pose.pitch) * share, radians(pose.roll) * share);
    }
  }
  [[nodiscard]] Vec3 apply(Vec3 p, float share) const {
    if (share <= 0) return p;
    const float at = share * kSteps;
    const auto step = static_cast<std::size_t>(at);
    const float t = at - static_cast<float>(step);
    const Vec3 d = p - pivot_;
    const Vec3 low = ladder_[step].apply(d);
    return pivot_ + (t > 0 ? person::mix(low, ladder_[step + 1].apply(d), t) : low);
  }

 private:
  static constexpr std::size_t kSteps = 16;
  std::array<Rotation, kSteps + 2> ladder_;
  Vec3 pivot_;
};

}  // namespace

Vec3 Figure::joint(const std::vector<std::int32_t>& vertices) const {
  Vec3 sum;
  for (const std::int32_t v : vertices) sum += neutral_[static_cast<std::size_t>(v)];
  return sum * (1.0F / static_cast<float>(vertices.size()));
}

Result<Figure> Figure::create(std::shared_ptr<const person::Assets> assets, const person::Appearance& appearance) {
  Figure figure;
  figure.assets_ = std::move(assets);
  PROOFMARK_CHECK(figure.shape(appearance));
  // At weight 0 the mesh frowns; a person asked to look into a camera does not.
  add(figure.neutral_,
      figure.unit({{"eyebrows-left-inner-up", 0.45F},
                   {"eyebrows-right-inner-up", 0.45F},
                   {"mouth-corner-puller", 0.12F},
                   {"eye-left-opened-up", 0.15F},
                   {"eye-right-opened-up", 0.15F}},
                  appearance.population),
      1);
  PROOFMARK_CHECK(figure.dress(appearance));
  const HeadShape head{
      figure.assets_->base, figure.neutral_,
      (figure.joint(figure.assets_->base.left_eye_joint) + figure.joint(figure.assets_->base.right_eye_joint)) * 0.5F};
  if (appearance.scarf.worn) figure.layers.push_back(make_scarf(appearance.scarf, head));
  if (appearance.glasses.worn) {
    auto [frame, lenses] = make_glasses(appearance.glasses, head);
    figure.layers.push_back(std::move(frame));
    figure.layers.push_back(std::move(lenses));
  }
  const auto& population = appearance.population;
  figure.blink_left_ = figure.unit({{"eye-left-closure", 1}}, population);
  figure.blink_right_ = figure.unit({{"eye-right-closure", 1}}, population);
  figure.wide_ = figure.unit({{"eye-left-opened-up", 1}, {"eye-right-opened-up", 1}}, population);
  figure.smile_ = figure.unit({{"mouth-corner-puller", 1},
                               {"mouth-retraction", 0.3F},
                               {"mouth-parling", 0.25F},
                               {"eye-left-slit", 0.3F},
                               {"eye-right-slit", 0.3F}},
                              population);
  figure.open_ = figure.unit({{"mouth-open", 0.85F}}, population);
  // Raised at the outer ends alone, brows look angry.
  const bool even = appearance.skin.measured;
  figure.brows_ = figure.unit({{"eyebrows-left-up", even ? 0.75F : 0.9F},
                               {"eyebrows-right-up", even ? 0.75F : 0.9F},
                               {"eyebrows-left-inner-up", even ? 0.85F : 0.4F},
                               {"eyebrows-right-inner-up", even ? 0.85F : 0.5F}},
                              population);
  figure.round_ = figure.unit({{"mouth-pursing", 0.8F}, {"mouth-protusion", 0.5F}}, population);
  figure.spread_ = figure.unit({{"mouth-retraction", 0.6F}, {"mouth-parling", 0.3F}}, population);
  figure.pose({});
  if (appearance.skin.measured) {
    lift_hair(figure.layers);
    figure.set_mouth(appearance.skin);
    figure.pose({});
  }
  return figure;
}

Result<void> Figure::shape(const person::Appearance& appearance) {
  const person::BaseMesh& base = assets_->base;
  neutral_ = base.vertices;
  for (const auto& [name, weight] : appearance.shape) {
    const person::Target* target = assets_->target(name);
    if (target == nullptr) return unknown("shape target", name);
    for (std::size_t i = 0; i < target->vertex.size(); ++i) neutral_[target->vertex[i]] += target->delta[i] * weight;
  }
  for (int k = 0; k < 3; ++k) {
    const auto& pair = base.scale_pairs[static_cast<std::size_t>(k)];
    const auto distance = [&](const std::vector<Vec3>& v) {
      return std::fabs(v[static_cast<std::size_t>(pair[0])][k] - v[static_cast<std::size_t>(pair[1])][k]);
    };
    proxy_scale_[k] = distance(neutral_) / distance(base.vertices);
  }
  lower_arms();
  pivot_ = joint(base.head_joint);
  centre = (joint(base.left_eye_joint) + joint(base.right_eye_joint)) * 0.5F + Vec3{0, -0.45F, 0};
  return {};
}

void Figure::lower_arms() {
  const person::BaseMesh& base = assets_->base;
  const Vec3 left = joint(base.left_arm_joint), right = joint(base.right_arm_joint);
  for (std::size_t v = 0; v < neutral_.size(); ++v) {
    const float share = base.arm_weight[v];
    if (share == 0) continue;
    const Vec3 pivot = share > 0 ? left : right;
    const float c = std::cos(-kArmsDown * share), s = std::sin(-kArmsDown * share);
    const Vec3 d = neutral_[v] - pivot;
    neutral_[v] = pivot + Vec3{c * d.x - s * d.y, s * d.x + c * d.y, d.z};
  }
}

Result<void> Figure::dress(const person::Appearance& appearance) {
  const person::BaseMesh& base = assets_->base;
  std::vector<std::pair<std::string, Material>> worn = {{"eyes/Low-Poly", Material::eye},
                                                        {appearance.hair.brows, Material::brow},
                                                        {"eyelashes/Eyelashes01", Material::lash},
                                                        {kTeeth, Material::mouth},
                                                        {kTongue, Material::mouth}};
  if (!appearance.outfit.empty()) worn.emplace_back(appearance.outfit, Material::cloth);
  if (appearance.hair.beard) worn.emplace_back("hair/Full_beard", Material::hair);
  if (appearance.hair.moustache) worn.emplace_back("hair/Moustache", Material::hair);
  if (!appearance.hair.style.empty()) worn.emplace_back(appearance.hair.style, Material::hair);

  std::vector<std::uint8_t> covered(base.vertices.size(), 0);
  for (const auto& [name, material] : worn) {
    const person::Proxy* proxy = assets_->proxy(name);
    if (proxy == nullptr) return unknown("proxy", name);
    if (material != Material::cloth && material != Material::eye) continue;
    for (std::size_t v = 0; v < covered.size(); ++v) covered[v] |= proxy->hides[v];
  }

  layers.resize(1);
  Layer& skin = layers[0];
  skin.head_weight = base.head_weight;
  skin.position.resize(base.vertices.size());
  std::vector<bool> keep;
  for (const person::Face& face : base.faces) keep.push_back(!hidden(face, covered));
  build_topology(skin, base.faces, base.uvs, keep);
  for (const auto& [name, material] : worn) {
    Layer layer;
    layer.material = material;
    layer.proxy = assets_->proxy(name);
    layer.position.resize(layer.proxy->reference.size());
    for (std::size_t i = 0; i < layer.position.size(); ++i)
      layer.head_weight.push_back(blended(base.head_weight, *layer.proxy, i));
    build_topology(layer, layer.proxy->faces, layer.proxy->uvs, std::vector<bool>(layer.proxy->faces.size(), true));
    layers.push_back(std::move(layer));
  }
  return {};
}

Figure::Unit Figure::unit(const std::vector<std::pair<std::string, float>>& targets,
                          const std::array<float, 3>& population) const {
  constexpr std::array<const char*, 3> names = {"caucasian", "asian", "african"};
  std::vector<Vec3> sum(neutral_.size());
  for (const auto& [name, weight] : targets)
    for (std::size_t p = 0; p < names.size(); ++p) {
      const person::Target* t = assets_->target(std::string("expression/units/") + names[p] + "/" + name);
      if (t == nullptr || population[p] == 0) continue;
      for (std::size_t i = 0; i < t->vertex.size(); ++i) sum[t->vertex[i]] += t->delta[i] * (weight * population[p]);
    }
  Unit u;
  for (std::size_t v = 0; v < sum.size(); ++v) {
    if (sum[v] == Vec3{}) continue;
    u.vertex.push_back(static_cast<std::uint32_t>(v));
    u.delta.push_back(sum[v]);
  }
  return u;
}

void Figure::add(std::vector<Vec3>& vertices, const Unit& u, float weight) {
  if (weight == 0) return;
  for (std::size_t i = 0; i < u.vertex.size(); ++i) vertices[u.vertex[i]] += u.delta[i] * weight;
}

void Figure::express(const Expression& e) {
  expressed_ = neutral_;
  // The lids follow the gaze; a look down that closed them would be taken for a blink.
  const float down = 0.25F * clamp01(-e.gaze_y);
  add(expressed_, blink_left_, std::min(1.0F, e.blink_left + down * (1 - e.blink_left)));
  add(expressed_, blink_right_, std::min(1.0F, e.blink_right + down * (1 - e.blink_right)));
  add(expressed_, wide_, 0.4F * clamp01(e.gaze_y) * (1 - std::max(e.blink_left, e.blink_right)));
  add(expressed_, smile_, e.smile);
  add(expressed_, open_, e.mouth_open);
  add(expressed_, brows_, e.brow_raise);
  add(expressed_, round_, e.mouth_round);
  add(expressed_, spread_, e.mouth_spread);
  if (mouth_) jaws_ = expressed_;
  // The open mouth's target stretches its inside through the cheeks: drawn in towards the middle and back.
  for (const std::size_t v : cavity_) {
    Vec3& p = expressed_[v];
    p.x *= 1 - (mouth_ ? 0.10F : 0.35F) * clamp01(e.mouth_open);
    p.z -= (mouth_ ? 0.14F : 0.10F) * clamp01(e.mouth_open);
    if (mouth_) p.y -= 0.06F * clamp01(e.mouth_open) * mouth_->share_below(v);
  }
  mouth_shut = e.smile < 0.02F && e.mouth_open < 0.02F && e.mouth_spread < 0.02F;
}

void Figure::find_mouth_cavity() {
  constexpr float kClosed = 0.16F;
  cavity_.clear();
  for (std::size_t v = 0; v < neutral_.size(); ++v) {
    const Vec3 p = assets_->base.vertices[v];
    const bool near_mouth = std::fabs(p.x) < 0.5F && p.y > 6.3F && p.y < 7.05F && p.z > 0.2F;
    if (near_mouth && layers[0].occlusion[v] < kClosed && assets_->base.skin_mask[v].x < 0.3F) cavity_.push_back(v);
  }
}

Layer* Figure::mouth_layer(const char* proxy) {
  const person::Proxy* wanted = assets_->proxy(proxy);
  const auto found = std::find_if(layers.begin(), layers.end(), [&](const Layer& l) { return l.proxy == wanted; });
  return wanted == nullptr || found == layers.end() ? nullptr : &*found;
}

// Precondition: posed at rest.
void Figure::set_mouth(const person::SkinLook& skin) {
  Layer *teeth = mouth_layer(kTeeth), *tongue = mouth_layer(kTongue);
  if (teeth == nullptr || tongue == nullptr) return;
  Mouth::Surface of_skin{expressed_, {}}, of_teeth{teeth->position, {}};
  const std::vector<Vec3> tongue_shut = tongue->position;
  SceneState open;
  open.expression.mouth_open = 1;
  pose(open);
  of_skin.open = expressed_;
  of_teeth.open = teeth->position;
  teeth->position = of_teeth.shut;
  tongue->position = tongue_shut;
  mouth_.emplace(of_skin, assets_->base.skin_mask, of_teeth, *teeth, *tongue);
  const Vec3 tone = texel_tone(skin);
  for (int k = 0; k < 3; ++k) tone_[k] = std::max(std::pow(tone[k], 2.2F), 0.01F);
  teeth->finish.gloss = tongue->finish.gloss = 1.6F;  // wet
  teeth->normal.clear();                              // to be posed anew
  tongue->normal.clear();
}

void Figure::open_mouth(const Expression& e) {
  layers[0].dimmed.clear();
  if (!mouth_ || mouth_shut) return;
  mouth_->find_opening(expressed_);
  mouth_->dim_cavity(layers[0], expressed_, cavity_, tone_);
  if (Layer* tongue = mouth_layer(kTongue)) mouth_->lower_tongue(*tongue, clamp01(e.mouth_open));
}

void Figure::gaze(const Expression& e) {
  if (e.gaze_x == 0 && e.gaze_y == 0) return;
  const Rotation turn = head_rotation(e.gaze_x * kGazeYaw, e.gaze_y * kGazePitch, 0);
  for (const auto* eye : {&assets_->base.eye_left, &assets_->base.eye_right}) {
    Vec3 middle;
    for (const std::int32_t v : *eye) middle += expressed_[static_cast<std::size_t>(v)];
    middle = middle * (1.0F / static_cast<float>(eye->size()));
    for (const std::int32_t v : *eye) {
      Vec3& p = expressed_[static_cast<std::size_t>(v)];
      p = middle + turn.apply(p - middle);
    }
  }
}

void Figure::wear(std::shared_ptr<const Worn> worn) {
  worn_ = std::move(worn);
  layers[0].finish = worn_->painted;
  if (!worn_->shell) return;
  const Shell& shell = *worn_->shell;
  const auto hidden = [&](const Layer& layer) {
    if (layer.material == Material::brow) return shell.hides_brows;
    const bool beard = layer.proxy != nullptr && (layer.proxy == assets_->proxy("hair/Full_beard") ||
                                                  layer.proxy == assets_->proxy("hair/Moustache"));
    return beard && shell.hides_beard;
  };
  std::erase_if(layers, hidden);
  hide_skin(layers[0], shell);
  layers.push_back(shell_layer(shell, layers[0]));
  layers.back().texture = make_mips(shell.texture);
}

void Figure::place_worn() {
  if (!worn_ || !worn_->shell) return;
  const Shell& shell = *worn_->shell;
  place_shell(shell, neutral_, expressed_, shell_);
  if (!shell.carries_hair) return;
  outer_ = expressed_;
  for (std::size_t i = 0; i < shell_.size(); ++i) outer_[static_cast<std::size_t>(shell.anchor[i])] = shell_[i];
}

void Figure::pose(const SceneState& state) {
  express(state.expression);
  gaze(state.expression);
  // The chest rises and comes forward; the head is carried along.
  if (state.breath != 0)
    for (std::size_t v = 0; v < expressed_.size(); ++v) {
      const float chest = 1 - smooth_step(4.6F, 6.0F, assets_->base.vertices[v].y);
      expressed_[v] += Vec3{0, 0.018F + 0.022F * chest, 0.03F * chest} * state.breath;
    }
  place_worn();
  open_mouth(state.expression);
  const HeadMotion motion(state.head, pivot_);
  for (Layer& layer : layers) {
    if (layer.material == Material::mouth && mouth_shut && !layer.normal.empty()) continue;
    const bool on_shell = !outer_.empty() && (layer.material == Material::hair || layer.material == Material::brow);
    const bool inside = mouth_.has_value() && !mouth_shut && layer.material == Material::mouth;
    if (inside) inside_.resize(layer.position.size());
    const std::vector<Vec3>& surface = on_shell ? outer_ : inside ? jaws_ : expressed_;
    for (std::size_t i = 0; i < layer.position.size(); ++i) {
      Vec3 p;
      if (!layer.rest.empty()) {
        p = layer.rest[i];
        const float chest = 1 - smooth_step(4.6F, 6.0F, p.y);
        p += Vec3{0, 0.018F + 0.022F * chest, 0.03F * chest} * state.breath;
      } else if (layer.shell != nullptr) {
        p = shell_[i];
      } else if (layer.proxy == nullptr) {
        p = expressed_[i];
      } else {
        // Fitted at rest and posed afterwards, so that the offset turns with the head.
        const auto& reference = layer.proxy->reference[i];
        const Vec3 w = layer.proxy->weight[i];
        p = surface[static_cast<std::size_t>(reference[0])] * w.x +
            surface[static_cast<std::size_t>(reference[1])] * w.y +
            surface[static_cast<std::size_t>(reference[2])] * w.z + layer.proxy->offset[i] * proxy_scale_;
        if (!layer.lift.empty()) p += layer.lift[i];
      }
      if (inside) inside_[i] = p;
      layer.position[i] = motion.apply(p, layer.head_weight[i]);
    }
    if (inside && layer.proxy == assets_->proxy(kTeeth)) mouth_->dim_teeth(layer, inside_);
    if (inside && layer.proxy == assets_->proxy(kTongue)) mouth_->dim_tongue(layer, inside_);
    compute_normals(layer);
  }
}

}  // namespace proofmark::camera
