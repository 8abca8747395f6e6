// H.264 access units into an MP4 file and out of it (ISO/IEC 14496-12, -15) by libavformat.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>

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

struct TimedUnit {
  std::chrono::microseconds time{};  // since the start of the film
  Bytes data;                        // one access unit in Annex B; those with an IDR picture hold SPS and PPS
};

class Mp4Reader {
 public:
  // Only MP4 and the kinds of file that share its form, with one H.264 stream; other formats that libavformat knows are
  // refused. The file is outside data.
  [[nodiscard]] static Result<std::unique_ptr<Mp4Reader>> open(const std::filesystem::path& file);
  ~Mp4Reader();
  Mp4Reader(const Mp4Reader&) = delete;
  Mp4Reader& operator=(const Mp4Reader&) = delete;
  // The next access unit in decoding order; nothing at the end. Error: the file is damaged.
  [[nodiscard]] Result<std::optional<TimedUnit>> next();

 private:
  Mp4Reader();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace proofmark::media
