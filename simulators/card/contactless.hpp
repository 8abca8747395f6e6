// The contactless way between reader and chip on the simulated clock (ISO/IEC 14443-3 and -4): how long an exchange
// takes, how long the reader waits, and when the field is lost.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>

#include "common/clock.hpp"
#include "simulators/card/card.hpp"

namespace proofmark::card {

struct ContactlessTiming {
  unsigned bit_rate = 424;     // kbit/s, both ways: 106, 212, 424 or 848 (14443-4 clause 5.2.4)
  unsigned frame_size = 256;   // bytes, both ways (14443-4 clause 5.2.3)
  unsigned frame_waiting = 8;  // FWI, 0 to 14: the reader waits 4096 * 2^FWI carrier periods for a frame (clause 7.2)
  Duration command = std::chrono::milliseconds(6);  // what the chip needs for a command
  bool asks_for_time = true;  // S(WTX) before the waiting time is over (clause 7.3); else the reader gives the card up
  Duration relay = Duration::zero();              // what somebody in between adds to each exchange
  Duration access_delay = Duration::zero();       // after the first failed access; doubles with each further one
  Duration access_delay_most = Duration::zero();  // and grows no longer
  std::optional<std::size_t> lost_at;             // the command, counted from 0, at which the field is lost
  bool returns = false;                           // the card is held to the reader again
};

[[nodiscard]] Duration frame_waiting_time(unsigned integer);
// Command and answer on the way, in as many frames as they need; without what the chip itself takes.
[[nodiscard]] Duration transmission_time(const ContactlessTiming& timing, std::size_t command, std::size_t answer);

[[nodiscard]] std::unique_ptr<Card> make_contactless(std::unique_ptr<Card> card, const ContactlessTiming& timing);

}  // namespace proofmark::card
