// Films and pictures of a few frames, without a person in them.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <opencv2/core.hpp>

#include "common/files.hpp"
#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "common/media/mp4.hpp"

namespace proofmark::corpus {

inline void must(const Result<void>& done) {
  ASSERT_TRUE(done) << done.error().line();
}

// H.264 in MP4, 128 x 96, `frames` at 25 a second; `grey` makes another film.
inline void put_film(const std::filesystem::path& file, int frames = 5, int grey = 100) {
  std::filesystem::create_directories(file.parent_path());
  media::EncoderSettings settings;
  settings.width = 128;
  settings.height = 96;
  settings.frames_per_second = 25;
  const auto encoder = media::Encoder::create(settings).value();
  const auto writer = media::Mp4Writer::create(file, settings.width, settings.height).value();
  for (int i = 0; i < frames; ++i) {
    const cv::Mat picture(settings.height, settings.width, CV_8UC3, cv::Scalar(grey, grey, 20 + 10 * i));
    must(writer->write(encoder->encode(picture, media::PixelFormat::bgr).value(), std::chrono::milliseconds(40 * i)));
  }
  must(writer->close());
}

inline void put_picture(const std::filesystem::path& file, int grey = 100) {
  std::filesystem::create_directories(file.parent_path());
  must(write_file(file, media::encode_jpeg(cv::Mat(80, 60, CV_8UC3, cv::Scalar(grey, 120, 140))).value()));
}

}  // namespace proofmark::corpus
