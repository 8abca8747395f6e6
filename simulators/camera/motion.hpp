// Motions over time, in seconds: voluntary movements and the wander of a hand or a head that is held still.
#pragma once
#include <cmath>
#include <deque>
#include <numbers>
#include <vector>

#include "common/random.hpp"

namespace proofmark::camera {

// The minimum-jerk profile of voluntary movements (Flash and Hogan 1985), 0 to 1 for u from 0 to 1.
[[nodiscard]] inline double minimum_jerk(double u) {
  if (u <= 0) return 0;
  if (u >= 1) return 1;
  return u * u * u * (10 + u * (6 * u - 15));
}

// One quantity that is moved from where it is to where it shall be. What it does is a function of the movements alone.
class Track {
 public:
  // From `start` on, whatever was planned for later is given up.
  void move(double start, double duration, double to) {
    cancel(start);
    pending_.push_back({start, duration, to});
  }
  // Gives up the movements that have not begun at `t`.
  void cancel(double t) {
    while (!pending_.empty() && pending_.back().start >= t) pending_.pop_back();
  }
  // `t` never goes back.
  [[nodiscard]] double at(double t) {
    while (!pending_.empty() && pending_.front().start <= t) {
      from_ = value(pending_.front().start);
      current_ = pending_.front();
      pending_.pop_front();
    }
    return value(t);
  }

 private:
  struct Move {
    double start = 0, duration = 1, to = 0;
  };
  [[nodiscard]] double value(double t) const {
    return from_ + (current_.to - from_) * minimum_jerk((t - current_.start) / current_.duration);
  }
  double from_ = 0;
  Move current_;
  std::deque<Move> pending_;
};

// A sum of sines with frequencies drawn between `low` and `high` hertz, amplitudes falling as 1/f, of the given root
// mean square: the slow sway of a hand (below about 1.5 Hz) or its physiological tremor (8 to 12 Hz).
class Wander {
 public:
  Wander() = default;
  Wander(double rms, double low, double high, RandomSource& random, int components = 5) {
    double power = 0;
    for (int i = 0; i < components; ++i) {
      const double f = low * std::pow(high / low, (i + random.uniform()) / components);
      waves_.push_back({1 / f, 2 * std::numbers::pi * f, random.uniform(0, 2 * std::numbers::pi)});
      power += 0.5 / (f * f);
    }
    for (Wave& w : waves_) w.amplitude *= rms / std::sqrt(power);
  }
  [[nodiscard]] double at(double t) const {
    double sum = 0;
    for (const Wave& w : waves_) sum += w.amplitude * std::sin(w.omega * t + w.phase);
    return sum;
  }

 private:
  struct Wave {
    double amplitude, omega, phase;
  };
  std::vector<Wave> waves_;
};

}  // namespace proofmark::camera
