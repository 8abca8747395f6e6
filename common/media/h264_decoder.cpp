#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/media/ffmpeg.hpp"
#include "common/media/h264.hpp"
#include "common/media/scaler.hpp"

extern "C" {
#include <libavutil/log.h>
}

namespace proofmark::media {
namespace {

constexpr const char* kClause = "ITU-T H.264";

bool is_plain_bt601(const AVFrame& f) {
  return f.format == AV_PIX_FMT_YUV420P && f.width % 2 == 0 && f.height % 2 == 0 && f.color_range != AVCOL_RANGE_JPEG &&
         (f.colorspace == AVCOL_SPC_SMPTE170M || f.colorspace == AVCOL_SPC_BT470BG ||
          f.colorspace == AVCOL_SPC_UNSPECIFIED);
}

cv::Mat copy_i420(const AVFrame& f) {
  cv::Mat out(f.height * 3 / 2, f.width, CV_8UC1);
  std::uint8_t* to = out.data;
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const std::size_t row = static_cast<std::size_t>(plane == 0 ? f.width : f.width / 2);
    for (int y = 0; y < (plane == 0 ? f.height : f.height / 2); ++y, to += row)
      std::copy_n(f.data[plane] + std::ptrdiff_t{y} * f.linesize[plane], row, to);
  }
  return out;
}

// Every other pixel format, matrix or range, by libswscale; BGR, or I420 in BT.601 limited range.
// `scaler` is kept from picture to picture: making one for each took a tenth of the time.
Result<cv::Mat> convert(const AVFrame& f, PixelFormat format, Scaler& scaler) {
  const bool bgr = format == PixelFormat::bgr;
  if (!bgr && (f.width % 2 != 0 || f.height % 2 != 0))
    return fail(kClause, "even width and height for I420", std::to_string(f.width) + "x" + std::to_string(f.height),
                "Ask for BGR, or send pictures of even size.");
  // yuvj420p is yuv420p in full range under another name; the range is set below.
  const auto format_in = f.format == AV_PIX_FMT_YUVJ420P ? AV_PIX_FMT_YUV420P : static_cast<AVPixelFormat>(f.format);
  const AVPixelFormat format_out = bgr ? AV_PIX_FMT_BGR24 : AV_PIX_FMT_YUV420P;
  // Frees the one given when its sizes or formats are others.
  scaler.reset(sws_getCachedContext(scaler.release(), f.width, f.height, format_in, f.width, f.height, format_out,
                                    SWS_BILINEAR | SWS_ACCURATE_RND | SWS_FULL_CHR_H_INT, nullptr, nullptr, nullptr));
  if (!scaler) return fail(kClause, "a pixel format that libswscale knows", std::to_string(f.format), "Send 4:2:0.");
  const int matrix = f.colorspace == AVCOL_SPC_BT709        ? SWS_CS_ITU709
                     : f.colorspace == AVCOL_SPC_BT2020_NCL ? SWS_CS_BT2020
                                                            : SWS_CS_ITU601;
  const int full = f.color_range == AVCOL_RANGE_JPEG || f.format == AV_PIX_FMT_YUVJ420P ? 1 : 0;
  sws_setColorspaceDetails(scaler.get(), sws_getCoefficients(matrix), full, sws_getCoefficients(SWS_CS_ITU601),
                           bgr ? 1 : 0, 0, 1 << 16, 1 << 16);
  cv::Mat out = scaled(*scaler, f, {f.width, f.height}, format_out);
  if (out.empty()) return fail(kClause, "a converted picture", "none", "Send 4:2:0 of 8 bits.");
  return out;
}

}  // namespace

struct Decoder::Impl {
  DecoderLimits limits;
  ContextPtr context;
  FramePtr frame;
  PacketPtr packet;
  Scaler scaler;

  Result<void> collect(PixelFormat format, std::vector<cv::Mat>& out) {
    for (;;) {
      const int rc = avcodec_receive_frame(context.get(), frame.get());
      if (rc == AVERROR(EAGAIN) || rc == AVERROR_EOF) return {};
      if (rc < 0) return fail(kClause, "a picture that can be decoded", ffmpeg_words(rc), "Send an intact stream.");
      const AVFrame& f = *frame;
      if (f.width > limits.width || f.height > limits.height)
        return fail(kClause, "at most " + std::to_string(limits.width) + "x" + std::to_string(limits.height),
                    std::to_string(f.width) + "x" + std::to_string(f.height), "Send smaller pictures.");
      if (f.decode_error_flags != 0 || (f.flags & AV_FRAME_FLAG_CORRUPT) != 0)
        return fail(kClause, "a whole picture", "a picture with missing or damaged parts", "Send an intact stream.");
      try {
        if (is_plain_bt601(f)) {
          cv::Mat planar = copy_i420(f);
          if (format == PixelFormat::i420) {
            out.push_back(std::move(planar));
          } else {
            cv::Mat bgr;
            cv::cvtColor(planar, bgr, cv::COLOR_YUV2BGR_I420);
            out.push_back(std::move(bgr));
          }
        } else {
          PROOFMARK_TRY(cv::Mat picture, convert(f, format, scaler));
          out.push_back(std::move(picture));
        }
      } catch (const cv::Exception& e) {
        return fail(kClause, "a picture in memory", e.what(), "Send smaller pictures.");
      }
      av_frame_unref(frame.get());
    }
  }
};

