// A portrait as the service opens it: its header is read, what would cost too much is refused, and the rest goes to
// OpenCV's decoders of JPEG and JPEG 2000, which give a picture of the announced size or an error and never take more
// than 64 MiB. The decoders are the system's, without instrumentation: the sanitizer sees their heap and their crashes.
#include <opencv2/core.hpp>

#include "common/media/jpeg.hpp"
#include "common/picture_size.hpp"
#include "tests/fuzz/heap_limit.hpp"

using proofmark::fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const bool alone = [] {
    cv::setNumThreads(1);
    return true;
  }();
  static_cast<void>(alone);
  const proofmark::ByteView picture(data, size);
  const auto said = proofmark::picture_size(picture);
  if (!said || !proofmark::require_modest(*said)) return 0;
  const proofmark::fuzz::HeapLimit limit(std::size_t{64} << 20U);
  const auto decoded = proofmark::media::decode_picture(picture);
  if (!decoded) return 0;
  require(decoded->type() == CV_8UC3 && decoded->total() == said->width * said->height);
  return 0;
}
