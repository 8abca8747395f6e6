#include <algorithm>

#include "common/media/ffmpeg.hpp"
#include "common/media/mp4.hpp"

extern "C" {
#include <libavcodec/bsf.h>
#include <libavformat/avformat.h>
#include <libavutil/log.h>
}

namespace proofmark::media {
namespace {

constexpr AVRational kMicroseconds{1, 1000000};
constexpr std::size_t largest_unit = std::size_t{4} << 20U;

struct CloseInput {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
};
struct FreeFilter {
  void operator()(AVBSFContext* p) const { av_bsf_free(&p); }
};

}  // namespace

struct Mp4Reader::Impl {
  std::unique_ptr<AVFormatContext, CloseInput> format;
  std::unique_ptr<AVBSFContext, FreeFilter> to_annexb;
  PacketPtr packet;
  int stream = -1;
  bool drained = false;
  std::string file;

  tl::unexpected<Error> damaged(const std::string& observed) const {
    return fail("ISO/IEC 14496-15", "an MP4 file with one H.264 stream at " + file, observed, "Give another file.");
  }
};

Mp4Reader::Mp4Reader() = default;
Mp4Reader::~Mp4Reader() = default;

Result<std::unique_ptr<Mp4Reader>> Mp4Reader::open(const std::filesystem::path& file) {
  av_log_set_level(AV_LOG_QUIET);
  std::unique_ptr<Mp4Reader> reader(new Mp4Reader());
  reader->impl_ = std::make_unique<Impl>();
  Impl& impl = *reader->impl_;
  impl.file = file.string();
  AVFormatContext* opened = nullptr;
  // "file:" keeps a name that looks like an address from being one.
  int code = avformat_open_input(&opened, ("file:" + file.string()).c_str(), av_find_input_format("mp4"), nullptr);
  if (code < 0) return impl.damaged(ffmpeg_words(code));
  impl.format.reset(opened);
  for (unsigned i = 0; i < opened->nb_streams; ++i) {
    opened->streams[i]->discard = AVDISCARD_ALL;
    if (opened->streams[i]->codecpar->codec_type != AVMEDIA_TYPE_VIDEO) continue;
    if (impl.stream >= 0) return impl.damaged("several video streams");
    impl.stream = static_cast<int>(i);
  }
  if (impl.stream < 0) return impl.damaged("no video stream");
  AVStream* stream = opened->streams[impl.stream];
  stream->discard = AVDISCARD_DEFAULT;
  if (stream->codecpar->codec_id != AV_CODEC_ID_H264) return impl.damaged("a video stream of another codec");
  AVBSFContext* filter = nullptr;
  code = av_bsf_alloc(av_bsf_get_by_name("h264_mp4toannexb"), &filter);
  if (code < 0) return impl.damaged(ffmpeg_words(code));
  impl.to_annexb.reset(filter);
  code = avcodec_parameters_copy(filter->par_in, stream->codecpar);
  filter->time_base_in = stream->time_base;
  if (code >= 0) code = av_bsf_init(filter);
  if (code < 0) return impl.damaged(ffmpeg_words(code));
  impl.packet.reset(av_packet_alloc());
  return reader;
}

Result<std::optional<TimedUnit>> Mp4Reader::next() {
  Impl& impl = *impl_;
  for (;;) {
    const int ready = av_bsf_receive_packet(impl.to_annexb.get(), impl.packet.get());
    if (ready == 0) {
      TimedUnit unit;
      const std::int64_t time = std::max<std::int64_t>(
          0, impl.packet->pts != AV_NOPTS_VALUE ? impl.packet->pts : std::max<std::int64_t>(impl.packet->dts, 0));
      unit.time = std::chrono::microseconds(av_rescale_q(time, impl.to_annexb->time_base_out, kMicroseconds));
      const auto size = static_cast<std::size_t>(impl.packet->size);
      if (size > largest_unit) return impl.damaged("an access unit of " + std::to_string(size) + " bytes");
      unit.data.assign(impl.packet->data, impl.packet->data + size);
      av_packet_unref(impl.packet.get());
      return std::optional<TimedUnit>(std::move(unit));
    }
    if (ready == AVERROR_EOF) return std::optional<TimedUnit>();
    if (ready != AVERROR(EAGAIN)) return impl.damaged(ffmpeg_words(ready));
    const int read = av_read_frame(impl.format.get(), impl.packet.get());
    if (read == AVERROR_EOF) {
      if (impl.drained) return std::optional<TimedUnit>();
      impl.drained = true;
      av_bsf_send_packet(impl.to_annexb.get(), nullptr);
      continue;
    }
    if (read < 0) return impl.damaged(ffmpeg_words(read));
    if (impl.packet->stream_index != impl.stream) {
      av_packet_unref(impl.packet.get());
      continue;
    }
    if (const int sent = av_bsf_send_packet(impl.to_annexb.get(), impl.packet.get()); sent < 0) {
      av_packet_unref(impl.packet.get());
      return impl.damaged(ffmpeg_words(sent));
    }
  }
}

}  // namespace proofmark::media
