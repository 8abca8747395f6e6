// What a film or picture of unknown origin is: its container and codec, size, rate and length, and whether a picture of
// it can be shown. By libavformat and libavcodec, held to the kinds of file that cameras and collections use.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <string>

#include "common/result.hpp"

namespace proofmark::media {

struct MediaFacts {
  std::string container;         // libavformat's name: "mp4", "avi", "matroska", "jpeg", "png"
  std::string codec;             // libavcodec's name: "h264", "mjpeg", ...
  int width = 0, height = 0;     // pixels
  bool still = false;            // a single picture; then the rest is 0
  std::uint64_t frames = 0;      // packets of the video stream
  double seconds = 0;            // from the first frame to the end of the last
  double frames_per_second = 0;  // frames over seconds
};

// The file is outside data and read to its end; its first picture is decoded. An error says why it is of no use:
// another kind of file, no video or several, a codec that is not decoded here, damaged, no picture, larger than 4,096
// pixels.
[[nodiscard]] Result<MediaFacts> probe(const std::filesystem::path& file);

// The picture at `share` (0 to 1) of the film's frames, BGR, no wider than `width`; of a still the picture itself.
// Errors as above.
[[nodiscard]] Result<cv::Mat> picture_at(const std::filesystem::path& file, double share, int width);

}  // namespace proofmark::media
