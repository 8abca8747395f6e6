// The session with the real networks on video that shows no person; what a person does is in challenges_test.cpp and in
// the end-to-end tests.
#include "reference-impl/liveness/video_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <set>

#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "tests/face/paths.hpp"

namespace proofmark::liveness {
namespace {

using namespace std::chrono_literals;
using decision::CheckResult;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Instant start{std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}};

class VideoSessionTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    cv::setNumThreads(1);
    const auto manifest = face::read_manifest(test::manifest_file());
    ASSERT_TRUE(manifest) << manifest.error().line();
    auto loaded = face::load_models(test::models_folder(), *manifest);
    ASSERT_TRUE(loaded) << loaded.error().line();
    models_ = *loaded;
    auto policy = read_video_policy(test::thresholds_file());
    ASSERT_TRUE(policy) << policy.error().line();
    policy_ = *policy;
  }
  static void TearDownTestSuite() { models_.reset(); }

  static std::unique_ptr<VideoSession> session(ByteView portrait = {}) {
    auto made = VideoSession::create(models_, policy_, portrait, std::make_unique<SeededRandom>(1, "test"));
    EXPECT_TRUE(made) << made.error().line();
    return made ? std::move(*made) : nullptr;
  }
  // Moving stripes: video, but nobody there.
  static std::vector<Bytes> stripes(int frames, int width = 1280, int height = 720) {
    media::EncoderSettings settings;
    settings.width = width;
    settings.height = height;
    auto encoder = media::Encoder::create(settings);
    EXPECT_TRUE(encoder);
    std::vector<Bytes> units;
    for (int i = 0; i < frames; ++i) {
      cv::Mat picture(height, width, CV_8UC3, cv::Scalar(90, 110, 100));
      cv::rectangle(picture, cv::Rect((i * 8) % width, 50, 60, 300), {200, 180, 60}, -1);
      auto unit = (*encoder)->encode(picture, media::PixelFormat::bgr);
      EXPECT_TRUE(unit);
      units.push_back(*unit);
    }
    return units;
  }
  static const decision::Check& check(const VideoOutcome& outcome, const std::string& id) {
    for (const auto& c : outcome.checks)
      if (c.id == id) return c;
    throw std::runtime_error("no check " + id);
  }
  static void expect_nothing_passed_but(const VideoOutcome& outcome, const std::set<std::string>& allowed) {
    for (const auto& c : outcome.checks)
      if (!allowed.contains(c.id)) {
        EXPECT_NE(c.result, CheckResult::passed) << c.id << ": " << c.reason;
      }
  }

  inline static std::shared_ptr<const face::Models> models_;
  inline static VideoPolicy policy_;
};

TEST_F(VideoSessionTest, NoFramesNoPass) {
  auto s = session();
  const auto outcome = s->finish(start, true);
  std::vector<std::string> ids;
  for (const auto& c : outcome.checks) ids.push_back(c.id);
  EXPECT_THAT(ids, ElementsAre("video.format", "video.continuity", "face.found", "face.match", "liveness.challenges",
                               "liveness.passive"));
  expect_nothing_passed_but(outcome, {});
  EXPECT_EQ(outcome.frames, 0U);
  EXPECT_FALSE(outcome.comparison);
}

TEST_F(VideoSessionTest, MissingPartsAreRefused) {
  EXPECT_FALSE(VideoSession::create(nullptr, policy_, {}, std::make_unique<SeededRandom>(1)));
  EXPECT_FALSE(VideoSession::create(models_, policy_, {}, nullptr));
}

