#include "simulators/camera/network.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "simulators/camera/stream_time.hpp"

namespace proofmark::camera {
namespace {

constexpr double kSegment = 1400;  // bytes of a TCP segment on a mobile network
// No suite gives an attempt more than an hour, nor does the service a video: what begins later never does.
constexpr double kLatestInterruption = 3600;  // seconds

StreamTime stream_time(double s) {
  return StreamTime(std::llround(s * 1e6));
}

// The timer's first try at or after `until`, when it began to wait at `from`.
double retry(double from, double until, double timer) {
  double at = from + timer;
  for (double wait = timer; at < until;) at += wait *= 2;
  return at;
}

class Networked final : public Capture {
 public:
  Networked(std::unique_ptr<Capture> capture, Network network)
      : capture_(std::move(capture)), network_(std::move(network)) {}
  Result<AccessUnit> next() override {
    PROOFMARK_TRY(AccessUnit unit, capture_->next());
    return sent(std::move(unit));
  }
  Result<Exposure> expose() override { return capture_->expose(); }
  Result<AccessUnit> encode(Exposure exposure) override {
    PROOFMARK_TRY(AccessUnit unit, capture_->encode(std::move(exposure)));
    return sent(std::move(unit));
  }
  void challenge(const Challenge& challenge, StreamTime t, StreamTime window) override {
    capture_->challenge(challenge, network_.down(t), window);
  }
  void challenge_over(StreamTime t) override { capture_->challenge_over(network_.down(t)); }

 private:
  AccessUnit sent(AccessUnit unit) {
    const Network::Delivery delivery = network_.up(unit.captured, unit.data.size());
    unit.delayed = delivery.arrives - unit.captured;
    unit.cut = delivery.broken;
    return unit;
  }

  std::unique_ptr<Capture> capture_;
  Network network_;
};

Result<void> check_interruptions(const std::vector<Interruption>& interruptions) {
  double end = 0;
  for (const Interruption& i : interruptions) {
    if (!(i.at >= end && i.at <= kLatestInterruption && i.seconds > 0 && i.seconds <= 300))
      return fail("camera::NetworkSettings",
                  "interruptions in order and apart, beginning within 3600 s, of at most 300 s",
                  "one at " + std::to_string(i.at) + " s for " + std::to_string(i.seconds) + " s",
                  "Correct the network's settings.");
    end = i.at + i.seconds;
  }
  return {};
}

}  // namespace

Result<void> check_network(const NetworkSettings& s) {
  const bool ok = s.uplink_kbit >= 50 && s.uplink_kbit <= 1e6 && s.fading >= 0 && s.fading <= 0.5 &&
                  s.one_way_ms >= 0 && s.one_way_ms <= 2000 && s.jitter_ms >= 0 && s.jitter_ms <= 1000 && s.loss >= 0 &&
                  s.loss <= 0.2;
  if (ok) return check_interruptions(s.interruptions);
  return fail("camera::NetworkSettings",
              "50 kbit/s to 1 Gbit/s, fading to 0.5, one way to 2000 ms, jitter to 1000 ms, loss to 0.2",
              std::to_string(s.uplink_kbit) + " kbit/s, fading " + std::to_string(s.fading) + ", " +
                  std::to_string(s.one_way_ms) + " ms, jitter " + std::to_string(s.jitter_ms) + " ms, loss " +
                  std::to_string(s.loss),
              "Correct the network's settings.");
}

Network::Network(NetworkSettings settings, const SeededRandom& seed)
    : settings_(std::move(settings)),
      random_(seed.derive("network/up")),
      down_random_(seed.derive("network/down")),
      round_trip_(2 * settings_.one_way_ms / 1000),
      timer_(std::max(0.2, 2 * round_trip_)) {
  SeededRandom shape = seed.derive("network/fading");
  fading_ = Wander(settings_.fading, 0.1, 0.6, shape);
}

double Network::rate(double t) const {
  double rate = settings_.uplink_kbit * 125 * std::max(0.1, 1 + fading_.at(t));
  if (settings_.loss > 0 && round_trip_ > 0)
    rate = std::min(rate, 1.22 * kSegment / (round_trip_ * std::sqrt(settings_.loss)));
  return rate;
}

double Network::jitter() {
  return settings_.jitter_ms > 0 ? std::abs(random_.normal()) * settings_.jitter_ms / 1000 : 0;
}

// How long the slowest of a message's segments waits to be sent again.
double Network::losses(std::size_t segments) {
  double longest = 0;
  if (settings_.loss <= 0) return longest;
  for (std::size_t n = 0; n < segments; ++n) {
    if (!random_.chance(settings_.loss)) continue;
    double wait = round_trip_;
    for (double timer = timer_; random_.chance(settings_.loss) && timer < 60; timer *= 2) wait += timer;
    longest = std::max(longest, wait);
  }
  return longest;
}

Network::Delivery Network::up(StreamTime ready, std::size_t bytes) {
  double start = std::max(seconds(ready), free_);
  double end = start + static_cast<double>(bytes) / rate(start);
  while (next_ < settings_.interruptions.size()) {
    const Interruption& i = settings_.interruptions[next_];
    if (end < i.at) break;
    ++next_;
    if (start >= i.at + i.seconds) continue;
    if (i.breaks) {
      free_ = i.at + i.seconds;
      return {stream_time(std::max(i.at, seconds(ready))), true};
    }
    // What was under way is sent again as a whole.
    start = retry(std::max(start, i.at), i.at + i.seconds, timer_);
    end = start + static_cast<double>(bytes) / rate(start);
  }
  free_ = end;
  const auto segments = static_cast<std::size_t>(std::ceil(static_cast<double>(bytes) / kSegment));
  const double there = end + settings_.one_way_ms / 1000 + jitter() + losses(segments);
  last_up_ = std::max(last_up_, there);
  return {stream_time(last_up_), false};
}

StreamTime Network::down(StreamTime sent) {
  double start = seconds(sent);
  for (const Interruption& i : settings_.interruptions)
    if (start >= i.at && start < i.at + i.seconds) start = retry(start, i.at + i.seconds, timer_);
  double there = start + settings_.one_way_ms / 1000;
  if (settings_.jitter_ms > 0) there += std::abs(down_random_.normal()) * settings_.jitter_ms / 1000;
  if (settings_.loss > 0 && down_random_.chance(settings_.loss)) there += timer_;  // nothing follows that would tell
  last_down_ = std::max(last_down_, there);
  return stream_time(last_down_);
}

std::unique_ptr<Capture> make_networked(std::unique_ptr<Capture> capture, Network network) {
  return std::make_unique<Networked>(std::move(capture), std::move(network));
}

}  // namespace proofmark::camera
