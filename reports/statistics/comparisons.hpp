// Cosine scores of every template of one set with every template of another: the cross-comparisons of a test.
#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "common/result.hpp"

namespace proofmark::reports {

// Templates one after the other, `dimension` floats each, of unit length (normalise first). Score (i, j) of the result
// is at i * columns + j. The same bits on every machine: each score is one sum in the order of the components, without
// fused multiply-add; vectors run over the columns. `out` holds rows * columns floats.
[[nodiscard]] Result<void> cross_scores(std::span<const float> rows, std::span<const float> columns,
                                        std::size_t dimension, std::span<float> out);
// Scales each template to length 1; one of length 0 is an error.
[[nodiscard]] Result<void> normalise(std::span<float> templates, std::size_t dimension);

}  // namespace proofmark::reports
