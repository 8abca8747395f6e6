// What the people are made of, read-only: the upper part of the makehuman base mesh, its shape targets, and the proxies
// (hair, brows, eyes, lashes, teeth, clothes) with their textures. Lengths in decimetres.
#pragma once
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "simulators/person/vec.hpp"

namespace proofmark::person {

// A polygon of three (fourth entry -1) or four corners, counter-clockwise seen from outside.
struct Face {
  std::array<std::int32_t, 4> vertex{-1, -1, -1, -1};
  std::array<std::int32_t, 4> uv{-1, -1, -1, -1};
};

struct BaseMesh {
  std::vector<Vec3> vertices;      // the mean shape
  std::vector<float> head_weight;  // share of the head's motion a vertex follows, 0..1
  std::vector<float> arm_weight;   // share of the arm's motion, signed by side (left positive)
  std::vector<Vec3> skin_mask;     // lips, beard, below the eyes; each 0..1
  std::vector<Vec2> uvs;
  std::vector<Face> faces;                        // skin of head, neck and torso
  std::vector<std::int32_t> eye_left, eye_right;  // helper vertices that turn with the gaze
  std::vector<std::int32_t> head_joint, left_eye_joint, right_eye_joint, left_arm_joint, right_arm_joint;
  std::array<std::array<std::int32_t, 2>, 3> scale_pairs{};  // vertices whose distance along axis k scales proxies
};

struct Target {
  std::vector<std::uint16_t> vertex;
  std::vector<Vec3> delta;  // at weight 1
};

// A mesh that is worn: vertex i lies at sum(weight[k] * base[reference[k]]) + offset * scale.
struct Proxy {
  std::vector<std::array<std::int32_t, 3>> reference;
  std::vector<Vec3> weight, offset;
  std::vector<Vec2> uvs;
  std::vector<Face> faces;
  std::vector<std::uint8_t> hides;  // per base vertex: 1 where this proxy hides the skin
  std::string texture;
};

// Display-referred BGRA, one 32-bit word a pixel (blue in the lowest byte), rows from the top.
struct Texture {
  int width = 0, height = 0;
  std::span<const std::uint32_t> pixels;
};

// One adjustable detail of the face: targets for the negative and the positive direction (the latter may be empty).
struct Modifier {
  std::string group, name, negative, positive;
};

class Assets {
 public:
  BaseMesh base;
  std::unordered_map<std::string, Target> targets;    // by name, for example "nose/nose-hump-morehump"
  std::unordered_map<std::string, Proxy> proxies;     // by name, for example "hair/short02"
  std::unordered_map<std::string, Texture> textures;  // by name, for example "skins/young_caucasian_male"
  std::vector<Modifier> modifiers;                    // in the package's order
  std::vector<std::string> asymmetries;               // target names, sorted

  [[nodiscard]] const Target* target(const std::string& name) const;
  [[nodiscard]] const Proxy* proxy(const std::string& name) const;
  [[nodiscard]] const Texture* texture(const std::string& name) const;

  std::shared_ptr<const void> storage;  // keeps the pixels of the textures alive
};

}  // namespace proofmark::person
