// JPEG (ISO/IEC 10918-1) and JPEG 2000 (ISO/IEC 15444-1) by OpenCV.
#pragma once
#include "common/bytes.hpp"
#include "common/result.hpp"

namespace cv {
class Mat;
}

namespace proofmark::media {

// `bgr` is CV_8UC3 and not empty; quality 1 to 100.
[[nodiscard]] Result<Bytes> encode_jpeg(const cv::Mat& bgr, int quality = 92);
// JPEG only, by its SOI marker: other formats that OpenCV knows are refused. CV_8UC3; `pixels` bounds width x height.
[[nodiscard]] Result<cv::Mat> decode_jpeg(ByteView jpeg, std::size_t pixels = std::size_t{32} << 20U);

// JPEG as above, or JPEG 2000 that is modest() (common/picture_size.hpp): its code stream alone is decoded, the boxes
// around it are left aside. CV_8UC3.
[[nodiscard]] Result<cv::Mat> decode_picture(ByteView picture);
// A code stream in boxes; `bgr` is CV_8UC3 and not empty, `kept` the thousandths of its bytes that stay, 1 to 1000.
[[nodiscard]] Result<Bytes> encode_jpeg2000(const cv::Mat& bgr, int kept = 60);

}  // namespace proofmark::media
