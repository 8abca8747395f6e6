// The three files of a sealed folder; the first byte says which. Nothing that is read holds for another content.
#include "reports/seal/index.hpp"
#include "reports/seal/signature.hpp"
#include "reports/seal/timestamp.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/sealed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace proofmark;  // NOLINT
  using fuzz::require;
  if (size == 0) return 0;
  const ByteView input(data + 1, size - 1);
  static const Bytes content = to_bytes(fuzz::sealed_content);
  static const Bytes another = to_bytes("another");
  switch (data[0] % 3) {
    case 0:
      if (const auto index = reports::index_from_json(to_text(input))) {
        const std::string text = reports::index_to_json(*index);
        const auto again = reports::index_from_json(text);
        require(again && reports::index_to_json(*again) == text);
        for (const reports::IndexEntry& entry : index->files)
          require(!entry.path.empty() && entry.path.front() != '/' && entry.path != ".." &&
                  entry.path.rfind("../", 0) != 0);
      }
      break;
    case 1:
      if (const auto check = reports::check_detached(input, content, {})) require(!check->trusted);
      require(!reports::check_detached(input, another, {}));
      break;
    default:
      if (const auto normal = reports::normalised_response(input)) {
        const auto again = reports::normalised_response(*normal);
        require(again && *again == *normal);
      }
      if (const auto check = reports::check_timestamp(input, content, {}, {})) require(!check->trusted);
      require(!reports::check_timestamp(input, another, {}, {}));
      break;
  }
  return 0;
}
