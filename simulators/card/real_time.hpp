// A card whose exchanges last as long in real time as its model of the contactless way says (contactless.hpp): for an
// inspection system that keeps its own clock. A run with a simulated clock moves that on instead.
#pragma once
#include <atomic>
#include <memory>

#include "simulators/card/card.hpp"

namespace proofmark::card {

class Waiting {
 public:
  virtual ~Waiting() = default;
  [[nodiscard]] virtual Duration now() const = 0;  // since a fixed moment; never runs back
  virtual void until(Duration moment) = 0;         // returns at once when that moment has passed
};

// The system's steady clock. `stop` ends a wait; it is looked at every 20 ms.
class SteadyWaiting final : public Waiting {
 public:
  explicit SteadyWaiting(const std::atomic<bool>& stop) : stop_(stop) {}
  [[nodiscard]] Duration now() const override;
  void until(Duration moment) override;

 private:
  const std::atomic<bool>& stop_;
};

// What the chip itself needs to compute counts as part of the time; a card without a model answers at once. `waiting`
// must outlive the card.
[[nodiscard]] std::unique_ptr<Card> make_real_time(std::unique_ptr<Card> card, Waiting& waiting);

}  // namespace proofmark::card
