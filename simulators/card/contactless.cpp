#include "simulators/card/contactless.hpp"

#include <algorithm>
#include <cmath>

namespace proofmark::card {

namespace {

constexpr double kCarrier = 13.56e6;          // Hz
constexpr std::size_t kFrameOverhead = 3;     // PCB and CRC (14443-4 clause 7.1)
constexpr double kBitsPerByte = 9;            // with parity (14443-3 clause 6.2.3)
constexpr double kBetweenFrames = 1172.0;     // carrier periods, frame delay time (14443-3 clause 6.2.1)
constexpr std::int64_t kExtensionFrames = 2;  // S(WTX) request and response
constexpr std::size_t kExtensionBytes = 4;
constexpr std::int64_t kLargestExtension = 59;  // times the waiting time

Duration seconds(double value) {
  return Duration(static_cast<std::int64_t>(std::llround(value * 1e6)));
}

// One direction: full frames, each but the last acknowledged.
Duration one_way(const ContactlessTiming& timing, std::size_t bytes) {
  const std::size_t payload = timing.frame_size - kFrameOverhead;
  const std::size_t frames = std::max<std::size_t>(1, (bytes + payload - 1) / payload);
  const std::size_t acknowledgements = frames - 1;
  const std::size_t sent = bytes + (frames + acknowledgements) * kFrameOverhead;
  return seconds(static_cast<double>(sent) * kBitsPerByte / (timing.bit_rate * 1e3) +
                 static_cast<double>(frames + acknowledgements) * kBetweenFrames / kCarrier);
}

class Contactless final : public Card {
 public:
  Contactless(std::unique_ptr<Card> card, const ContactlessTiming& timing) : card_(std::move(card)), timing_(timing) {}
  Bytes atr() const override { return card_->atr(); }
  void reset() override { card_->reset(); }
  std::optional<Duration> took() const override { return took_; }
  Duration paused() const override { return card_->paused(); }
  bool present() const override { return present_; }

  bool take_up() override {
    if (present_ || !timing_.returns) return present_;
    card_->reset();
    present_ = true;
    return true;
  }

  Bytes transmit(ByteView command) override {
    const std::size_t number = commands_++;
    const Duration waiting = frame_waiting_time(timing_.frame_waiting);
    if (!present_ || number == timing_.lost_at) return lost(waiting);
    Bytes answer = card_->transmit(command);
    const Duration needed = timing_.command + card_->paused();
    if (needed > waiting && !timing_.asks_for_time) return lost(waiting);
    took_ = transmission_time(timing_, command.size(), answer.size()) + needed + extensions(needed, waiting) +
            timing_.relay;
    return answer;
  }

 private:
  // The reader hears nothing until its waiting time is over.
  Bytes lost(Duration waiting) {
    present_ = false;
    took_ = waiting;
    return {};
  }

  [[nodiscard]] Duration extensions(Duration needed, Duration waiting) const {
    if (needed <= waiting) return Duration::zero();
    const auto asked = (needed - waiting) / (waiting * kLargestExtension) + 1;
    return asked * kExtensionFrames * one_way(timing_, kExtensionBytes);
  }

  std::unique_ptr<Card> card_;
  ContactlessTiming timing_;
  std::size_t commands_ = 0;
  bool present_ = true;
  std::optional<Duration> took_;
};

}  // namespace

Duration frame_waiting_time(unsigned integer) {
  return seconds(4096.0 * std::pow(2.0, integer) / kCarrier);
}

Duration transmission_time(const ContactlessTiming& timing, std::size_t command, std::size_t answer) {
  return one_way(timing, command) + one_way(timing, answer);
}

std::unique_ptr<Card> make_contactless(std::unique_ptr<Card> card, const ContactlessTiming& timing) {
  return std::make_unique<Contactless>(std::move(card), timing);
}

}  // namespace proofmark::card
