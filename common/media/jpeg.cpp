#include "common/media/jpeg.hpp"

#include <cstdlib>
#include <opencv2/core.hpp>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>

#include "common/picture_size.hpp"

namespace proofmark::media {
namespace {

constexpr const char* kClause = "ISO/IEC 10918-1";

// OpenCV's decoders write to standard error what they find odd in a stranger's picture; the error that is returned says
// enough. Who sets OpenCV's own variable wants to read it.
void keep_decoders_quiet() {
  static const bool done = [] {
    if (std::getenv("OPENCV_LOG_LEVEL") == nullptr)
      cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    return true;
  }();
  static_cast<void>(done);
}

}  // namespace

Result<Bytes> encode_jpeg(const cv::Mat& bgr, int quality) {
  if (bgr.empty() || bgr.type() != CV_8UC3 || quality < 1 || quality > 100)
    return fail(kClause, "a BGR picture of 8 bits and a quality from 1 to 100",
                "type " + std::to_string(bgr.type()) + ", quality " + std::to_string(quality), "Correct the call.");
  try {
    Bytes out;
    if (!cv::imencode(".jpg", bgr, out, {cv::IMWRITE_JPEG_QUALITY, quality}))
      return fail(kClause, "an encoded picture", "none", "Check the picture's size.");
    return out;
  } catch (const cv::Exception& e) {
    return fail(kClause, "an encoded picture", e.what(), "Check the picture's size.");
  }
}

Result<cv::Mat> decode_jpeg(ByteView jpeg, std::size_t pixels) {
  if (jpeg.size() < 4 || jpeg[0] != 0xFF || jpeg[1] != 0xD8 || jpeg[2] != 0xFF)
    return fail(kClause, "a JPEG (FF D8 FF)", jpeg.empty() ? "no bytes" : "other bytes", "Give a JPEG.");
  // Before a decoder takes memory for it.
  const auto size = picture_size(jpeg);
  if (!size || size->width * size->height > pixels)
    return fail(kClause, "a frame header of at most " + std::to_string(pixels) + " pixels",
                size ? std::to_string(size->width * size->height) + " pixels" : size.error().observed,
                "Give a smaller, intact JPEG.");
  try {
    cv::Mat out = cv::imdecode(
        cv::Mat(1, static_cast<int>(jpeg.size()), CV_8UC1, const_cast<std::uint8_t*>(jpeg.data())), cv::IMREAD_COLOR);
    if (out.empty()) return fail(kClause, "a JPEG that can be decoded", "a damaged one", "Give an intact JPEG.");
    return out;
  } catch (const cv::Exception& e) {
    return fail(kClause, "a JPEG that can be decoded", e.what(), "Give an intact JPEG.");
  }
}

Result<cv::Mat> decode_picture(ByteView picture) {
  PROOFMARK_TRY(const PictureSize size, picture_size(picture));
  if (!size.jpeg2000) return decode_jpeg(picture);
  constexpr const char* clause = "ISO/IEC 15444-1";
  PROOFMARK_CHECK(require_modest(size));
  keep_decoders_quiet();
  try {
    cv::Mat out = cv::imdecode(
        cv::Mat(1, static_cast<int>(size.stream.size()), CV_8UC1, const_cast<std::uint8_t*>(size.stream.data())),
        cv::IMREAD_COLOR);
    if (out.empty() || out.type() != CV_8UC3)
      return fail(clause, "a code stream that can be decoded", "a damaged one", "Give an intact picture.");
    return out;
  } catch (const cv::Exception& e) {
    return fail(clause, "a code stream that can be decoded", e.what(), "Give an intact picture.");
  }
}

Result<Bytes> encode_jpeg2000(const cv::Mat& bgr, int kept) {
  if (bgr.empty() || bgr.type() != CV_8UC3 || kept < 1 || kept > 1000)
    return fail("ISO/IEC 15444-1", "a BGR picture of 8 bits and 1 to 1000 thousandths",
                "type " + std::to_string(bgr.type()) + ", " + std::to_string(kept), "Correct the call.");
  try {
    Bytes out;
    if (cv::imencode(".jp2", bgr, out, {cv::IMWRITE_JPEG2000_COMPRESSION_X1000, kept})) return out;
    return fail("ISO/IEC 15444-1", "an encoded picture", "none", "Check the picture's size.");
  } catch (const cv::Exception& e) {
    return fail("ISO/IEC 15444-1", "an encoded picture", e.what(), "Check the picture's size.");
  }
}

}  // namespace proofmark::media
