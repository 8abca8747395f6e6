#include "attacks/morph/print_scan.hpp"

#include <opencv2/imgproc.hpp>

namespace proofmark::attack::morph {

std::vector<std::string> PrintScan::parameters() {
  return {"tilt", "blur", "grain", "black", "white", "tint"};
}

PrintScan::PrintScan(const Species& species, const SeededRandom& seed)
    : tilt_(species.draw("tilt", 0, seed)),
      blur_(species.draw("blur", 0.8, seed)),
      grain_(species.draw("grain", 2, seed)),
      black_(species.draw("black", 8, seed)),
      white_(species.draw("white", 6, seed)),
      tint_(species.draw("tint", 0, seed)),
      random_(seed.derive("print and scan")) {}

void PrintScan::apply(cv::Mat& picture) {
  const cv::Point2f middle(static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2);
  cv::Mat turned;
  cv::warpAffine(picture, turned, cv::getRotationMatrix2D(middle, tilt_, 1), picture.size(), cv::INTER_CUBIC,
                 cv::BORDER_REPLICATE);
  cv::Mat grain(picture.size(), CV_32FC1);
  for (int y = 0; y < grain.rows; ++y)
    for (int x = 0; x < grain.cols; ++x) grain.at<float>(y, x) = static_cast<float>(grain_ * random_.normal());
  if (blur_ > 0) cv::GaussianBlur(turned, turned, {0, 0}, blur_);
  const double gain = (255 - black_ - white_) / 255;
  const std::array<double, 3> tint{-tint_ / 2, 0, tint_ / 2};
  for (int y = 0; y < turned.rows; ++y) {
    const auto* in = turned.ptr<cv::Vec3b>(y);
    const auto* dots = grain.ptr<float>(y);
    auto* out = picture.ptr<cv::Vec3b>(y);
    for (int x = 0; x < turned.cols; ++x)
      for (int c = 0; c < 3; ++c)
        out[x][c] = cv::saturate_cast<uchar>(black_ + gain * in[x][c] + tint[static_cast<std::size_t>(c)] +
                                             static_cast<double>(dots[x]));
  }
}

}  // namespace proofmark::attack::morph
