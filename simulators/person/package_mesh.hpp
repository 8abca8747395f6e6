// The three.js JSON 3.1 meshes of the package, still with their original numbering of vertices.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::person {

struct RawMesh {
  std::vector<Vec3> vertices;
  std::vector<Vec2> uvs;
  std::vector<Face> faces;
  std::vector<int> material;  // per face; of the base mesh: 0 the body, others helper geometry
};

struct RawBody {
  RawMesh mesh;
  std::vector<float> head_weight, arm_weight;
};

struct RawProxy {
  RawMesh mesh;
  std::vector<std::array<std::int32_t, 3>> reference;
  std::vector<Vec3> weight, offset;
  std::vector<std::uint8_t> hides;
  std::vector<std::string> textures;  // files, relative to the proxy's folder
};

// Every index is checked against what it points into.
[[nodiscard]] Result<RawBody> read_body(const std::filesystem::path& file);
[[nodiscard]] Result<RawProxy> read_proxy(const std::filesystem::path& file, std::size_t base_vertices);

}  // namespace proofmark::person
