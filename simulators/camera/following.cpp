#include "simulators/camera/following.hpp"

#include "simulators/camera/stream_time.hpp"

namespace proofmark::camera {
namespace {

constexpr double kReturn = 0.5;  // seconds

HeadOffset between(const HeadOffset& a, const HeadOffset& b, double share) {
  return {a.yaw + (b.yaw - a.yaw) * share, a.pitch + (b.pitch - a.pitch) * share};
}

}  // namespace

HeadOffset mark_at(const HeadPath& path, double t) {
  HeadOffset from;
  double since = 0;
  for (const HeadPath::Point& point : path.points) {
    const double at = seconds(point.at);
    const HeadOffset to{point.yaw, point.pitch};
    if (t < at) return t <= since ? from : between(from, to, (t - since) / (at - since));
    from = to;
    since = at;
  }
  return t >= since + kReturn ? HeadOffset{} : between(from, {}, (t - since) / kReturn);
}

// Smooth pursuit rounds the corners of a path: the mean of the mark's places over the last moments, weighted by a
// triangle. The sum has a fixed number of terms, so that it is the same on every machine.
HeadOffset head_at(const HeadPath& path, const Following& following, double t) {
  constexpr int kHalf = 8;
  HeadOffset sum;
  double weights = 0;
  for (int i = -kHalf; i <= kHalf; ++i) {
    const double weight = kHalf + 1 - (i < 0 ? -i : i);
    const double when = t - following.begun - following.delay - following.smoothing * (1 + double(i) / kHalf) / 2;
    const HeadOffset mark = mark_at(path, when);
    sum.yaw += weight * mark.yaw;
    sum.pitch += weight * mark.pitch;
    weights += weight;
  }
  return {following.gain * sum.yaw / weights, following.gain * sum.pitch / weights};
}

double at_rest_from(const HeadPath& path, const Following& following) {
  const double last = path.points.empty() ? 0 : seconds(path.points.back().at);
  return following.begun + following.delay + following.smoothing + last + kReturn;
}

}  // namespace proofmark::camera
