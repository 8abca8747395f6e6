// Seeds of the targets that read what stands beside a run, a measurement and a service: registers and requirements,
// records and notes, configuration, and the packages that come back.
#pragma once
#include <filesystem>

#include "tests/fuzz/seeds_chip.hpp"

namespace proofmark::fuzz {

[[nodiscard]] Result<void> write_file_seeds(const WriteSeed& write, const std::filesystem::path& project);

}  // namespace proofmark::fuzz
