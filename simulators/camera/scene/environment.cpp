#include <algorithm>

#include "simulators/camera/scene/scene.hpp"

namespace proofmark::camera {

Environment Environment::sample(const SeededRandom& seed) {
  SeededRandom r = seed.derive("environment");
  Environment e;
  e.background_seed = r.next_u64() | 1U;  // never the plain one
  e.light_azimuth = static_cast<float>(r.uniform(-50, 50));
  e.light_elevation = static_cast<float>(r.uniform(12, 50));
  e.light_intensity = static_cast<float>(r.uniform(0.8, 1.4));
  e.ambient = static_cast<float>(r.uniform(0.28, 0.5));
  e.fill = static_cast<float>(r.uniform(0.2, 0.5));
  return e;
}

}  // namespace proofmark::camera
