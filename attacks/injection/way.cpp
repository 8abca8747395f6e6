#include "attacks/injection/way.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "attacks/injection/software_clock.hpp"
#include "common/media/h264.hpp"
#include "simulators/camera/developer.hpp"
#include "simulators/camera/frame_timer.hpp"
#include "simulators/camera/planar.hpp"
#include "simulators/camera/stream_time.hpp"

namespace proofmark::attack::injection {
namespace {

using camera::kHeight;
using camera::kWidth;

// What is not a phone's encoder differs in profile, level, colour description and distance of the key frames.
media::EncoderSettings encoder_of(const Species& species, const camera::Device& device, const SeededRandom& seed) {
  media::EncoderSettings s = camera::encoder_settings(device);
  const std::string kind = species.choice("encoder", "device");
  if (kind != "device") {
    s.rate_control = media::RateControl::quality;
    s.profile = kind == "x264" ? media::Profile::high : media::Profile::baseline;
    s.preset = kind == "x264" ? "veryfast" : "superfast";
    s.level = kind == "x264" ? 0 : 31;
    s.colour = kind == "emulated" ? media::ColourTag::none : media::ColourTag::bt709;
    s.key_frame_interval = kind == "x264" ? 250 : 120;
  }
  s.quality = static_cast<int>(species.draw("quality", s.quality, seed));
  s.key_frame_interval = static_cast<int>(species.draw("key_interval", s.key_frame_interval, seed));
  return s;
}

// What happened to the pictures before they reached the stream.
class Treatment {
 public:
  Treatment(const Species& species, const SeededRandom& seed)
      : rows_(static_cast<int>(species.draw("source_rows", 0, seed)) & ~1),
        noise_(species.draw("uniform_noise", 0, seed)),
        gain_(species.draw("luma_gain", 1, seed)),
        lift_(species.draw("luma_lift", 0, seed)),
        first_quality_(static_cast<int>(species.draw("first_quality", 0, seed))),
        random_(seed.derive("injection/noise")) {
    if (noise_ <= 0) return;
    steps_.resize(kSteps + kWidth);
    for (std::int8_t& step : steps_) step = static_cast<std::int8_t>(std::lround(random_.uniform(-noise_, noise_)));
  }

  Result<void> prepare(double frames_per_second) {
    if (first_quality_ == 0) return {};
    PROOFMARK_TRY(encoder_, media::Encoder::create({.frames_per_second = frames_per_second,
                                                    .bitrate_kbit = 8000,
                                                    .quality = first_quality_,
                                                    .key_frame_interval = 250,
                                                    .preset = "ultrafast"}));
    PROOFMARK_TRY(decoder_, media::Decoder::create());
    return {};
  }
  // Of the content: scaled, encoded and decoded; done for each new picture of it.
  Result<void> content(cv::Mat& bgr) {
    try {
      if (rows_ > 0 && rows_ != kHeight) {
        cv::resize(bgr, scaled_, {(rows_ * kWidth / kHeight) & ~1, rows_}, 0, 0, cv::INTER_AREA);
        cv::resize(scaled_, bgr, {kWidth, kHeight}, 0, 0, cv::INTER_LINEAR);
      }
    } catch (const cv::Exception& e) {
      return fail("attacks/injection", "a picture of another size", e.what(), "Correct the species.");
    }
    if (!encoder_) return {};
    PROOFMARK_TRY(const Bytes unit, encoder_->encode(bgr, media::PixelFormat::bgr));
    PROOFMARK_TRY(std::vector<cv::Mat> pictures, decoder_->decode(unit));
    if (!pictures.empty()) bgr = std::move(pictures.back());
    return {};
  }
  // Of the picture that goes to the stream's encoder.
  void stream(cv::Mat& i420) {
    if (gain_ != 1 || lift_ != 0) {
      cv::Mat luma = i420.rowRange(0, kHeight);
      luma.convertTo(luma, -1, gain_, lift_);
    }
    if (noise_ > 0) {
      for (int y = 0; y < kHeight; ++y) {
        const std::int8_t* noise = &steps_[random_.below(kSteps)];
        auto* row = i420.ptr<uchar>(y);
        for (int x = 0; x < kWidth; ++x) row[x] = static_cast<uchar>(std::clamp(row[x] + noise[x], 16, 235));
      }
    }
  }

