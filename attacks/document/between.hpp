// Somebody between chip and terminal. Private to this folder.
#pragma once
#include <functional>
#include <memory>

#include "simulators/card/card.hpp"

namespace proofmark::attacks::document {

// Sees a command and the chip's answer to it, and gives the answer that the terminal gets.
using Change = std::function<Bytes(ByteView command, Bytes answer)>;
// Changes answers to protected commands from the fourth one on: by then the terminal reads files. `before` is the
// chip's honest answer to the command before.
[[nodiscard]] Change on_protected(std::function<Bytes(Bytes answer, const Bytes& before)> change);

class Between final : public card::Card {
 public:
  Between(std::unique_ptr<card::Card> card, Change change) : card_(std::move(card)), change_(std::move(change)) {}
  Bytes atr() const override { return card_->atr(); }
  void reset() override { card_->reset(); }
  Bytes transmit(ByteView command) override { return change_(command, card_->transmit(command)); }
  Duration paused() const override { return card_->paused(); }

 private:
  std::unique_ptr<card::Card> card_;
  Change change_;
};

// A step of PACE.
[[nodiscard]] bool is_general_authenticate(ByteView command);
// Where the value of the object with this tag begins inside dynamic authentication data, and its length; 0 when the
// answer is another.
[[nodiscard]] std::size_t value_in_7c(ByteView answer, std::uint32_t tag, std::size_t& length);

}  // namespace proofmark::attacks::document
