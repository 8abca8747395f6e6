// Normal deviates in a table: noise for every pixel at the price of a look-up.
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "common/random.hpp"

namespace proofmark::camera {

inline constexpr std::size_t kNoiseTable = std::size_t{1} << 16U;

// kNoiseTable + `extra` deviates of standard deviation 256, correlated between neighbours.
[[nodiscard]] std::vector<std::int16_t> noise_table(SeededRandom random, std::size_t extra);

}  // namespace proofmark::camera
