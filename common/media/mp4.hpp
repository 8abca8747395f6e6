// H.264 access units into an MP4 file (ISO/IEC 14496-12, -15) by libavformat.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>

#include "common/bytes.hpp"
#include "common/result.hpp"

namespace proofmark::media {

class Mp4Writer {
 public:
  // Writes beside `file`; close() puts it in place. Without close() nothing appears under that name.
  [[nodiscard]] static Result<std::unique_ptr<Mp4Writer>> create(const std::filesystem::path& file, int width,
                                                                 int height);
  ~Mp4Writer();
  Mp4Writer(const Mp4Writer&) = delete;
  Mp4Writer& operator=(const Mp4Writer&) = delete;
  // `time` since the first access unit, ever growing; the first access unit holds SPS and PPS.
  [[nodiscard]] Result<void> write(ByteView access_unit, std::chrono::microseconds time);
  [[nodiscard]] Result<void> close();

 private:
  Mp4Writer();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace proofmark::media
