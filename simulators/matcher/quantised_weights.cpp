#include "simulators/matcher/quantised_weights.hpp"

#include <bit>
#include <nlohmann/json.hpp>

#include "common/json_text.hpp"

namespace proofmark::matcher {
namespace {

tl::unexpected<Error> malformed(std::string expected, std::string observed) {
  return fail("TensorFlow.js weights manifest", std::move(expected), std::move(observed),
              "Run the set-up again; manifest and weights belong together.");
}

struct Coding {
  std::size_t bytes = 4;  // of one number: 4 as it is (little-endian binary32), 1 quantised
  double scale = 1, lowest = 0;
};

Result<Coding> coding_of(const nlohmann::json& entry, const std::string& name) {
  if (const std::string type = entry.at("dtype"); type != "float32") return malformed("float32 for " + name, type);
  if (!entry.contains("quantization")) return Coding{};
  const auto& quantisation = entry.at("quantization");
  if (const std::string type = quantisation.at("dtype"); type != "uint8") return malformed("uint8 for " + name, type);
  return Coding{1, quantisation.at("scale"), quantisation.at("min")};
}

std::vector<float> decoded(ByteView bytes, const Coding& coding) {
  std::vector<float> values;
  for (std::size_t i = 0; i < bytes.size(); i += coding.bytes) {
    if (coding.bytes == 1) {
      values.push_back(static_cast<float>(bytes[i] * coding.scale + coding.lowest));
      continue;
    }
    std::uint32_t word = 0;
    for (std::size_t k = 0; k < coding.bytes; ++k) word |= std::uint32_t{bytes[i + k]} << (8 * k);
    values.push_back(std::bit_cast<float>(word));
  }
  return values;
}

}  // namespace

Result<Tensors> read_quantised(std::string_view manifest, ByteView weights) {
  PROOFMARK_TRY(const auto json, parse_json_text(manifest, "the manifest of the weights"));
  Tensors tensors;
  std::size_t at = 0;
  try {
    for (const auto& group : json)
      for (const auto& entry : group.at("weights")) {
        const std::string name = entry.at("name");
        PROOFMARK_TRY(const Coding coding, coding_of(entry, name));
        Tensor tensor;
        std::size_t count = 1;
        for (const auto& size : entry.at("shape")) {
          tensor.shape.push_back(size.get<int>());
          if (tensor.shape.back() < 1 || count > weights.size()) return malformed("sizes from 1 on", entry.dump());
          count *= static_cast<std::size_t>(tensor.shape.back());
        }
        const std::size_t bytes = count * coding.bytes;
        if (bytes > weights.size() - at)
          return malformed(std::to_string(bytes) + " bytes for " + name, std::to_string(weights.size() - at));
        tensor.values = decoded(weights.subspan(at, bytes), coding);
        at += bytes;
        tensors.insert_or_assign(name, std::move(tensor));
      }
  } catch (const nlohmann::json::exception& error) {
    return malformed("name, shape and quantization of each tensor", error.what());
  }
  if (at != weights.size()) return malformed(std::to_string(at) + " bytes of weights", std::to_string(weights.size()));
  return tensors;
}

}  // namespace proofmark::matcher
