#include "common/media/probe.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "common/media/ffmpeg.hpp"
#include "common/media/scaler.hpp"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/log.h>
#include <libavutil/mem.h>
}

namespace proofmark::media {
namespace {

constexpr const char* kClause = "film or picture";
// Kinds of file that only carry their own data: none that names other files or addresses (playlists, concat).
constexpr const char* kContainers = "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,jpeg_pipe,png_pipe";
constexpr const char* kCodecs = "h264,hevc,mpeg4,mjpeg,vp8,vp9,av1,libdav1d,png,rawvideo";
constexpr int kLargestSide = 4096;
constexpr std::uint64_t kMostFrames = 3'000'000;
constexpr double kLongest = 86'400;  // seconds
// Of one allocation: four bytes for each pixel of the largest picture, and what surrounds them.
constexpr std::size_t kLargestPiece = std::size_t{96} << 20U;

struct CloseInput {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};
struct CloseFile {
  void operator()(AVIOContext* p) const { avio_close(p); }
};
struct Film {
  std::unique_ptr<AVIOContext, CloseFile> input;  // outlives the reader
  std::unique_ptr<AVFormatContext, CloseInput> format;
  ContextPtr decoder;
  PacketPtr packet;
  FramePtr frame;
  AVStream* stream = nullptr;
  std::string file;

