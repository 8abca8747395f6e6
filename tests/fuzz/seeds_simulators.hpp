// Seeds of the target that reads devices, networks, populations, species and what the matchers are made of.
#pragma once
#include <filesystem>

#include "tests/fuzz/seeds_chip.hpp"

namespace proofmark::fuzz {

[[nodiscard]] Result<void> write_simulator_seeds(const WriteSeed& write, const std::filesystem::path& project);

}  // namespace proofmark::fuzz