Decoder::Decoder() : impl_(std::make_unique<Impl>()) {}
Decoder::~Decoder() = default;

Result<std::unique_ptr<Decoder>> Decoder::create(const DecoderLimits& limits) {
  av_log_set_level(AV_LOG_QUIET);  // errors are values; nothing is printed
  if (limits.width < 16 || limits.height < 16 || limits.width > 16384 || limits.height > 16384 ||
      limits.access_unit_bytes == 0)
    return fail(kClause, "limits from 16 to 16384 pixels and at least one byte",
                std::to_string(limits.width) + "x" + std::to_string(limits.height), "Correct the decoder's limits.");
  const AVCodec* codec = avcodec_find_decoder(AV_CODEC_ID_H264);
  if (codec == nullptr) return fail(kClause, "FFmpeg's H.264 decoder", "none", "Install Debian's libavcodec59.");
  std::unique_ptr<Decoder> decoder(new Decoder);
  Impl& impl = *decoder->impl_;
  impl.limits = limits;
  impl.context.reset(avcodec_alloc_context3(codec));
  impl.frame.reset(av_frame_alloc());
  impl.packet.reset(av_packet_alloc());
  if (!impl.context || !impl.frame || !impl.packet)
    return fail(kClause, "memory for a decoder", "none", "Run fewer jobs at once.");
  AVCodecContext& c = *impl.context;
  c.thread_count = 1;
  c.flags |= AV_CODEC_FLAG_LOW_DELAY;
  // A damaged slice is an error: a picture patched from its neighbours is not what the camera sent.
  c.err_recognition = AV_EF_EXPLODE | AV_EF_BITSTREAM | AV_EF_BUFFER;
  c.error_concealment = 0;
  // Coded pictures are whole macroblocks, up to 15 pixels more than what is shown.
  c.max_pixels = std::int64_t{limits.width + 15} * (limits.height + 15);
  if (const int rc = avcodec_open2(&c, codec, nullptr); rc < 0)
    return fail(kClause, "the decoder to open", ffmpeg_words(rc), "Install Debian's libavcodec59.");
  return decoder;
}

Result<std::vector<cv::Mat>> Decoder::decode(ByteView access_unit, PixelFormat format) {
  Impl& impl = *impl_;
  if (access_unit.empty())
    return fail("ITU-T H.264 annex B", "an access unit", "no bytes", "Send one access unit in each message.");
  if (access_unit.size() > impl.limits.access_unit_bytes)
    return fail("ITU-T H.264 annex B", "at most " + std::to_string(impl.limits.access_unit_bytes) + " bytes",
                std::to_string(access_unit.size()) + " bytes", "Lower the bit rate.");
  if (split_annexb(access_unit).empty())
    return fail("ITU-T H.264 annex B", "NAL units behind start codes", "none", "Send the byte stream format.");
  if (const int rc = av_new_packet(impl.packet.get(), static_cast<int>(access_unit.size())); rc < 0)
    return fail(kClause, "memory for an access unit", ffmpeg_words(rc), "Lower the bit rate.");
  std::copy(access_unit.begin(), access_unit.end(), impl.packet->data);

  std::vector<cv::Mat> out;
  const int rc = avcodec_send_packet(impl.context.get(), impl.packet.get());
  av_packet_unref(impl.packet.get());
  Result<void> done = rc < 0 ? Result<void>(fail(kClause, "an access unit that can be decoded", ffmpeg_words(rc),
                                                 "Send an intact stream."))
                             : impl.collect(format, out);
  if (!done) {
    // What was half decoded must not serve as a reference: start afresh at the next IDR picture.
    av_frame_unref(impl.frame.get());
    avcodec_flush_buffers(impl.context.get());
    return fail(std::move(done).error());
  }
  return out;
}

Result<std::vector<cv::Mat>> Decoder::flush(PixelFormat format) {
  Impl& impl = *impl_;
  std::vector<cv::Mat> out;
  const int rc = avcodec_send_packet(impl.context.get(), nullptr);
  Result<void> done = rc < 0
                          ? Result<void>(fail(kClause, "the decoder to end", ffmpeg_words(rc), "Make a new decoder."))
                          : impl.collect(format, out);
  av_frame_unref(impl.frame.get());
  avcodec_flush_buffers(impl.context.get());
  if (!done) return fail(std::move(done).error());
  return out;
}

}  // namespace proofmark::media
