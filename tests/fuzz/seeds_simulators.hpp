// Seeds of the targets that read what the simulators are told by: devices, networks, populations, species and what the
// matchers are made of; profiles of cards and tables of conformance.
#pragma once
#include <filesystem>

#include "tests/fuzz/seeds_chip.hpp"

namespace proofmark::fuzz {

[[nodiscard]] Result<void> write_simulator_seeds(const WriteSeed& write, const std::filesystem::path& project);

}  // namespace proofmark::fuzz
