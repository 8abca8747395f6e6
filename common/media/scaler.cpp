#include "common/media/scaler.hpp"

extern "C" {
#include <libavutil/imgutils.h>
#include <libavutil/mem.h>
}

namespace proofmark::media {
namespace {

// Of a row, in bytes: no register that libswscale writes with is wider.
constexpr int kRowAlignment = 64;

struct FreeMemory {
  void operator()(std::uint8_t* p) const { av_free(p); }
};

}  // namespace

cv::Mat scaled(SwsContext& scaler, const AVFrame& frame, cv::Size size, AVPixelFormat format) {
  std::array<std::uint8_t*, 4> planes{};
  std::array<int, 4> strides{};
  if (av_image_alloc(planes.data(), strides.data(), size.width, size.height, format, kRowAlignment) < 0) return {};
  const std::unique_ptr<std::uint8_t, FreeMemory> memory(planes[0]);
  if (sws_scale(&scaler, frame.data, frame.linesize, 0, frame.height, planes.data(), strides.data()) != size.height)
    return {};
  const bool bgr = format == AV_PIX_FMT_BGR24;
  cv::Mat out = bgr ? cv::Mat(size, CV_8UC3) : cv::Mat(size.height * 3 / 2, size.width, CV_8UC1);
  const int bytes = static_cast<int>(out.total() * out.elemSize());
  const int copied =
      av_image_copy_to_buffer(out.data, bytes, planes.data(), strides.data(), format, size.width, size.height, 1);
  return copied == bytes ? out : cv::Mat();
}

}  // namespace proofmark::media
