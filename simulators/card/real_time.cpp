#include "simulators/card/real_time.hpp"

#include <algorithm>
#include <thread>

namespace proofmark::card {

namespace {

class RealTime final : public Card {
 public:
  RealTime(std::unique_ptr<Card> card, Waiting& waiting) : card_(std::move(card)), waiting_(waiting) {}
  Bytes atr() const override { return card_->atr(); }
  void reset() override { card_->reset(); }
  std::optional<Duration> took() const override { return card_->took(); }
  Duration paused() const override { return card_->paused(); }
  bool present() const override { return card_->present(); }
  bool take_up() override { return card_->take_up(); }

  Bytes transmit(ByteView command) override {
    const Duration begun = waiting_.now();
    Bytes answer = card_->transmit(command);
    if (const auto took = card_->took()) waiting_.until(begun + *took);
    return answer;
  }

 private:
  std::unique_ptr<Card> card_;
  Waiting& waiting_;
};

}  // namespace

Duration SteadyWaiting::now() const {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

void SteadyWaiting::until(Duration moment) {
  constexpr Duration step = std::chrono::milliseconds(20);
  for (Duration left = moment - now(); left > Duration::zero() && !stop_; left = moment - now())
    std::this_thread::sleep_for(std::min(left, step));
}

std::unique_ptr<Card> make_real_time(std::unique_ptr<Card> card, Waiting& waiting) {
  return std::make_unique<RealTime>(std::move(card), waiting);
}

}  // namespace proofmark::card
