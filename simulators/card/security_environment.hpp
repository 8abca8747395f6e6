// The data objects of MANAGE SECURITY ENVIRONMENT, ISO/IEC 7816-4 clause 11.5. Private to this room.
#pragma once
#include <string>

#include "common/bytes.hpp"

namespace proofmark::card {

// Absent objects stay empty.
struct SecurityEnvironment {
  std::string protocol;  // 80
  Bytes reference;       // 83: password, or the holder of a public key
  Bytes key;             // 84: key or domain parameters
  Bytes public_key;      // 91: ephemeral public key
};

[[nodiscard]] Result<SecurityEnvironment> parse_environment(ByteView data);

}  // namespace proofmark::card
