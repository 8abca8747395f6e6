// The inner loop of cross_scores, compiled once for each vector width: only for files of this room that say which.
#pragma once
#include <array>
#include <cstddef>

namespace proofmark::reports::comparisons {

inline constexpr std::size_t kRows = 6;
inline constexpr std::size_t kColumns = 32;  // one panel: components one after the other, 32 columns each

// `rows` points to up to kRows templates; `panel` holds `dimension` times kColumns floats; `out` kRows * kColumns
// scores.
using Kernel = void (*)(const float* const* rows, const float* panel, std::size_t dimension, float* out);
void kernel_sse(const float* const* rows, const float* panel, std::size_t dimension, float* out);
void kernel_avx2(const float* const* rows, const float* panel, std::size_t dimension, float* out);
void kernel_avx512(const float* const* rows, const float* panel, std::size_t dimension, float* out);

namespace {

// Every lane adds the products of its own column in the order of the components, so that the width changes no bit.
template <std::size_t kBytes, std::size_t kVectors>
[[maybe_unused]] inline void multiply_panel(const float* const* rows, const float* panel, std::size_t dimension,
                                            float* out) {
  typedef float Vector __attribute__((vector_size(kBytes)));
  constexpr std::size_t kLanes = kBytes / sizeof(float);
  for (std::size_t j = 0; j < kColumns; j += kVectors * kLanes) {
    Vector sum[kRows][kVectors] = {};
    for (std::size_t k = 0; k < dimension; ++k) {
      Vector column[kVectors];
      for (std::size_t v = 0; v < kVectors; ++v)
        __builtin_memcpy(&column[v], panel + k * kColumns + j + v * kLanes, kBytes);
      for (std::size_t r = 0; r < kRows; ++r)
        for (std::size_t v = 0; v < kVectors; ++v) sum[r][v] += column[v] * rows[r][k];
    }
    for (std::size_t r = 0; r < kRows; ++r)
      for (std::size_t v = 0; v < kVectors; ++v)
        __builtin_memcpy(out + r * kColumns + j + v * kLanes, &sum[r][v], kBytes);
  }
}

}  // namespace
}  // namespace proofmark::reports::comparisons