TEST_F(VideoSessionTest, VideoWithoutAPersonEndsWithoutAChallenge) {
  auto s = session();
  const auto units = stripes(30);
  Instant now = start;
  bool ended = false;
  for (std::size_t i = 0; i < units.size(); ++i, now += 33ms) {
    const auto events = s->on_access_unit(now, Duration(33'000) * static_cast<int>(i), units[i]);
    ASSERT_TRUE(events);
    EXPECT_TRUE(events->empty());
  }
  for (; now < start + 10s && !ended; now += 100ms)
    for (const auto& event : s->on_time(now)) {
      EXPECT_TRUE(std::holds_alternative<StreamEnd>(event));
      ended = true;
    }
  EXPECT_TRUE(ended);
  EXPECT_GT(now, start + policy_.challenges.max_wait_for_face);
  const auto outcome = s->finish(now, false);
  EXPECT_EQ(check(outcome, "video.format").result, CheckResult::passed) << check(outcome, "video.format").reason;
  expect_nothing_passed_but(outcome, {"video.format", "video.continuity"});
  EXPECT_EQ(outcome.frames, 30U);
  EXPECT_EQ(outcome.width, 1280);
  EXPECT_TRUE(outcome.actions.empty());
}

TEST_F(VideoSessionTest, MalformedVideoIsRecordedAndEnds) {
  auto s = session();
  SeededRandom random(4, "rubbish");
  bool ended = false;
  for (int i = 0; i < 40 && !ended; ++i) {
    const Bytes rubbish = random.bytes(static_cast<std::size_t>(i) * 97);
    const auto events = s->on_access_unit(start + 33ms * i, Duration(33'000) * i, rubbish);
    ASSERT_TRUE(events) << events.error().line();
    for (const auto& event : *events) ended = ended || std::holds_alternative<StreamEnd>(event);
  }
  EXPECT_TRUE(ended);
  const auto outcome = s->finish(start + 2s, false);
  expect_nothing_passed_but(outcome, {});
  EXPECT_THAT(check(outcome, "video.continuity").reason, HasSubstr("no H.264"));
  // Frames after the end change nothing.
  ASSERT_TRUE(s->on_access_unit(start + 3s, 3s, to_bytes("more")));
}

TEST_F(VideoSessionTest, OneBrokenAccessUnitFailsContinuityAlone) {
  auto s = session();
  auto units = stripes(20);
  units[10] = Bytes{0, 0, 0, 1, 0x65, 0xFF, 0xFF, 0xFF};
  for (std::size_t i = 0; i < units.size(); ++i)
    ASSERT_TRUE(s->on_access_unit(start + 33ms * i, Duration(33'000) * static_cast<int>(i), units[i]));
  const auto outcome = s->finish(start + 1s, true);
  EXPECT_EQ(check(outcome, "video.continuity").result, CheckResult::failed);
  EXPECT_GE(outcome.frames, 10U);
}

TEST_F(VideoSessionTest, FrozenAndSmallVideoAreSeen) {
  auto s = session();
  const auto units = stripes(1, 640, 360);
  for (int i = 0; i < 8; ++i) ASSERT_TRUE(s->on_access_unit(start + 33ms * i, Duration(33'000) * i, units[0]));
  const auto outcome = s->finish(start + 1s, true);
  EXPECT_EQ(check(outcome, "video.format").result, CheckResult::failed);
  EXPECT_THAT(check(outcome, "video.continuity").reason, HasSubstr("7 repeated frames"));
}

TEST_F(VideoSessionTest, CaptureTimesOutOfRangeEndTheStream) {
  auto s = session();
  const auto units = stripes(2);
  ASSERT_TRUE(s->on_access_unit(start, Duration::max(), units[0]));
  const auto outcome = s->finish(start, true);
  EXPECT_EQ(check(outcome, "video.continuity").result, CheckResult::failed);
}

TEST_F(VideoSessionTest, APortraitWithoutAFaceLeavesTheMatchUndetermined) {
  const auto jpeg = media::encode_jpeg(cv::Mat(531, 413, CV_8UC3, cv::Scalar(200, 200, 200)));
  ASSERT_TRUE(jpeg);
  for (const Bytes& portrait : {*jpeg, to_bytes("not a picture"), Bytes{}}) {
    auto s = session(portrait);
    const auto outcome = s->finish(start, true);
    EXPECT_EQ(check(outcome, "face.match").result, CheckResult::undetermined);
    EXPECT_FALSE(outcome.comparison);
  }
}

// ICAO 9303-10 section 4.7.2: DG2 may hold either coding.
TEST_F(VideoSessionTest, APortraitInJpeg2000IsDecodedLikeOneInJpeg) {
  const cv::Mat empty(531, 413, CV_8UC3, cv::Scalar(200, 200, 200));
  const auto jpeg = media::encode_jpeg(empty);
  const auto jpeg2000 = media::encode_jpeg2000(empty);
  ASSERT_TRUE(jpeg && jpeg2000);
  Bytes damaged = *jpeg2000;
  damaged.resize(damaged.size() / 3);
  const auto reason = [](ByteView portrait) {
    return check(session(portrait)->finish(start, true), "face.match").reason;
  };
  EXPECT_EQ(reason(*jpeg2000), reason(*jpeg));
  EXPECT_THAT(reason(*jpeg), HasSubstr("without a face"));
  EXPECT_THAT(reason(damaged), HasSubstr("cannot be decoded"));
}

}  // namespace
}  // namespace proofmark::liveness
