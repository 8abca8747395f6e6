// The card as a terminal sees it: power, reset, command APDU in, response APDU out.
#pragma once
#include <memory>
#include <optional>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/result.hpp"

namespace proofmark::card {

class Card {
 public:
  virtual ~Card() = default;
  [[nodiscard]] virtual Bytes atr() const = 0;
  virtual void reset() = 0;  // forgets every session key and authentication
  // Never fails: a malformed command is answered with its status word (ISO/IEC 7816-4 clause 5.6).
  [[nodiscard]] virtual Bytes transmit(ByteView command) = 0;

  // Time and field, for a card that has a model of them (contactless.hpp). Nothing waits here: who keeps the clock
  // moves it on by what the last exchange took.
  [[nodiscard]] virtual std::optional<Duration> took() const { return std::nullopt; }
  // Of the last answer: what the chip let pass on purpose.
  [[nodiscard]] virtual Duration paused() const { return Duration::zero(); }
  // Whether the last command was answered at all; when not, the answer counts for nothing.
  [[nodiscard]] virtual bool present() const { return true; }
  // After a lost field: whether the card is there again, powered anew.
  [[nodiscard]] virtual bool take_up() { return false; }
};

}  // namespace proofmark::card
