// Whole video sessions of the development population against the service's own code: genuine persons and attacks.
#pragma once
#include <string>
#include <vector>

#include "bench/calibration/people.hpp"
#include "reference-impl/liveness/video_session.hpp"

namespace proofmark::calibration {

// One session, challenges answered by the capture's person. Times are simulated: 25 ms of network each way.
struct Session {
  liveness::VideoOutcome outcome;
  liveness::VideoMeasures measures;
  double seconds = 0;  // of the stream
};
[[nodiscard]] Result<Session> run_session(camera::Capture& capture, const std::shared_ptr<const face::Models>& models,
                                          const liveness::VideoPolicy& policy, ByteView portrait_jpeg,
                                          const SeededRandom& entropy);

// Prints one JSON line per session and a summary with the errors at the policy's thresholds. `kinds`: "genuine", and
// the class or id of development species under `attacks`.
[[nodiscard]] Result<void> measure_sessions(const Sources& sources, const std::shared_ptr<const face::Models>& models,
                                            const liveness::VideoPolicy& policy, const std::filesystem::path& attacks,
                                            const std::vector<std::string>& kinds, std::uint64_t first,
                                            std::uint64_t persons);

}  // namespace proofmark::calibration
