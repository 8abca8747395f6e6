#include "simulators/camera/recording.hpp"

#include <cmath>
#include <string>

#include "common/media/h264.hpp"
#include "common/media/mp4.hpp"
#include "simulators/camera/frame_timer.hpp"

namespace proofmark::camera {
namespace {

StreamTime microseconds(double seconds) {
  return StreamTime(std::llround(seconds * 1e6));
}

Result<void> check_length(double seconds) {
  if (!(seconds > 0 && seconds <= 600))
    return fail("recording", "more than 0 and at most 600 seconds", std::to_string(seconds), "Correct the length.");
  return {};
}

}  // namespace

Result<Recording> record_session(Capture& capture, const Device& device, double seconds, const SeededRandom& seed) {
  PROOFMARK_CHECK(check_length(seconds));
  PROOFMARK_CHECK(check_device(device));
  Recording recording;
  recording.device = device;
  SeededRandom random = seed.derive("recording/challenges");
  StreamTime next_challenge = microseconds(random.uniform(0.8, 1.6));
  StreamTime over = StreamTime::max();
  for (;;) {
    PROOFMARK_TRY(AccessUnit unit, capture.next());
    if (unit.captured > microseconds(seconds) && !recording.units.empty()) break;
    const StreamTime t = unit.captured;
    if (recording.units.empty() && !media::is_key_frame(unit.data))
      return fail("recording", "a capture at its start", "a stream that does not begin with an IDR picture",
                  "Record from the first access unit.");
    recording.units.push_back(std::move(unit));
    if (t >= over) {
      capture.challenge_over(t);
      recording.challenges.back().over = t;
      over = StreamTime::max();
      next_challenge = t + microseconds(random.uniform(0.4, 1.2));
    } else if (over == StreamTime::max() && t >= next_challenge) {
      const auto action = static_cast<Action>(random.below(7));
      const StreamTime window = microseconds(random.uniform(1.8, 2.6));
      capture.challenge(action, t, window);
      recording.challenges.push_back({action, t, {}});
      over = t + window;
    }
  }
  if (!recording.challenges.empty() && recording.challenges.back().over == StreamTime{})
    recording.challenges.back().over = recording.duration();
  recording.units.shrink_to_fit();
  return recording;
}

Result<void> write_mp4(Capture& capture, double seconds, const std::filesystem::path& file) {
  PROOFMARK_CHECK(check_length(seconds));
  PROOFMARK_TRY(std::unique_ptr<media::Mp4Writer> writer, media::Mp4Writer::create(file, kWidth, kHeight));
  for (;;) {
    PROOFMARK_TRY(const AccessUnit unit, capture.next());
    PROOFMARK_CHECK(writer->write(unit.data, unit.captured));
    if (unit.captured >= microseconds(seconds)) break;
  }
  return writer->close();
}

Result<void> write_mp4(const Recording& recording, const std::filesystem::path& file) {
  PROOFMARK_TRY(std::unique_ptr<media::Mp4Writer> writer, media::Mp4Writer::create(file, kWidth, kHeight));
  for (const AccessUnit& unit : recording.units) {
    PROOFMARK_CHECK(writer->write(unit.data, unit.captured));
  }
  return writer->close();
}

}  // namespace proofmark::camera
