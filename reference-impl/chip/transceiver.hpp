// The way to the chip: a command APDU out, the response APDU back. Who carries it (a reader, a person's device over a
// WebSocket, a test) is not known here.
#pragma once
#include "common/bytes.hpp"

namespace proofmark::chip {

class Transceiver {
 public:
  virtual ~Transceiver() = default;
  // Blocks until the answer is there. An error means that the link is lost; it is final for the inspection.
  [[nodiscard]] virtual Result<Bytes> transceive(ByteView command) = 0;
};

}  // namespace proofmark::chip
