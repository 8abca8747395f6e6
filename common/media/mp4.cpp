#include "common/media/mp4.hpp"

#include <cstring>
#include <system_error>
#include <vector>

#include "common/media/ffmpeg.hpp"
#include "common/media/h264.hpp"

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/log.h>
}

namespace proofmark::media {
namespace {

constexpr const char* kClause = "ISO/IEC 14496-15";
constexpr AVRational kMicroseconds{1, 1000000};

struct FreeFormat {
  void operator()(AVFormatContext* p) const {
    if (p->pb != nullptr) avio_closep(&p->pb);
    avformat_free_context(p);
  }
};

}  // namespace

struct Mp4Writer::Impl {
  std::filesystem::path file, part;
  std::unique_ptr<AVFormatContext, FreeFormat> format;
  PacketPtr packet;
  int width = 0, height = 0;
  bool started = false, closed = false;
  std::int64_t last = -1;

  tl::unexpected<Error> broken(const std::string& what, int code) const {
    return fail(kClause, what + " " + file.string(), ffmpeg_words(code), "Check the folder and the free space.");
  }

  // The sample description needs SPS and PPS, so the header waits for the first access unit.
  Result<void> start(ByteView first) {
    Bytes parameter_sets;
    for (const ByteView unit : split_annexb(first)) {
      const unsigned type = unit[0] & 0x1FU;
      if (type != 7 && type != 8) continue;
      parameter_sets.insert(parameter_sets.end(), {0, 0, 0, 1});
      parameter_sets.insert(parameter_sets.end(), unit.begin(), unit.end());
    }
    if (parameter_sets.empty())
      return fail(kClause, "SPS and PPS in the first access unit", "none", "Begin with an IDR picture.");
    AVStream* stream = avformat_new_stream(format.get(), nullptr);
    if (stream == nullptr) return fail(kClause, "memory for a track", "none", "Run fewer jobs at once.");
    AVCodecParameters& p = *stream->codecpar;
    p.codec_type = AVMEDIA_TYPE_VIDEO;
    p.codec_id = AV_CODEC_ID_H264;
    p.width = width;
    p.height = height;
    p.extradata = static_cast<std::uint8_t*>(av_mallocz(parameter_sets.size() + AV_INPUT_BUFFER_PADDING_SIZE));
    if (p.extradata == nullptr) return fail(kClause, "memory for a track", "none", "Run fewer jobs at once.");
    std::memcpy(p.extradata, parameter_sets.data(), parameter_sets.size());
    p.extradata_size = static_cast<int>(parameter_sets.size());
    stream->time_base = kMicroseconds;
    if (const int rc = avformat_write_header(format.get(), nullptr); rc < 0) return broken("a header in", rc);
    started = true;
    return {};
  }
};

Mp4Writer::Mp4Writer() : impl_(std::make_unique<Impl>()) {}

Mp4Writer::~Mp4Writer() {
  if (impl_->closed || !impl_->format) return;
  impl_->format.reset();
  std::error_code ignored;
  std::filesystem::remove(impl_->part, ignored);
}

Result<std::unique_ptr<Mp4Writer>> Mp4Writer::create(const std::filesystem::path& file, int width, int height) {
  av_log_set_level(AV_LOG_QUIET);  // errors are values; nothing is printed
  if (width < 16 || height < 16 || width > 16384 || height > 16384)
    return fail(kClause, "a size from 16 to 16384", std::to_string(width) + "x" + std::to_string(height),
                "Correct the call.");
  std::unique_ptr<Mp4Writer> writer(new Mp4Writer);
  Impl& impl = *writer->impl_;
  impl.file = file;
  impl.part = file;
  impl.part += ".part";
  impl.width = width;
  impl.height = height;
  impl.packet.reset(av_packet_alloc());
  AVFormatContext* format = nullptr;
  if (const int rc = avformat_alloc_output_context2(&format, nullptr, "mp4", nullptr); rc < 0)
    return impl.broken("a writer for", rc);
  impl.format.reset(format);
  // The file's bytes must not name the writer's version nor the time of day.
  format->flags |= AVFMT_FLAG_BITEXACT;
  if (const int rc = avio_open(&format->pb, ("file:" + impl.part.string()).c_str(), AVIO_FLAG_WRITE); rc < 0)
    return impl.broken("to write", rc);
  return writer;
}

Result<void> Mp4Writer::write(ByteView access_unit, std::chrono::microseconds time) {
  Impl& impl = *impl_;
  if (impl.closed || access_unit.empty() || time.count() <= impl.last)
    return fail(kClause, "an open file, an access unit, a growing time",
                impl.closed ? "a closed file" : std::to_string(time.count()) + " us after " + std::to_string(impl.last),
                "Correct the call.");
  if (!impl.started) {
    PROOFMARK_CHECK(impl.start(access_unit));
  }
  if (const int rc = av_new_packet(impl.packet.get(), static_cast<int>(access_unit.size())); rc < 0)
    return impl.broken("memory for", rc);
  std::copy(access_unit.begin(), access_unit.end(), impl.packet->data);
  AVPacket& p = *impl.packet;
  p.stream_index = 0;
  p.pts = p.dts = av_rescale_q(time.count(), kMicroseconds, impl.format->streams[0]->time_base);
  // Used for the last picture only, whose end no next one tells; with none it would not be shown at all.
  const std::int64_t shown = impl.last < 0 ? 33333 : time.count() - impl.last;
  p.duration = av_rescale_q(shown, kMicroseconds, impl.format->streams[0]->time_base);
  if (is_key_frame(access_unit)) p.flags |= AV_PKT_FLAG_KEY;
  impl.last = time.count();
  const int rc = av_write_frame(impl.format.get(), &p);
  av_packet_unref(&p);
  if (rc < 0) return impl.broken("to write", rc);
  return {};
}

Result<void> Mp4Writer::close() {
  Impl& impl = *impl_;
  if (impl.closed || !impl.started)
    return fail(kClause, "an open file with at least one picture", impl.closed ? "a closed file" : "an empty file",
                "Write a picture before closing.");
  int rc = av_write_trailer(impl.format.get());
  const int closed = avio_closep(&impl.format->pb);
  if (rc >= 0) rc = closed;
  if (rc < 0) return impl.broken("to finish", rc);
  std::error_code error;
  std::filesystem::rename(impl.part, impl.file, error);
  if (error) return fail(kClause, "to put " + impl.file.string() + " in place", error.message(), "Check the folder.");
  impl.format.reset();
  impl.closed = true;
  return {};
}

}  // namespace proofmark::media
