#include "scenarios/runner/pictures.hpp"

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/files.hpp"
#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"

namespace proofmark::runner {
namespace {

constexpr int small_width = 320;

Result<void> save(const cv::Mat& picture, int width, int quality, const std::filesystem::path& file) {
  cv::Mat smaller;
  const int height = picture.rows * width / picture.cols;
  cv::resize(picture, smaller, cv::Size(width, height), 0, 0, cv::INTER_AREA);
  PROOFMARK_TRY(const Bytes jpeg, media::encode_jpeg(smaller, quality));
  return write_file(file, jpeg);
}

}  // namespace

Result<void> save_pictures(const std::vector<camera::AccessUnit>& units, const std::vector<WantedPicture>& wanted) {
  std::size_t last = 0;
  for (const WantedPicture& picture : wanted) last = std::max(last, picture.frame);
  PROOFMARK_TRY(const auto decoder, media::Decoder::create());
  std::size_t frame = 0;
  for (const camera::AccessUnit& unit : units) {
    if (frame > last) break;
    PROOFMARK_TRY(const auto pictures, decoder->decode(unit.data));
    for (const cv::Mat& picture : pictures) {
      for (const WantedPicture& want : wanted) {
        if (want.frame != frame) continue;
        PROOFMARK_CHECK(save(picture, want.width, want.width > small_width ? 88 : 80, want.file));
        if (!want.caption.empty()) {
          auto text = want.file;
          PROOFMARK_CHECK(write_text(text.replace_extension(".txt"), want.caption + "\n"));
        }
      }
      ++frame;
    }
  }
  return {};
}

Result<void> save_small(ByteView jpeg, const std::filesystem::path& file) {
  PROOFMARK_TRY(const cv::Mat picture, media::decode_jpeg(jpeg));
  return save(picture, std::min(small_width, picture.cols), 80, file);
}

std::size_t frame_at(const std::vector<camera::AccessUnit>& units, camera::StreamTime at) {
  const auto found =
      std::lower_bound(units.begin(), units.end(), at,
                       [](const camera::AccessUnit& unit, camera::StreamTime t) { return unit.captured < t; });
  return std::min(static_cast<std::size_t>(found - units.begin()), units.empty() ? 0 : units.size() - 1);
}

subjects::Transceive ApduLog::around(subjects::Transceive chip) {
  return [this, chip = std::move(chip)](ByteView command) {
    auto response = chip(command);
    lines_ += "{\"number\":" + std::to_string(++number_) + ",\"command\":\"" + to_hex(command) +
              (response ? "\",\"response\":\"" + to_hex(*response) + "\"}\n" : "\",\"link_lost\":true}\n");
    return response;
  };
}

}  // namespace proofmark::runner
