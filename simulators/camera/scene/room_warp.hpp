// The picture of a room as the camera sees it, eight pixels at a time.
#pragma once
#include <opencv2/core.hpp>

namespace proofmark::camera {

// What cv::warpAffine draws with INTER_LINEAR, WARP_INVERSE_MAP and BORDER_REPLICATE, bit by bit (places in 1/1024
// pixel, weights in 1/32), so that films stay the same bytes. CV_8UC4; `from` is not empty, `to` has its size and may
// be a part of a larger picture; `to_source` leads from pixels of `to` to those of `from`.
void warp_room(const cv::Mat& from, cv::Mat& to, const cv::Matx23d& to_source);

}  // namespace proofmark::camera
