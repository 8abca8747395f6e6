// Stream time as the models of motion and light reckon it.
#pragma once
#include "simulators/camera/challenge.hpp"

namespace proofmark::camera {

[[nodiscard]] inline double seconds(StreamTime t) {
  return static_cast<double>(t.count()) * 1e-6;
}

}  // namespace proofmark::camera
