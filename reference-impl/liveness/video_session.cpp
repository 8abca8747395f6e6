#include "reference-impl/liveness/video_session.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "reference-impl/face/analyser.hpp"
#include "reference-impl/liveness/challenges.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::liveness {
namespace {

constexpr int undecodable_limit = 10;
constexpr std::size_t access_unit_limit = std::size_t{2} << 20U;
// A session lasts 10 to 14 s; beyond this a stream is no answer to the challenges but a burden.
constexpr std::size_t frame_limit = 60 * 60;
constexpr Duration look_overdue{2'000'000};
constexpr int score_interval = 15;    // frames from one score of the liveness network to the next
constexpr int picture_interval = 15;  // likewise of the spectrum
constexpr int offset_between = 7;     // so that the two do not fall on the same frame

bool same_picture(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size() || a.type() != b.type() || a.data == b.data) return false;
  const auto length = static_cast<std::size_t>(a.cols) * a.elemSize();
  for (int y = 0; y < a.rows; ++y)
    if (std::memcmp(a.ptr(y), b.ptr(y), length) != 0) return false;
  return true;
}

decision::Check failed(std::string id, std::string reason) {
  return {std::move(id), decision::CheckResult::failed, std::move(reason)};
}

}  // namespace

struct VideoSession::Impl {
  VideoPolicy policy;
  std::unique_ptr<media::Decoder> decoder;
  std::unique_ptr<face::Analyser> analyser;
  std::unique_ptr<RandomSource> entropy;
  std::optional<ChallengeDirector> director;
  Neutral neutral;
  Continuity continuity;
  Matching matching;
  Passive passive;

  std::optional<Instant> first_arrived;
  Duration first_captured{};
  Duration least_lag{};  // smallest (arrived - captured) so far, both since their first
  std::optional<Duration> last_captured;
  cv::Mat last_picture, last_thumbnail;
  int undecodable = 0;
  int frame = 0;
  std::optional<Duration> last_look;  // on the clock of the challenges
  std::vector<face::Landmarks> turned;
  std::optional<Error> broken;
  bool ended = false;

  explicit Impl(const VideoPolicy& p) : policy(p), matching(p.face) {}

  void end(std::vector<VideoEvent>& events) {
    if (ended) return;
    ended = true;
    events.emplace_back(StreamEnd{});
  }
  // The director says StreamEnd itself.
  void note_end(const std::vector<VideoEvent>& events) {
    for (const auto& event : events) ended = ended || std::holds_alternative<StreamEnd>(event);
  }
  Result<void> picture(const cv::Mat& bgr, Duration arrived, Duration captured, std::vector<VideoEvent>& events);
  Result<void> look(const cv::Mat& bgr, const face::FaceFrame& face, Duration now, Duration at,
                    std::vector<VideoEvent>& events);
  void follow_turn(const Observation& observation, const face::FaceFrame& face);
};

VideoSession::VideoSession() = default;
VideoSession::~VideoSession() = default;

Result<std::unique_ptr<VideoSession>> VideoSession::create(std::shared_ptr<const face::Models> models,
                                                           const VideoPolicy& policy, ByteView portrait_jpeg,
                                                           std::unique_ptr<RandomSource> entropy) {
  if (!models || !entropy)
    return fail("proofmark video session", "face models and a source of entropy", "none", "Pass both.");
  auto impl = std::make_unique<Impl>(policy);
  media::DecoderLimits limits;
  limits.access_unit_bytes = access_unit_limit;
  PROOFMARK_TRY(impl->decoder, media::Decoder::create(limits));
  PROOFMARK_TRY(impl->analyser, face::Analyser::create(std::move(models)));
  impl->matching.set_portrait(*impl->analyser, portrait_jpeg);
  impl->entropy = std::move(entropy);
  impl->director.emplace(policy.challenges, *impl->entropy);
  auto session = std::unique_ptr<VideoSession>(new VideoSession());
  session->impl_ = std::move(impl);
  return session;
}

Result<std::vector<VideoEvent>> VideoSession::on_access_unit(Instant arrived, Duration captured, ByteView annexb) {
  Impl& s = *impl_;
  std::vector<VideoEvent> events;
  if (s.ended) return events;
  if (!s.first_arrived) {
    s.first_arrived = arrived;
    s.first_captured = captured;
  }
  const Duration now = std::chrono::duration_cast<Duration>(arrived - *s.first_arrived);
  // Device times are outside data: a far one would overflow later sums.
  constexpr Duration far = std::chrono::hours(24 * 365 * 100);
  if (captured > far || captured < -far) {
    s.continuity.undecodable("a capture time out of range");
    s.end(events);
    return events;
  }
  auto pictures = s.decoder->decode(annexb, media::PixelFormat::bgr);
  if (!pictures && PROOFMARK_WEAKNESS(bad_frame_ends_process)) std::abort();
  if (!pictures) {
    s.continuity.undecodable(pictures.error().observed);
    if (++s.undecodable >= undecodable_limit) s.end(events);
    return events;
  }
  for (const cv::Mat& bgr : *pictures) {
    auto done = s.picture(bgr, now, captured - s.first_captured, events);
    if (!done) {
      s.broken = done.error();
      s.ended = true;
      return fail(std::move(done).error());
    }
  }
  s.director->tick(now, events);
  s.note_end(events);
  if (!s.director->started() && now > s.policy.challenges.max_wait_for_face) s.end(events);
  if (s.continuity.frames() >= frame_limit) s.end(events);
  return events;
}

