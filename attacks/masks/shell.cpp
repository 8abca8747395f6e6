#include "attacks/masks/shell.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::attack::masks {
namespace {

using camera::Vec3;

constexpr float kClosed = 0.14F;  // of HeadModel::open: inside of mouth, nostrils and eye sockets
constexpr float kBeyond = 0.15F;  // decimetres past the edge to which the mesh goes on; the texture cuts it
constexpr float kYields = 0.25F;  // the share of a lacking gap by which a mask is pushed out; flesh gives the rest
// Decimetres within the material, beyond its thickness, from which a hole shows no more of the skin beneath.
constexpr float kHiddenFrom = 0.03F;

// The victim's head moved and scaled so that his eyes lie where the wearer's do. A maker scales a little, no more: a
// head of another size stays of another size.
std::vector<Vec3> aligned(const HeadModel& victim, const HeadModel& wearer) {
  const auto apart = [](const HeadModel& h) { return h.left_eye.x - h.right_eye.x; };
  const float scale = std::clamp(apart(wearer) / apart(victim), 0.94F, 1.06F);
  const Vec3 from = (victim.left_eye + victim.right_eye) * 0.5F, to = (wearer.left_eye + wearer.right_eye) * 0.5F;
  std::vector<Vec3> out;
  for (const Vec3& p : victim.place) out.push_back(to + (p - from) * scale);
  return out;
}

// The inside of the mouth and the rims of the lids are seen through a mask's openings; the walls of nostrils and cheeks
// are not, and would come through where the victim's face is flatter.
bool in_sight(Vec3 p, float open) {
  return open < kClosed && ((std::fabs(p.x) < 0.24F && p.y > 6.35F && p.y < 6.9F) || Cut::near_eyes(p) > 0.4F);
}

std::vector<std::vector<std::size_t>> neighbours(const person::BaseMesh& base) {
  std::vector<std::vector<std::size_t>> out(base.vertices.size());
  for (const person::Face& face : base.faces) {
    const std::size_t n = face.vertex[3] >= 0 ? 4 : 3;
    for (std::size_t k = 0; k < n; ++k) {
      const auto a = static_cast<std::size_t>(face.vertex[k]), b = static_cast<std::size_t>(face.vertex[(k + 1) % n]);
      out[a].push_back(b);
      out[b].push_back(a);
    }
  }
  return out;
}

// Moves every place towards the middle of its neighbours, and never into the wearer.
void drape(camera::Shell& shell, const Heads& heads, float least, int steps) {
  std::vector<Vec3>& place = shell.rest;
  const auto near = neighbours(heads.base);
  for (int step = 0; step < steps; ++step) {
    const std::vector<Vec3> before = place;
    for (std::size_t v = 0; v < place.size(); ++v) {
      if (near[v].empty() || heads.wearer.open[v] < kClosed) continue;
      Vec3 middle;
      for (const std::size_t n : near[v]) middle += before[n];
      place[v] = person::mix(before[v], middle * (1 / static_cast<float>(near[v].size())), 0.5F);
      const Vec3 normal = heads.wearer.normal[v];
      const float gap = dot(place[v] - heads.wearer.place[v], normal);
      if (gap < least) place[v] += normal * ((least - gap) * (shell.hides[v] != 0 ? kYields : 1.0F));
    }
  }
}

}  // namespace

std::vector<std::string> shell_parameters() {
  return {"thickness", "fidelity", "follow", "drape"};
}

camera::Shell model_shell(const Species& species, const Heads& heads, const Cut& cut, const SeededRandom& seed) {
  const auto draw = [&](const char* name, double otherwise) {
    return static_cast<float>(species.draw(name, otherwise, seed));
  };
  const float thickness = draw("thickness", 2) / 100, fidelity = draw("fidelity", 0.8), follow = draw("follow", 0.3);
  const float least = std::max(0.008F, 0.4F * thickness);
  const std::vector<Vec3> wanted = aligned(heads.victim, heads.wearer);
  camera::Shell shell;
  std::vector<float> depth;
  for (std::size_t v = 0; v < heads.base.vertices.size(); ++v) {
    const Vec3 p = heads.base.vertices[v], normal = heads.wearer.normal[v], skin = heads.wearer.place[v];
    depth.push_back(cut.depth(p));
    // Down the neck and round the eyes a mask is fitted to its wearer; its edges are thin.
    const float own = fidelity * person::smooth_step(5.8F, 6.35F, p.y) * (1 - 0.8F * Cut::near_eyes(p));
    const float thick = thickness * (0.35F + 0.65F * person::smooth_step(0, 0.25F, depth.back()));
    Vec3 place = person::mix(skin, wanted[v], own) + person::mix(normal, heads.victim.normal[v], own) * thick;
    const float gap = dot(place - skin, normal);
    // What lies well beneath is pressed in; near the edges it would be seen to come through.
    const bool beneath = depth.back() > kHiddenFrom + thickness && !in_sight(p, heads.wearer.open[v]);
    if (gap < least) place += normal * ((least - gap) * (beneath ? kYields : 1.0F));
    shell.rest.push_back(place);
    shell.anchor.push_back(static_cast<std::int32_t>(v));
    shell.follow.push_back(follow);
    shell.head_weight.push_back(heads.base.head_weight[v]);
    shell.hides.push_back(beneath ? 1 : 0);
  }
  drape(shell, heads, least, static_cast<int>(draw("drape", 0)));
  shell.uvs = heads.base.uvs;
  for (const person::Face& face : heads.base.faces) {
    bool material = false, open = false, mapped = true;
    for (std::size_t k = 0; k < 4 && face.vertex[k] >= 0; ++k) {
      const auto v = static_cast<std::size_t>(face.vertex[k]);
      material = material || depth[v] > -kBeyond;
      open = open || heads.wearer.open[v] >= kClosed;
      mapped = mapped && face.uv[k] >= 0;
    }
    if (material && open && mapped) shell.faces.push_back(face);
  }
  return shell;
}

}  // namespace proofmark::attack::masks
