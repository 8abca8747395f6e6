// Card-verifiable certificates: what was read can be checked against any key, and its body is what was in the input.
#include <algorithm>

#include "common/emrtd/cv_certificate.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace emrtd = proofmark::emrtd;
using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const proofmark::ByteView input(data, size);
  const auto authority = emrtd::parse_cv_certificate(input, nullptr);
  if (!authority) return 0;
  require(std::search(input.begin(), input.end(), authority->body.begin(), authority->body.end()) != input.end());
  require(authority->content.authority.size() <= 16 && authority->content.holder.size() <= 16);
  (void)emrtd::verify_cv_certificate(*authority, authority->content, authority->key);
  (void)emrtd::parse_cv_certificate(input, &authority->key);
  return 0;
}
