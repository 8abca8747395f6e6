// Command and response APDUs, ISO/IEC 7816-4 clauses 5.1 to 5.6, cases 1 to 4 with short and extended lengths.
#pragma once
#include <cstdint>
#include <optional>

#include "common/bytes.hpp"

namespace proofmark::emrtd {

struct Command {
  std::uint8_t cla = 0;
  std::uint8_t ins = 0;
  std::uint8_t p1 = 0;
  std::uint8_t p2 = 0;
  Bytes data;                       // at most 65535 bytes; empty: no Lc
  std::optional<std::uint32_t> le;  // bytes wanted, 1..65536; 256 short and 65536 extended are coded as zeros
  bool extended = false;            // lengths are coded in extended form even where short would do
};

struct Response {
  Bytes data;
  std::uint16_t sw = 0;  // SW1 SW2
  [[nodiscard]] bool ok() const { return sw == 0x9000; }
};

// Uses extended lengths when asked or when data or Le need them. Errors: data or Le out of range.
[[nodiscard]] Result<Bytes> encode_command(const Command& command);
[[nodiscard]] Result<Command> parse_command(ByteView apdu);
[[nodiscard]] Bytes encode_response(const Response& response);
[[nodiscard]] Result<Response> parse_response(ByteView apdu);  // at least SW1 SW2, at most 65538 bytes

}  // namespace proofmark::emrtd