 private:
  int rows_;
  double noise_, gain_, lift_;
  int first_quality_;
  static constexpr std::size_t kSteps = 1U << 15U;
  SeededRandom random_;
  std::vector<std::int8_t> steps_;
  std::unique_ptr<media::Encoder> encoder_;
  std::unique_ptr<media::Decoder> decoder_;
  cv::Mat scaled_;
};

class Way final : public camera::Capture {
 public:
  Way(const Species& species, std::unique_ptr<camera::FrameSource> content, Treatment treatment,
      std::unique_ptr<media::Encoder> encoder, const camera::Device& device, const SeededRandom& seed)
      : content_(std::move(content)),
        treatment_(std::move(treatment)),
        encoder_(std::move(encoder)),
        clock_(species, device, seed),
        source_rate_(species.draw("source_rate", 0, seed)),
        delay_(std::lround(1e3 * species.draw("delay_ms", 0, seed))) {
    if (species.choice("noise", "none") == "sensor") developer_ = camera::make_developer(device, kWidth, kHeight, seed);
    if (species.choice("sei", "none") == "x264") note_ = x264_note();
  }

  Result<camera::AccessUnit> next() override {
    camera::AccessUnit unit;
    unit.captured = clock_.next();
    unit.delayed = delay_;
    PROOFMARK_CHECK(take(unit.captured));
    if (developer_) {
      PROOFMARK_CHECK(developer_->develop(unit.captured, picture_, planes_));
    } else {
      PROOFMARK_CHECK(camera::to_i420(picture_, kWidth, kHeight, planes_));
    }
    treatment_.stream(planes_);
    PROOFMARK_TRY(unit.data, encoder_->encode(planes_, media::PixelFormat::i420));
    if (!note_.empty()) unit.data = with_note(unit.data, note_);
    note_.clear();
    return unit;
  }
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window) override {
    content_->challenge(challenge, t, window);
  }
  void challenge_over(camera::StreamTime t) override { content_->challenge_over(t); }

 private:
  // The content's picture that stands at `t`: its own cadence, not the stream's.
  Result<void> take(camera::StreamTime t) {
    if (source_rate_ > 0) {
      const auto number = static_cast<std::int64_t>(std::floor(camera::seconds(t) * source_rate_ + 1e-6));
      if (number == taken_) return {};
      taken_ = number;
      t = camera::StreamTime(static_cast<std::int64_t>(static_cast<double>(number) * 1e6 / source_rate_));
    }
    PROOFMARK_CHECK(content_->frame(t, picture_));
    return treatment_.content(picture_);
  }

  std::unique_ptr<camera::FrameSource> content_;
  Treatment treatment_;
  std::unique_ptr<media::Encoder> encoder_;
  std::unique_ptr<camera::Developer> developer_;
  SoftwareClock clock_;
  double source_rate_;
  camera::StreamTime delay_;
  std::int64_t taken_ = -1;
  Bytes note_;
  cv::Mat picture_, planes_;
};

}  // namespace

std::vector<std::string> way_parameters() {
  return {"stream_rate",   "jitter_ms", "clock_grid_ms", "source_rate", "source_rows",  "first_quality",
          "uniform_noise", "luma_gain", "luma_lift",     "quality",     "key_interval", "delay_ms"};
}

std::map<std::string, std::vector<std::string>> way_choices() {
  return {{"encoder", {"device", "x264", "openh264", "emulated"}},
          {"noise", {"none", "sensor"}},
          {"sei", {"none", "x264"}}};
}

Result<std::unique_ptr<camera::Capture>> make_way(const Species& species, std::unique_ptr<camera::FrameSource> content,
                                                  const camera::Device& device, const SeededRandom& seed) {
  PROOFMARK_CHECK(camera::check_device(device));
  PROOFMARK_TRY(auto encoder, media::Encoder::create(encoder_of(species, device, seed)));
  Treatment treatment(species, seed);
  PROOFMARK_CHECK(treatment.prepare(device.frames_per_second));
  return std::unique_ptr<camera::Capture>(std::make_unique<Way>(species, std::move(content), std::move(treatment),
                                                                std::move(encoder), device, seed.derive("way")));
}

}  // namespace proofmark::attack::injection
