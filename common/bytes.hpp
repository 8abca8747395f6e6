// Byte strings and their printed forms.
#pragma once
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace proofmark {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

[[nodiscard]] std::string to_hex(ByteView bytes);                   // lower case, no separators
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);        // spaces between bytes are allowed
[[nodiscard]] std::string to_base64(ByteView bytes);                // RFC 4648 section 4, padded
[[nodiscard]] std::string to_base64url(ByteView bytes);             // RFC 4648 section 5, unpadded (JOSE)
[[nodiscard]] Result<Bytes> from_base64url(std::string_view text);  // strict: no padding, no foreign characters
[[nodiscard]] Bytes to_bytes(std::string_view text);
[[nodiscard]] std::string to_text(ByteView bytes);
[[nodiscard]] Bytes concat(std::initializer_list<ByteView> parts);
[[nodiscard]] Bytes sha256(ByteView bytes);
[[nodiscard]] std::string sha256_hex(ByteView bytes);
// Comparison whose time does not depend on where the first difference is.
[[nodiscard]] bool equal_constant_time(ByteView a, ByteView b);

}  // namespace proofmark
