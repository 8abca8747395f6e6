// The way to the chip: a command APDU out, the response APDU back. Who carries it (a reader, a person's device over a
// WebSocket, a test) is not known here.
#pragma once
#include "common/bytes.hpp"

namespace proofmark::chip {

class Transceiver {
 public:
  virtual ~Transceiver() = default;
  // Blocks until the answer is there. An error means that the link is lost.
  [[nodiscard]] virtual Result<Bytes> transceive(ByteView command) = 0;
  // Whether commands and answers of extended length (ISO/IEC 7816-4 clause 5.1) get through; short ones always do.
  [[nodiscard]] virtual bool extended_length() const { return false; }
  // After a lost link: waits until a chip is there again, powered anew; whether it is the same one is not known. An
  // error, as here, means that none comes, and is final.
  [[nodiscard]] virtual Result<void> begin_again() {
    return fail("ETSI TS 119 461 VAL-8.3.2-04A", "the chip back in the field", "a link that is lost for good",
                "Start the inspection anew.");
  }
};

}  // namespace proofmark::chip
