#include <algorithm>
#include <array>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/media/colour.hpp"
#include "common/media/ffmpeg.hpp"
#include "common/media/h264.hpp"

extern "C" {
#include <libavutil/log.h>
#include <libavutil/opt.h>
}

namespace proofmark::media {
namespace {

constexpr const char* kClause = "ITU-T H.264";

// Supplemental enhancement information is dropped: libx264 writes its version and every setting there, which a phone's
// encoder does not, and which would tell one capture setting from another.
Bytes without_sei(ByteView access_unit) {
  static constexpr std::array<std::uint8_t, 4> start{0, 0, 0, 1};
  Bytes out;
  out.reserve(access_unit.size() + 8);
  for (const ByteView unit : split_annexb(access_unit)) {
    if ((unit[0] & 0x1FU) == 6) continue;
    out.insert(out.end(), start.begin(), start.end());
    out.insert(out.end(), unit.begin(), unit.end());
  }
  return out;
}

Result<void> check(const EncoderSettings& s) {
  const bool size =
      s.width >= 64 && s.width <= 4096 && s.height >= 64 && s.height <= 4096 && s.width % 2 == 0 && s.height % 2 == 0;
  if (!size)
    return fail(kClause, "even width and height from 64 to 4096",
                std::to_string(s.width) + "x" + std::to_string(s.height), "Correct the encoder's settings.");
  if (!(s.frames_per_second >= 1 && s.frames_per_second <= 240) || s.bitrate_kbit < 50 || s.bitrate_kbit > 200000 ||
      s.quality < 0 || s.quality > 51 || s.key_frame_interval < 1)
    return fail(kClause, "1-240 frames/s, 50-200000 kbit/s, quality 0-51, key frame interval from 1",
                std::to_string(s.frames_per_second) + " frames/s, " + std::to_string(s.bitrate_kbit) +
                    " kbit/s, quality " + std::to_string(s.quality) + ", interval " +
                    std::to_string(s.key_frame_interval),
                "Correct the encoder's settings.");
  static constexpr std::array<const char*, 6> presets{"ultrafast", "superfast", "veryfast", "faster", "fast", "medium"};
  if (std::find(presets.begin(), presets.end(), s.preset) == presets.end() || s.level < 0 || s.level > 62)
    return fail(kClause, "a preset from ultrafast to medium, a level to 6.2",
                "preset '" + s.preset + "', level " + std::to_string(s.level) + " tenths",
                "Correct the encoder's settings.");
  return {};
}

void set_colour(AVCodecContext& c, ColourTag tag) {
  switch (tag) {
    case ColourTag::none:
      return;
    case ColourTag::smpte170m:
      c.colorspace = AVCOL_SPC_SMPTE170M;
      c.color_primaries = AVCOL_PRI_SMPTE170M;
      c.color_trc = AVCOL_TRC_SMPTE170M;
      break;
    case ColourTag::bt470bg:
      c.colorspace = AVCOL_SPC_BT470BG;
      c.color_primaries = AVCOL_PRI_BT470BG;
      c.color_trc = AVCOL_TRC_SMPTE170M;
      break;
    case ColourTag::bt709:
      c.colorspace = AVCOL_SPC_BT709;
      c.color_primaries = AVCOL_PRI_BT709;
      c.color_trc = AVCOL_TRC_BT709;
      break;
  }
  c.color_range = AVCOL_RANGE_MPEG;
}

const char* name_of(Profile profile) {
  return profile == Profile::baseline ? "baseline" : profile == Profile::main ? "main" : "high";
}

using Options = std::vector<std::pair<const char*, std::string>>;

Options options_of(const EncoderSettings& s) {
  std::string own = "scenecut=0:repeat-headers=1:annexb=1";
  if (s.level > 0) own += ":level=" + std::to_string(s.level);
  Options options{{"preset", s.preset}, {"tune", "zerolatency"}};
  if (s.rate_control == RateControl::quality) {
    options.emplace_back("crf", std::to_string(s.quality));
  } else {
    own += ":qpmin=" + std::to_string(s.quality);
  }
  options.emplace_back("x264-params", own);
  if (s.profile != Profile::any) options.emplace_back("profile", name_of(s.profile));
  return options;
}

}  // namespace

struct Encoder::Impl {
  EncoderSettings settings;
  ContextPtr context;
  FramePtr frame;
  PacketPtr packet;
  std::int64_t count = 0;
};

Encoder::Encoder() : impl_(std::make_unique<Impl>()) {}
Encoder::~Encoder() = default;

Result<std::unique_ptr<Encoder>> Encoder::create(const EncoderSettings& settings) {
  PROOFMARK_CHECK(check(settings));
  av_log_set_level(AV_LOG_QUIET);  // errors are values; nothing is printed
  const AVCodec* codec = avcodec_find_encoder_by_name("libx264");
  if (codec == nullptr)
    return fail(kClause, "the encoder libx264 in libavcodec", "none", "Install libavcodec59 with libx264.");
  std::unique_ptr<Encoder> encoder(new Encoder);
  Impl& impl = *encoder->impl_;
  impl.settings = settings;
  impl.context.reset(avcodec_alloc_context3(codec));
  impl.frame.reset(av_frame_alloc());
  impl.packet.reset(av_packet_alloc());
  if (!impl.context || !impl.frame || !impl.packet)
    return fail(kClause, "memory for an encoder", "none", "Run fewer jobs at once.");

  AVCodecContext& c = *impl.context;
  c.width = settings.width;
  c.height = settings.height;
  c.pix_fmt = AV_PIX_FMT_YUV420P;
  c.framerate = av_d2q(settings.frames_per_second, 1000000);
  c.time_base = av_inv_q(c.framerate);
  c.gop_size = settings.key_frame_interval;
  c.max_b_frames = 0;
  c.thread_count = 1;  // the bytes must not depend on the number of cores
  c.rc_max_rate = std::int64_t{settings.bitrate_kbit} * 1000;
  c.rc_buffer_size = settings.bitrate_kbit * 1000;
  if (settings.rate_control == RateControl::bitrate) c.bit_rate = c.rc_max_rate;
  set_colour(c, settings.colour);
  for (const auto& [key, value] : options_of(settings))
    if (const int rc = av_opt_set(c.priv_data, key, value.c_str(), 0); rc < 0)
      return fail(kClause, std::string("libx264 to know ") + key, ffmpeg_words(rc), "Install Debian 12's FFmpeg.");
  if (const int rc = avcodec_open2(&c, codec, nullptr); rc < 0)
    return fail(kClause, "the encoder to open", ffmpeg_words(rc), "Check the encoder's settings.");

  impl.frame->format = c.pix_fmt;
  impl.frame->width = c.width;
  impl.frame->height = c.height;
  if (const int rc = av_frame_get_buffer(impl.frame.get(), 0); rc < 0)
    return fail(kClause, "memory for a frame", ffmpeg_words(rc), "Run fewer jobs at once.");
  return encoder;
}

Result<Bytes> Encoder::encode(const cv::Mat& picture, PixelFormat format) {
  Impl& impl = *impl_;
  const int width = impl.settings.width;
  const int height = impl.settings.height;
  const bool bgr = format == PixelFormat::bgr;
  if (picture.cols != width || picture.rows != (bgr ? height : height * 3 / 2) ||
      picture.type() != (bgr ? CV_8UC3 : CV_8UC1))
    return fail(kClause,
                std::string(bgr ? "BGR" : "I420") + " of " + std::to_string(width) + "x" + std::to_string(height),
                "matrix of " + std::to_string(picture.cols) + "x" + std::to_string(picture.rows) + ", type " +
                    std::to_string(picture.type()),
                "Give pictures in the encoder's size and format.");
  cv::Mat planar = picture;
  if (bgr) {
    try {
      cv::cvtColor(picture, planar, cv::COLOR_BGR2YUV_I420);
    } catch (const cv::Exception& e) {
      return fail(kClause, "BGR to I420", e.what(), "Give pictures in the encoder's size and format.");
    }
  }
  if (const int rc = av_frame_make_writable(impl.frame.get()); rc < 0)
    return fail(kClause, "a writable frame", ffmpeg_words(rc), "Run fewer jobs at once.");
  if (!planar.isContinuous()) planar = planar.clone();
  const std::uint8_t* from = planar.data;
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const std::size_t row = static_cast<std::size_t>(plane == 0 ? width : width / 2);
    for (int y = 0; y < (plane == 0 ? height : height / 2); ++y, from += row)
      std::copy_n(from, row, impl.frame->data[plane] + std::ptrdiff_t{y} * impl.frame->linesize[plane]);
  }
  if (impl.settings.colour == ColourTag::bt709) to_bt709(impl.frame->data, impl.frame->linesize, width, height);
  impl.frame->pts = impl.count++;

  if (const int rc = avcodec_send_frame(impl.context.get(), impl.frame.get()); rc < 0)
    return fail(kClause, "the frame to be encoded", ffmpeg_words(rc), "Report this as an error of the encoder.");
  if (const int rc = avcodec_receive_packet(impl.context.get(), impl.packet.get()); rc < 0)
    return fail(kClause, "one access unit for each frame", ffmpeg_words(rc), "Report this as an error of the encoder.");
  Bytes out = without_sei(ByteView(impl.packet->data, static_cast<std::size_t>(impl.packet->size)));
  av_packet_unref(impl.packet.get());
  return out;
}

}  // namespace proofmark::media
