// Owning pointers for OpenSSL's numbers and points. Private to this room.
#pragma once
#include <openssl/bn.h>
#include <openssl/ec.h>

#include <memory>

#include "common/bytes.hpp"

namespace proofmark::emrtd::numbers {

struct NumberFree {
  void operator()(BIGNUM* number) const { BN_clear_free(number); }
};
struct PointFree {
  void operator()(EC_POINT* point) const { EC_POINT_clear_free(point); }
};
struct ContextFree {
  void operator()(BN_CTX* context) const { BN_CTX_free(context); }
};
using Number = std::unique_ptr<BIGNUM, NumberFree>;
using Point = std::unique_ptr<EC_POINT, PointFree>;
using Context = std::unique_ptr<BN_CTX, ContextFree>;

[[nodiscard]] inline Number to_number(ByteView big_endian) {
  return Number(BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr));
}

// Big-endian, with leading zeros up to `size`; empty when the number is longer.
[[nodiscard]] inline Bytes to_bytes(const BIGNUM* number, std::size_t size) {
  Bytes out(size);
  if (BN_bn2binpad(number, out.data(), static_cast<int>(size)) < 0) return {};
  return out;
}

[[nodiscard]] inline std::size_t length_of(const BIGNUM* number) {
  return static_cast<std::size_t>(BN_num_bytes(number));
}

// A number in [1, limit) by rejection: candidates have the limit's bit length, so each is taken with a probability of
// at least one half. Empty for a source that is not random at all.
template <typename Random>
[[nodiscard]] Bytes number_below(const BIGNUM* limit, Random& random) {
  const std::size_t size = length_of(limit);
  const unsigned spare = static_cast<unsigned>(8 * size) - static_cast<unsigned>(BN_num_bits(limit));
  for (int tries = 0; tries < 256; ++tries) {
    Bytes candidate = random.bytes(size);
    candidate[0] = static_cast<std::uint8_t>(candidate[0] & (0xFFU >> spare));
    const Number number = to_number(candidate);
    if (number && !BN_is_zero(number.get()) && BN_cmp(number.get(), limit) < 0) return candidate;
  }
  return {};
}

}  // namespace proofmark::emrtd::numbers
