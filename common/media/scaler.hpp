// libswscale into a picture of this project.
#pragma once
#include <memory>
#include <opencv2/core.hpp>

#include "common/media/ffmpeg.hpp"

extern "C" {
#include <libswscale/swscale.h>
}

namespace proofmark::media {

struct FreeScaler {
  void operator()(SwsContext* p) const { sws_freeContext(p); }
};
using Scaler = std::unique_ptr<SwsContext, FreeScaler>;

// What `scaler`, made for a picture of `frame`'s size and format, writes: `size` in `format`, BGR of 8 bits
// (CV_8UC3) or I420 (CV_8UC1, height * 3 / 2). libswscale writes whole registers, past the end of a row whose
// length is no multiple of them, so that a row of cv::Mat is never handed to it. Empty when it wrote less than
// the whole picture, or when there is no memory for it.
cv::Mat scaled(SwsContext& scaler, const AVFrame& frame, cv::Size size, AVPixelFormat format);

}  // namespace proofmark::media
