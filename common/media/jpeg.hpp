// JPEG (ISO/IEC 10918-1) by OpenCV.
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

}  // namespace proofmark::media
