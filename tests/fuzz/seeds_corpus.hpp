// Seeds of the targets that read corpora: what says of films whom they show, and the films themselves.
#pragma once
#include <filesystem>

#include "tests/fuzz/seeds_chip.hpp"

namespace proofmark::fuzz {

[[nodiscard]] Result<void> write_corpus_seeds(const WriteSeed& write, const std::filesystem::path& project);

}  // namespace proofmark::fuzz
