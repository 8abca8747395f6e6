#include "reports/statistics/comparisons.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "reports/statistics/comparisons_kernel.hpp"

namespace proofmark::reports {
namespace comparisons {

void kernel_sse(const float* const* rows, const float* panel, std::size_t dimension, float* out) {
  multiply_panel<16, 2>(rows, panel, dimension, out);
}

namespace {

Kernel best_kernel() {
  if (__builtin_cpu_supports("avx512f")) return kernel_avx512;
  if (__builtin_cpu_supports("avx2")) return kernel_avx2;
  return kernel_sse;
}

}  // namespace
}  // namespace comparisons

namespace {

using comparisons::kColumns;
using comparisons::kRows;

Result<void> check(std::size_t floats, std::size_t dimension) {
  if (dimension > 0 && floats > 0 && floats % dimension == 0) return {};
  return fail("proofmark statistics", "whole templates of one dimension",
              std::to_string(floats) + " floats of dimension " + std::to_string(dimension), "correct the caller");
}

}  // namespace

Result<void> cross_scores(std::span<const float> rows, std::span<const float> columns, std::size_t dimension,
                          std::span<float> out) {
  PROOFMARK_CHECK(check(rows.size(), dimension));
  PROOFMARK_CHECK(check(columns.size(), dimension));
  const std::size_t m = rows.size() / dimension;
  const std::size_t n = columns.size() / dimension;
  if (out.size() != m * n)
    return fail("proofmark statistics", "room for " + std::to_string(m * n) + " scores", std::to_string(out.size()),
                "correct the caller");
  const comparisons::Kernel kernel = comparisons::best_kernel();
  std::vector<float> panel(dimension * kColumns);
  std::array<float, kRows * kColumns> tile{};
  for (std::size_t j = 0; j < n; j += kColumns) {
    const std::size_t width = std::min(kColumns, n - j);
    for (std::size_t k = 0; k < dimension; ++k)
      for (std::size_t c = 0; c < kColumns; ++c)
        panel[k * kColumns + c] = c < width ? columns[(j + c) * dimension + k] : 0.0F;
    for (std::size_t i = 0; i < m; i += kRows) {
      std::array<const float*, kRows> block{};
      for (std::size_t r = 0; r < kRows; ++r) block[r] = rows.data() + std::min(i + r, m - 1) * dimension;
      kernel(block.data(), panel.data(), dimension, tile.data());
      for (std::size_t r = 0; r < kRows && i + r < m; ++r)
        std::copy_n(tile.data() + r * kColumns, width, out.data() + (i + r) * n + j);
    }
  }
  return {};
}

Result<void> normalise(std::span<float> templates, std::size_t dimension) {
  PROOFMARK_CHECK(check(templates.size(), dimension));
  for (std::size_t i = 0; i < templates.size(); i += dimension) {
    double sum = 0;
    for (std::size_t k = 0; k < dimension; ++k)
      sum += static_cast<double>(templates[i + k]) * static_cast<double>(templates[i + k]);
    if (!(sum > 0) || !std::isfinite(sum))
      return fail("proofmark statistics", "templates of a length above 0", "one without", "correct the caller");
    for (std::size_t k = 0; k < dimension; ++k)
      templates[i + k] = static_cast<float>(static_cast<double>(templates[i + k]) / std::sqrt(sum));
  }
  return {};
}

}  // namespace proofmark::reports
