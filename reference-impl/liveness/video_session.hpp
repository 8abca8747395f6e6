// The video part of one session: the person's stream in, challenges out, and at the end the checks on it.
// It knows no clock of its own: every time comes from the caller. One thread at a time.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/random.hpp"
#include "common/result.hpp"
#include "reference-impl/decision/check.hpp"
#include "reference-impl/face/models.hpp"
#include "reference-impl/liveness/continuity.hpp"
#include "reference-impl/liveness/events.hpp"
#include "reference-impl/liveness/matching.hpp"
#include "reference-impl/liveness/passive.hpp"
#include "reference-impl/liveness/policy.hpp"

namespace proofmark::liveness {

struct VideoOutcome {
  // video.format, video.continuity, face.found, face.match, liveness.challenges, liveness.passive; always all six
  std::vector<decision::Check> checks;
  std::size_t frames = 0;  // decoded
  int width = 0, height = 0;
  double frames_per_second = 0;
  std::vector<ActionRecord> actions;     // those that were asked
  std::optional<Comparison> comparison;  // absent when no live face could be compared
};

struct VideoMeasures {
  PassiveMeasures passive;
  Continuity::Extremes continuity;
  double found_share = 0, face_width = 0, brightness = 0, sharpness = 0;
  int compared_frames = 0;
};

class VideoSession {
 public:
  // `portrait_jpeg` is the picture of DG2. A portrait without a usable face is no error here: face.match will be
  // undetermined. Errors: a model that cannot be loaded into a network.
  [[nodiscard]] static Result<std::unique_ptr<VideoSession>> create(std::shared_ptr<const face::Models> models,
                                                                    const VideoPolicy& policy, ByteView portrait_jpeg,
                                                                    std::unique_ptr<RandomSource> entropy);
  ~VideoSession();
  VideoSession(const VideoSession&) = delete;
  VideoSession& operator=(const VideoSession&) = delete;

  // `arrived` is the service's time, `captured` the device's own. An access unit that cannot be decoded is recorded
  // (video.continuity fails) and the session goes on; from the tenth on it ends with StreamEnd. Errors: a network or
  // library that failed; the session then ends and its outcome is undetermined.
  [[nodiscard]] Result<std::vector<VideoEvent>> on_access_unit(Instant arrived, Duration captured, ByteView annexb);
  // Deadlines that pass without frames; call it a few times a second. A stream that never starts or stops sending is
  // ended by the caller.
  [[nodiscard]] std::vector<VideoEvent> on_time(Instant now);
  // What came of it. `interrupted`: the stream ended before StreamEnd was said; what is missing then fails.
  [[nodiscard]] VideoOutcome finish(Instant now, bool interrupted);
  // What was measured so far; thresholds are set on it. Never leaves the service.
  [[nodiscard]] VideoMeasures measures() const;

 private:
  VideoSession();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace proofmark::liveness
