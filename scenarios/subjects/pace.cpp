#include "scenarios/subjects/device.hpp"

namespace proofmark::subjects {

Pace Pace::brisk() {
  return {.consent = std::chrono::milliseconds(500),
          .card = std::chrono::milliseconds(500),
          .camera = std::chrono::milliseconds(200),
          .apdu = Duration(0),
          .bytes_per_second = 1e9};
}

}  // namespace proofmark::subjects
