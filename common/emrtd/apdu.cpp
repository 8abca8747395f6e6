#include "common/emrtd/apdu.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ISO/IEC 7816-4 clause 5.1";

std::uint8_t low(std::size_t value) {
  return static_cast<std::uint8_t>(value & 0xFFU);
}
std::uint8_t high(std::size_t value) {
  return static_cast<std::uint8_t>(value >> 8U & 0xFFU);
}

tl::unexpected<Error> malformed(const std::string& expected, std::size_t observed) {
  return fail(clause, expected, std::to_string(observed) + " bytes", "Answer 6700 and ask for the command again.");
}

}  // namespace

Result<Bytes> encode_command(const Command& command) {
  const std::size_t lc = command.data.size();
  if (lc > 65535) return fail(clause, "at most 65535 bytes of data", std::to_string(lc), "Send the data in parts.");
  if (command.le && (*command.le == 0 || *command.le > 65536))
    return fail(clause, "Le from 1 to 65536", std::to_string(*command.le), "Ask for less at once.");
  Bytes apdu{command.cla, command.ins, command.p1, command.p2};
  const bool needs_lengths = lc != 0 || command.le;
  const bool extended = needs_lengths && (command.extended || lc > 255 || (command.le && *command.le > 256));
  if (lc != 0) {
    if (extended) {
      apdu.insert(apdu.end(), {0, high(lc), low(lc)});
    } else {
      apdu.push_back(low(lc));
    }
    apdu.insert(apdu.end(), command.data.begin(), command.data.end());
  }
  if (command.le) {
    if (extended) {
      if (lc == 0) apdu.push_back(0);
      apdu.insert(apdu.end(), {high(*command.le), low(*command.le)});  // 65536 comes out as 0000
    } else {
      apdu.push_back(low(*command.le));  // 256 comes out as 00
    }
  }
  return apdu;
}

Result<Command> parse_command(ByteView apdu) {
  if (apdu.size() < 4) return malformed("a header of four bytes", apdu.size());
  Command command{apdu[0], apdu[1], apdu[2], apdu[3], {}, {}, false};
  const ByteView body = apdu.subspan(4);
  const auto take = [&](std::size_t from, std::size_t count) {
    const ByteView data = body.subspan(from, count);
    command.data.assign(data.begin(), data.end());
  };
  if (body.empty()) return command;  // case 1
  if (body.size() == 1) {            // case 2, short
    command.le = body[0] == 0 ? 256U : body[0];
    return command;
  }
  if (body[0] != 0) {  // cases 3 and 4, short
    const std::size_t lc = body[0];
    if (body.size() != 1 + lc && body.size() != 2 + lc) return malformed("data as long as Lc says", body.size() - 1);
    take(1, lc);
    if (body.size() == 2 + lc) command.le = body.back() == 0 ? 256U : body.back();
    return command;
  }
  command.extended = true;
  if (body.size() < 3) return malformed("an extended length of three bytes", body.size());
  const std::uint32_t first = static_cast<std::uint32_t>(body[1]) << 8U | body[2];
  if (body.size() == 3) {  // case 2, extended
    command.le = first == 0 ? 65536U : first;
    return command;
  }
  if (first == 0 || (body.size() != 3 + first && body.size() != 5 + first))
    return malformed("data as long as the extended Lc says", body.size() - 3);
  take(3, first);
  if (body.size() == 5 + first) {
    const std::uint32_t le = static_cast<std::uint32_t>(body[3 + first]) << 8U | body[4 + first];
    command.le = le == 0 ? 65536U : le;
  }
  return command;
}

Bytes encode_response(const Response& response) {
  Bytes apdu = response.data;
  apdu.push_back(high(response.sw));
  apdu.push_back(low(response.sw));
  return apdu;
}

Result<Response> parse_response(ByteView apdu) {
  if (apdu.size() < 2 || apdu.size() > 65538)
    return fail("ISO/IEC 7816-4 clause 5.1", "a response of 2 to 65538 bytes", std::to_string(apdu.size()) + " bytes",
                "End the session with this chip; its answer cannot be read.");
  const auto sw = static_cast<std::uint16_t>(apdu[apdu.size() - 2] << 8U | apdu[apdu.size() - 1]);
  return Response{Bytes(apdu.begin(), apdu.end() - 2), sw};
}

}  // namespace proofmark::emrtd
