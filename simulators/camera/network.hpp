// The way from the device to the service, on the device's own clock, simulated or real.
//
// The stream goes over TCP: nothing is lost and nothing overtakes. What a radio loses comes later instead, and holds up
// all that follows it:
// - a segment that is lost once is sent again one round trip later (fast retransmit, RFC 5681 3.2); one that is lost
//   twice waits for the timer, which starts at the greater of 200 ms and two round trips and doubles (RFC 6298 5.5,
//   with the lower bound that Linux has);
// - over a way with losses no more gets through than TCP's congestion control allows: 1.22 segments for each round trip
//   and root of the loss (Mathis et al. 1997);
// - while the way is interrupted nothing passes; afterwards the timer's next try does. Where the interruption breaks
// the
//   connection, the device has to connect anew.
// Not simulated: an encoder that lowers its rate when the way is narrow; what is too much waits.
#pragma once
#include <memory>
#include <vector>

#include "common/random.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/motion.hpp"

namespace proofmark::camera {

struct Interruption {
  double at = 0, seconds = 0;  // on the device's clock, from 0 to 3600; above 0, to 300
  bool breaks = false;
};

struct NetworkSettings {
  double uplink_kbit = 20000;
  double fading = 0;                             // root mean square of the uplink's slow change, as a part of it
  double one_way_ms = 5;                         // either way, without jitter
  double jitter_ms = 0;                          // standard deviation of what comes on top
  double loss = 0;                               // of a segment of 1400 bytes
  std::vector<Interruption> interruptions = {};  // in order, apart
};

// Error when a setting is outside what the simulation can do.
[[nodiscard]] Result<void> check_network(const NetworkSettings& settings);

class Network {
 public:
  Network(NetworkSettings settings, const SeededRandom& seed);
  struct Delivery {
    StreamTime arrives{};
    bool broken = false;  // not at all: the connection is gone at that time, and the device has another afterwards
  };
  // A message of that size, handed over at a time that grows from message to message.
  [[nodiscard]] Delivery up(StreamTime ready, std::size_t bytes);
  // When a short message that the service sends at that time is there.
  [[nodiscard]] StreamTime down(StreamTime sent);

 private:
  [[nodiscard]] double rate(double t) const;  // bytes a second
  [[nodiscard]] double losses(std::size_t segments);
  [[nodiscard]] double jitter();

  NetworkSettings settings_;
  SeededRandom random_, down_random_;
  Wander fading_;
  double round_trip_, timer_;
  double free_ = 0, last_up_ = 0, last_down_ = 0;
  std::size_t next_ = 0;  // the first interruption that is not over
};

// A capture whose units say when they arrive, and whose person sees a challenge when it has come down.
[[nodiscard]] std::unique_ptr<Capture> make_networked(std::unique_ptr<Capture> capture, Network network);

}  // namespace proofmark::camera
