// Weights as TensorFlow.js stores them: a JSON manifest of names, shapes and quantisation, and one binary file of the
// tensors in that order.
#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/bytes.hpp"
#include "common/result.hpp"

namespace proofmark::matcher {

struct Tensor {
  std::vector<int> shape;  // convolution filters: height, width, input, output
  std::vector<float> values;
};
using Tensors = std::map<std::string, Tensor, std::less<>>;

// Tensors of binary32, or of 8-bit codes (value = code * scale + min). Errors: a malformed manifest, another type, a
// file that is shorter or longer than the manifest says.
[[nodiscard]] Result<Tensors> read_quantised(std::string_view manifest, ByteView weights);

}  // namespace proofmark::matcher