Result<void> VideoSession::Impl::picture(const cv::Mat& bgr, Duration arrived, Duration captured,
                                         std::vector<VideoEvent>& events) {
  FrameFacts facts;
  facts.arrived = arrived;
  facts.captured = captured;
  facts.width = bgr.cols;
  facts.height = bgr.rows;
  cv::Mat thumbnail, small;
  cv::resize(bgr, small, cv::Size(std::max(bgr.cols / 8, 1), std::max(bgr.rows / 8, 1)), 0, 0, cv::INTER_AREA);
  cv::cvtColor(small, thumbnail, cv::COLOR_BGR2GRAY);
  if (!last_thumbnail.empty() && last_thumbnail.size() == thumbnail.size()) {
    facts.scene_change = cv::norm(thumbnail, last_thumbnail, cv::NORM_L1) / static_cast<double>(thumbnail.total());
    facts.repeated = facts.scene_change == 0 && same_picture(bgr, last_picture);
  }
  last_thumbnail = thumbnail;
  last_picture = bgr;

  least_lag = std::min(least_lag, arrived - captured);
  // The frame's own time on the service's clock, were it sent without delay.
  const Duration at = std::min(captured + least_lag, arrived);

  PROOFMARK_TRY(const face::FrameAnalysis analysis, analyser->next(bgr));
  matching.add_frame(analysis);
  if (analysis.face) {
    const auto& box = analysis.face->box;
    facts.face = {box.x + box.width / 2, box.y + box.height / 2, box.width};
  }
  continuity.add(facts);
  ++frame;
  if (!analysis.face) return {};
  return look(bgr, *analysis.face, arrived, at, events);
}

Result<void> VideoSession::Impl::look(const cv::Mat& bgr, const face::FaceFrame& face, Duration now, Duration at,
                                      std::vector<VideoEvent>& events) {
  if (!neutral.ready()) {
    neutral.add(face);
    if (!neutral.ready()) return {};
    director->start(now);
  }
  const auto observation = neutral.observe(at, face);
  if (!observation) return {};
  follow_turn(*observation, face);
  const bool frontal = at_rest(*observation, policy.challenges) && observation->eyes_closed < 0.5;
  passive.add_observation(*observation, director->asking() || !frontal);
  // Rest is measured against the first face's own shape: another person may never seem at rest. Nobody escapes being
  // compared with the look before for that reason.
  const bool overdue = last_look && at - *last_look >= look_overdue && !director->asking();
  if (frontal || overdue) {
    const std::size_t looks = matching.looks();
    PROOFMARK_TRY(const auto alike, matching.look(*analyser, bgr, face, frame));
    if (alike) continuity.looks_alike(*alike);
    if (matching.looks() != looks) last_look = at;
  }
  if (frontal) {
    if (frame % score_interval == 0) {
      PROOFMARK_TRY(const double score, analyser->networks().liveness(bgr, face.box));
      passive.add_score(score);
    }
    if (frame % picture_interval == offset_between) passive.add_picture(bgr, face.box);
  }
  director->observe(*observation, now, events);
  return {};
}

// Gathers the frames of a held turn; one view of the face from its side comes of each.
void VideoSession::Impl::follow_turn(const Observation& observation, const face::FaceFrame& face) {
  constexpr std::size_t enough = 6;
  const bool turning = std::abs(observation.yaw) >= policy.challenges.yaw.on;
  if (turning) {
    turned.push_back(face.landmarks);
    if (turned.size() > enough) turned.erase(turned.begin());
    return;
  }
  if (turned.size() >= enough) passive.add_turn(neutral.landmarks(), turned);
  turned.clear();
}

std::vector<VideoEvent> VideoSession::on_time(Instant now) {
  Impl& s = *impl_;
  std::vector<VideoEvent> events;
  if (s.ended || !s.first_arrived) return events;
  const Duration since = std::chrono::duration_cast<Duration>(now - *s.first_arrived);
  s.director->tick(since, events);
  s.note_end(events);
  if (!s.director->started() && since > s.policy.challenges.max_wait_for_face) s.end(events);
  return events;
}

VideoMeasures VideoSession::measures() const {
  const Impl& s = *impl_;
  return {s.passive.measures(),    s.continuity.extremes(), s.matching.found_share(),    s.matching.face_width(),
          s.matching.brightness(), s.matching.sharpness(),  s.matching.compared_frames()};
}

VideoOutcome VideoSession::finish(Instant now, bool interrupted) {
  Impl& s = *impl_;
  if (s.first_arrived) {
    std::vector<VideoEvent> unsaid;  // a window that ended meanwhile counts as ended
    s.director->tick(std::chrono::duration_cast<Duration>(now - *s.first_arrived), unsaid);
  }
  s.ended = true;
  VideoOutcome outcome;
  outcome.frames = s.continuity.frames();
  outcome.width = s.continuity.width();
  outcome.height = s.continuity.height();
  outcome.frames_per_second = s.continuity.frames_per_second();
  outcome.actions = s.director->records();
  outcome.comparison = s.matching.comparison();
  outcome.checks = {s.continuity.format_check(s.policy.format),
                    s.continuity.continuity_check(s.policy.continuity),
                    s.matching.found_check(),
                    s.matching.match_check(),
                    s.director->check(),
                    s.passive.check(s.policy.passive)};
  for (auto& check : outcome.checks) {
    if (s.broken) {
      check.result = decision::CheckResult::undetermined;
      check.reason = s.broken->line();
    } else if (interrupted && check.id == "video.continuity" && check.result == decision::CheckResult::passed) {
      check = failed(check.id, check.reason + ", and an end before the last challenge was over");
    }
  }
  return outcome;
}

}  // namespace proofmark::liveness
