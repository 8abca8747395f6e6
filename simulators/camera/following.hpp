// How a head follows a mark that moves on the screen: late by a person's delay, round the corners, not quite as far as
// the mark went.
#pragma once
#include "simulators/camera/challenge.hpp"

namespace proofmark::camera {

struct Following {
  double begun = 0;        // seconds; when the mark was shown
  double delay = 0.25;     // seconds behind the mark
  double gain = 1;         // of the mark's excursion that the head makes; eyes do the rest
  double smoothing = 0.3;  // seconds over which a corner is rounded
};

struct HeadOffset {
  double yaw = 0, pitch = 0;  // degrees
};

// Where the mark is `t` seconds after it was shown: rest before the first point, and from the last point on back to
// rest within half a second.
[[nodiscard]] HeadOffset mark_at(const HeadPath& path, double t);

// Where the head is at `t` (seconds of the stream), before its own small motion.
[[nodiscard]] HeadOffset head_at(const HeadPath& path, const Following& following, double t);

// The moment (seconds of the stream) from which the head is at rest again.
[[nodiscard]] double at_rest_from(const HeadPath& path, const Following& following);

}  // namespace proofmark::camera
