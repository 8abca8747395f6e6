#include "reports/statistics/comparisons_kernel.hpp"

namespace proofmark::reports::comparisons {

void kernel_avx512(const float* const* rows, const float* panel, std::size_t dimension, float* out) {
  multiply_panel<64, 2>(rows, panel, dimension, out);
}

}  // namespace proofmark::reports::comparisons
