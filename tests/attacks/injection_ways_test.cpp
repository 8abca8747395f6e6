#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "attacks/injection/contents.hpp"
#include "attacks/injection/injection.hpp"
#include "attacks/injection/substitution.hpp"
#include "attacks/injection/way.hpp"
#include "common/media/h264.hpp"
#include "tests/attacks/looks_stage.hpp"

namespace proofmark::attack::injection {
namespace {

using namespace std::chrono_literals;
using camera::StreamTime;

Species with(std::map<std::string, Range> parameters, std::map<std::string, std::string> choices = {}) {
  Species s;
  s.id = "injection-x";
  s.attack_class = "injection";
  s.method = "virtual camera";
  s.instrument = "still";
  s.material = "photograph";
  s.parameters = std::move(parameters);
  s.choices = std::move(choices);
  return s;
}

Range just(double value) {
  return {value, value};
}

// Counts how often it is asked for a picture.
class Counting final : public camera::FrameSource {
 public:
  explicit Counting(int& pictures) : pictures_(pictures) {}
  Result<void> frame(StreamTime, cv::Mat& bgr) override {
    ++pictures_;
    bgr.create(720, 1280, CV_8UC3);
    bgr.setTo(cv::Scalar::all(128));
    return {};
  }
  void challenge(const camera::Challenge&, StreamTime, StreamTime) override {}
  void challenge_over(StreamTime) override {}