  tl::unexpected<Error> useless(const std::string& expected, const std::string& observed) const {
    return fail(kClause, expected + " at " + file, observed, "Give another file, or convert this one.");
  }
  // The next packet of the video stream; false at the end.
  Result<bool> read() const {
    for (;;) {
      av_packet_unref(packet.get());
      const int code = av_read_frame(format.get(), packet.get());
      if (code == AVERROR_EOF) return false;
      if (code < 0) return useless("a file that can be read to its end", ffmpeg_words(code));
      if (packet->stream_index == stream->index) return true;
    }
  }
  // Hands `packet` (nothing: the end) to the decoder; true when a picture came out.
  Result<bool> decode(const AVPacket* given) const {
    const int sent = avcodec_send_packet(decoder.get(), given);
    if (sent < 0 && sent != AVERROR(EAGAIN) && sent != AVERROR_EOF)
      return useless("a stream that can be decoded", ffmpeg_words(sent));
    return received();
  }
  Result<bool> received() const {
    const int code = avcodec_receive_frame(decoder.get(), frame.get());
    if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return false;
    if (code < 0) return useless("a stream that can be decoded", ffmpeg_words(code));
    return true;
  }
};

Result<void> open_decoder(Film& film) {
  const AVCodecParameters& said = *film.stream->codecpar;
  if (said.width > kLargestSide || said.height > kLargestSide)
    return film.useless("a picture of at most 4096 x 4096",
                        std::to_string(said.width) + " x " + std::to_string(said.height));
  const AVCodec* codec = avcodec_find_decoder(said.codec_id);
  if (codec == nullptr) return film.useless("a codec that is decoded here", avcodec_get_name(said.codec_id));
  film.decoder.reset(avcodec_alloc_context3(codec));
  film.packet.reset(av_packet_alloc());
  film.frame.reset(av_frame_alloc());
  if (!film.decoder || !film.packet || !film.frame) return film.useless("memory for a decoder", "none");
  int code = avcodec_parameters_to_context(film.decoder.get(), &said);
  film.decoder->thread_count = 1;
  film.decoder->max_pixels = std::int64_t{kLargestSide} * kLargestSide;
  film.decoder->codec_whitelist = av_strdup(kCodecs);
  if (code >= 0) code = avcodec_open2(film.decoder.get(), codec, nullptr);
  if (code < 0)
    return film.useless(std::string("one of the codecs ") + kCodecs,
                        std::string(avcodec_get_name(said.codec_id)) + ": " + ffmpeg_words(code));
  return {};
}

Result<Film> open_film(const std::filesystem::path& path) {
  av_log_set_level(AV_LOG_QUIET);  // errors are values; nothing is printed
  // The reader of MP4 takes memory for as many entries as a table says it has, up to 2 GiB unless the library is told
  // otherwise, once for the whole process; no picture of this project comes near.
  av_max_alloc(kLargestPiece);
  Film film;
  film.file = path.string();
  // Opened here, so that the kind is told by the content: by a name such as a-%d.jpg other files would be read too.
  // "file:" keeps a name that looks like an address from being one.
  AVIOContext* input = nullptr;
  int code = avio_open(&input, ("file:" + film.file).c_str(), AVIO_FLAG_READ);
  if (code < 0) return film.useless("a readable file", ffmpeg_words(code));
  film.input.reset(input);
  AVFormatContext* opened = avformat_alloc_context();
  if (opened == nullptr) return film.useless("memory for a reader", "none");
  opened->pb = input;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "format_whitelist", kContainers, 0);
  av_dict_set(&options, "protocol_whitelist", "file", 0);
  code = avformat_open_input(&opened, "", nullptr, &options);
  av_dict_free(&options);
  if (code < 0)
    return film.useless("a film (MP4, MOV, AVI, Matroska, WebM) or picture (JPEG, PNG)", ffmpeg_words(code));
  film.format.reset(opened);
  opened->max_analyze_duration = 2 * AV_TIME_BASE;
  code = avformat_find_stream_info(opened, nullptr);
  if (code < 0) return film.useless("a film whose streams can be told", ffmpeg_words(code));
  for (unsigned i = 0; i < opened->nb_streams; ++i) {
    opened->streams[i]->discard = AVDISCARD_ALL;
    if (opened->streams[i]->codecpar->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    if (film.stream != nullptr) return film.useless("one video stream", "several");
    film.stream = opened->streams[i];
  }
  if (film.stream == nullptr) return film.useless("a video stream", "none");
  film.stream->discard = AVDISCARD_DEFAULT;
  PROOFMARK_CHECK(open_decoder(film));
  return film;
}

// libavformat names all kinds that a reader knows, apart by commas; the first that is ours, in plain words.
std::string container_name(const AVFormatContext& format) {
  const std::string_view name = format.iformat->name;
  if (name.starts_with("mov")) return "mp4";
  if (name.ends_with("_pipe")) return std::string(name.substr(0, name.find('_')));
  return std::string(name.substr(0, name.find(',')));
}

Result<cv::Mat> to_bgr(const Film& film, const AVFrame& f, int widest) {
  if (f.width < 1 || f.height < 1 || f.width > kLargestSide || f.height > kLargestSide)
    return film.useless("a picture of at most 4096 x 4096", std::to_string(f.width) + " x " + std::to_string(f.height));
  const int width = std::min(f.width, widest);
  const int height = std::max(1, static_cast<int>(std::lround(static_cast<double>(f.height) * width / f.width)));
  const Scaler scaler(sws_getContext(f.width, f.height, static_cast<AVPixelFormat>(f.format), width, height,
                                     AV_PIX_FMT_BGR24, SWS_AREA, nullptr, nullptr, nullptr));
  if (!scaler) return film.useless("a pixel format that can be converted", std::to_string(f.format));
  cv::Mat out = scaled(*scaler, f, {width, height}, AV_PIX_FMT_BGR24);
  if (out.empty()) return film.useless("a whole picture", "a part of it");
  return out;
}

}  // namespace

Result<MediaFacts> probe(const std::filesystem::path& file) {
  PROOFMARK_TRY(const Film film, open_film(file));
  MediaFacts facts;
  facts.container = container_name(*film.format);
  facts.codec = avcodec_get_name(film.stream->codecpar->codec_id);
  facts.still = facts.container == "jpeg" || facts.container == "png";
  std::int64_t first = AV_NOPTS_VALUE, end = 0;
  bool shown = false;
  for (;;) {
    PROOFMARK_TRY(const bool more, film.read());
    if (!more) break;
    if (++facts.frames > kMostFrames) return film.useless("at most 3,000,000 frames", "more");
    const AVPacket& p = *film.packet;
    if (p.pts != AV_NOPTS_VALUE) {
      first = first == AV_NOPTS_VALUE ? p.pts : std::min(first, p.pts);
      end = std::max(end, p.pts + std::max<std::int64_t>(p.duration, 0));
    }
    if (!shown) {
      PROOFMARK_TRY(shown, film.decode(&p));
    }
  }
  if (!shown) {
    PROOFMARK_TRY(shown, film.decode(nullptr));
  }
  if (!shown) return film.useless("at least one picture", facts.frames == 0 ? "none" : "frames without one");
  facts.width = film.frame->width;
  facts.height = film.frame->height;
  if (facts.width > kLargestSide || facts.height > kLargestSide)
    return film.useless("a picture of at most 4096 x 4096", "a larger one");
  if (facts.still) {
    facts.frames = 0;
    return facts;
  }
  if (first != AV_NOPTS_VALUE && end > first)
    facts.seconds = static_cast<double>(end - first) * av_q2d(film.stream->time_base);
  // AVI without times: by the rate that its header says.
  if (!(facts.seconds > 0) && film.stream->avg_frame_rate.num > 0)
    facts.seconds = static_cast<double>(facts.frames) / av_q2d(film.stream->avg_frame_rate);
  if (!(facts.seconds > 0 && facts.seconds <= kLongest))
    return film.useless("a film of a day at most", std::to_string(facts.seconds) + " seconds");
  facts.frames_per_second = static_cast<double>(facts.frames) / facts.seconds;
  return facts;
}

Result<cv::Mat> picture_at(const std::filesystem::path& file, double share, int width) {
  PROOFMARK_TRY(const MediaFacts facts, probe(file));
  const auto wanted = static_cast<std::uint64_t>(std::clamp(share, 0.0, 1.0) *
                                                 static_cast<double>(std::max<std::uint64_t>(facts.frames, 1) - 1));
  PROOFMARK_TRY(const Film film, open_film(file));
  const FramePtr latest(av_frame_alloc());  // in case that the film ends before the wanted one
  if (!latest) return film.useless("memory for a picture", "none");
  std::uint64_t shown = 0;
  for (bool more = true; more && shown <= wanted;) {
    PROOFMARK_TRY(more, film.read());
    PROOFMARK_TRY(bool came, film.decode(more ? film.packet.get() : nullptr));
    while (came && shown++ <= wanted) {
      av_frame_unref(latest.get());
      av_frame_move_ref(latest.get(), film.frame.get());
      PROOFMARK_TRY(came, film.received());
    }
  }
  if (shown == 0) return film.useless("a picture", "none");
  return to_bgr(film, *latest, width);
}

}  // namespace proofmark::media
