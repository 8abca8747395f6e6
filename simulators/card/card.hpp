// The card as a terminal sees it: power, reset, command APDU in, response APDU out.
#pragma once
#include <memory>

#include "common/bytes.hpp"
#include "common/result.hpp"

namespace proofmark::card {

class Card {
 public:
  virtual ~Card() = default;
  [[nodiscard]] virtual Bytes atr() const = 0;
  virtual void reset() = 0;  // forgets every session key and authentication
  // Never fails: a malformed command is answered with its status word (ISO/IEC 7816-4 clause 5.6).
  [[nodiscard]] virtual Bytes transmit(ByteView command) = 0;
};

}  // namespace proofmark::card