 private:
  int& pictures_;
};

std::vector<camera::AccessUnit> units(const Species& species, std::size_t count, const camera::Device& device = {}) {
  int pictures = 0;
  auto way = make_way(species, std::make_unique<Counting>(pictures), device, SeededRandom(9));
  EXPECT_TRUE(way);
  std::vector<camera::AccessUnit> out;
  for (std::size_t n = 0; n < count; ++n) out.push_back((*way)->next().value());
  return out;
}

std::vector<unsigned> types(const camera::AccessUnit& unit) {
  std::vector<unsigned> out;
  for (const ByteView nal : media::split_annexb(unit.data)) out.push_back(nal[0] & 0x1FU);
  return out;
}

// profile_idc of the sequence parameter set (ITU-T H.264 7.3.2.1.1).
unsigned profile(const camera::AccessUnit& unit) {
  for (const ByteView nal : media::split_annexb(unit.data))
    if ((nal[0] & 0x1FU) == 7) return nal[1];
  return 0;
}

double deviation(const camera::AccessUnit& unit) {
  auto decoder = media::Decoder::create();
  const cv::Mat picture = (*decoder)->decode(unit.data).value().at(0);
  cv::Scalar mean, sigma;
  cv::meanStdDev(picture, mean, sigma);
  return sigma[1];
}

TEST(InjectionWay, TheEncoderIsTheDevicesOrBetraysAnother) {
  camera::Device device;
  device.encoder.profile = media::Profile::main;
  EXPECT_EQ(profile(units(with({}, {{"encoder", "device"}}), 1, device)[0]), 77U);
  EXPECT_EQ(profile(units(with({}, {{"encoder", "openh264"}}), 1, device)[0]), 66U);
  EXPECT_EQ(profile(units(with({}, {{"encoder", "emulated"}}), 1, device)[0]), 66U);
  EXPECT_EQ(profile(units(with({}, {{"encoder", "x264"}}), 1, device)[0]), 100U);
}

TEST(InjectionWay, TheLibrarysNoteComesOnceBeforeTheFirstSliceAndHarmsNothing) {
  const auto noted = units(with({}, {{"encoder", "x264"}, {"sei", "x264"}}), 2);
  EXPECT_EQ(types(noted[0]), (std::vector<unsigned>{7, 8, 6, 5}));
  EXPECT_EQ(types(noted[1]), std::vector<unsigned>{1});
  const std::string text(noted[0].data.begin(), noted[0].data.end());
  EXPECT_NE(text.find("x264 - core"), std::string::npos);
  EXPECT_LT(deviation(noted[0]), 1) << "it is decoded as ever";
  EXPECT_EQ(types(units(with({}, {{"encoder", "x264"}}), 1)[0]), (std::vector<unsigned>{7, 8, 5}));
}

TEST(InjectionWay, TimesLieOnTheGridOfTheOtherClock) {
  const auto on_grid = units(with({{"stream_rate", just(30)}, {"jitter_ms", just(1)}, {"clock_grid_ms", just(5)}}), 20);
  for (const auto& unit : on_grid) EXPECT_EQ(unit.captured.count() % 5000, 0) << unit.captured.count();
  const auto regular = units(with({{"stream_rate", just(25)}, {"jitter_ms", just(0)}}), 20);
  for (std::size_t n = 0; n < regular.size(); ++n)
    EXPECT_EQ(regular[n].captured, StreamTime(static_cast<std::int64_t>(n) * 40000));
  const auto shaken = units(with({{"jitter_ms", just(30)}}), 60);
  for (std::size_t n = 1; n < shaken.size(); ++n) EXPECT_GT(shaken[n].captured, shaken[n - 1].captured);
}

TEST(InjectionWay, ASlowerContentIsRepeatedAndARelayIsLate) {
  int pictures = 0;
  const Species s =
      with({{"stream_rate", just(30)}, {"jitter_ms", just(0)}, {"source_rate", just(10)}, {"delay_ms", just(80)}});
  auto way = make_way(s, std::make_unique<Counting>(pictures), {}, SeededRandom(9));
  for (int n = 0; n < 30; ++n) EXPECT_EQ((*way)->next().value().delayed, 80ms);
  EXPECT_EQ(pictures, 10);
}

TEST(InjectionWay, NoiseIsNoneOrTheEmulatorsOrTheDevicesFeigned) {
  EXPECT_LT(deviation(units(with({{"quality", just(10)}}), 1)[0]), 0.6);
  EXPECT_GT(deviation(units(with({{"quality", just(10)}, {"uniform_noise", just(6)}}), 1)[0]), 2);
  EXPECT_GT(deviation(units(with({{"quality", just(10)}}, {{"noise", "sensor"}}), 1)[0]), 0.8);
}

TEST(InjectionWay, AWrongRangeLiftsTheBlack) {
  const auto luma = [](const Species& s) {
    auto decoder = media::Decoder::create();
    return cv::mean((*decoder)->decode(units(s, 1)[0].data).value().at(0))[1];
  };
  EXPECT_LT(luma(with({{"luma_gain", just(0.859)}, {"luma_lift", just(0)}})), luma(with({})) - 10);
}

TEST(InjectionWay, AStillDoesNotAnswer) {
  LooksStage stage;
  const Species s = with({{"picture_sway", just(0)}});
  cv::Mat a, b;
  auto content = make_content(s, stage, SeededRandom(2));
  ASSERT_TRUE(content);
  ASSERT_TRUE((*content)->frame(0us, a));
  (*content)->challenge(camera::Action::smile, 0us, 2s);
  ASSERT_TRUE((*content)->frame(1500ms, b));
  ASSERT_EQ(a.size(), cv::Size(1280, 720));
  EXPECT_EQ(cv::norm(a, b, cv::NORM_INF), 0);
}

TEST(InjectionWay, ASubstitutionBeginsWithTheDevicesCameraAndGoesOnWithAKeyFrame) {
  LooksStage stage;
  Species s = with({{"substituted_at", just(0.4)}, {"seam_ms", just(90)}, {"jitter_ms", just(0)}},
                   {{"before", "covered lens"}, {"encoder", "openh264"}});
  s.method = "substitution in mid-session";
  auto capture = make(s, stage, SeededRandom(2));
  ASSERT_TRUE(capture) << capture.error().line();
  StreamTime last{-1};
  int seams = 0;
  for (int n = 0; n < 30; ++n) {
    const camera::AccessUnit unit = (*capture)->next().value();
    ASSERT_GT(unit.captured, last);
    if (n > 0 && media::is_key_frame(unit.data)) {
      ++seams;
      EXPECT_GT(unit.captured - last, 90ms);
      EXPECT_GT(unit.captured, 400ms);
      EXPECT_EQ(profile(unit), 66U);
      EXPECT_GT(deviation(unit), 5) << "the photograph";
    }
    last = unit.captured;
  }
  EXPECT_EQ(seams, 1);
}

TEST(InjectionWay, WrongInputIsRefused) {
  LooksStage stage, alone(false);
  EXPECT_FALSE(make(with({{"jiter_ms", just(1)}}), stage, SeededRandom(1)));
  EXPECT_FALSE(make(with({{"substituted_at", just(1)}}), stage, SeededRandom(1))) << "of another method";
  EXPECT_FALSE(make(with({{"feather", just(1)}}), stage, SeededRandom(1))) << "of another instrument";
  EXPECT_FALSE(make(with({}, {{"encoder", "toaster"}}), stage, SeededRandom(1)));
  Species s = with({});
  s.attack_class = "replay";
  EXPECT_FALSE(make(s, stage, SeededRandom(1)));
  s = with({});
  s.instrument = "face swap";
  EXPECT_FALSE(make(s, alone, SeededRandom(1)));
}

}  // namespace
}  // namespace proofmark::attack::injection
