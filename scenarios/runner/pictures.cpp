#include "scenarios/runner/pictures.hpp"

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/files.hpp"
#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"

namespace proofmark::runner {

Result<void> save_pictures(const std::filesystem::path& folder, const std::vector<Bytes>& units,
                           const std::vector<WantedPicture>& wanted) {
  std::size_t last = 0;
  for (const WantedPicture& picture : wanted) last = std::max(last, picture.frame);
  std::error_code problem;
  std::filesystem::create_directories(folder, problem);
  PROOFMARK_TRY(const auto decoder, media::Decoder::create());
  std::size_t frame = 0;
  for (const Bytes& unit : units) {
    if (frame > last) break;
    PROOFMARK_TRY(const auto pictures, decoder->decode(unit));
    for (const cv::Mat& picture : pictures) {
      for (const WantedPicture& want : wanted) {
        if (want.frame != frame) continue;
        cv::Mat half;
        cv::resize(picture, half, cv::Size(picture.cols / 2, picture.rows / 2), 0, 0, cv::INTER_AREA);
        PROOFMARK_TRY(const Bytes jpeg, media::encode_jpeg(half, 88));
        PROOFMARK_CHECK(write_file(folder / (want.name + ".jpg"), jpeg));
        PROOFMARK_CHECK(write_text(folder / (want.name + ".txt"), want.caption + "\n"));
      }
      ++frame;
    }
  }
  return {};
}

}  // namespace proofmark::runner
