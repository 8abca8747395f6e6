#include "scenarios/corpus/sheet.hpp"

#include <opencv2/core.hpp>

#include "common/files.hpp"
#include "common/media/jpeg.hpp"
#include "scenarios/corpus/check.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;

constexpr int thumbnail_width = 240, thumbnail_quality = 72;

Result<Thumbnail> thumbnail_of(const fs::path& file) {
  PROOFMARK_TRY(const cv::Mat picture, media::picture_at(file, 0.5, thumbnail_width));
  PROOFMARK_TRY(const Bytes jpeg, media::encode_jpeg(picture, thumbnail_quality));
  return Thumbnail{to_base64(jpeg)};
}

Result<std::string> way_to(const fs::path& folder, const fs::path& root) {
  std::error_code problem;
  const fs::path from = fs::canonical(folder, problem);
  const fs::path to = problem ? fs::path() : fs::canonical(root, problem);
  if (problem)
    return fail("corpus show", "the folder of the files at " + root.string(), problem.message(),
                "Bring it back, or import it again.");
  return to.lexically_relative(from).generic_string();
}

}  // namespace

std::string relative_address(std::string_view path) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~' || c == '/';
    if (plain) {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

Result<std::vector<std::string>> show_corpus(const ShowOptions& options) {
  PROOFMARK_TRY(const Manifest manifest, read_manifest(options.folder));
  if (!options.page.empty() && options.pictures.empty())
    return fail("--page", "--pictures beside it", "none", "Say where the pictures go.");
  const fs::path root = root_of(options.folder, manifest);
  PROOFMARK_TRY(const std::string to_root, way_to(options.folder, root));
  std::vector<std::string> lines;
  std::vector<Thumbnail> thumbnails;
  for (const Record& record : manifest.records) {
    if (options.stop != nullptr && *options.stop)
      return fail("corpus show", "to look at every file", "it was asked to stop", "Start again.");
    auto thumbnail = thumbnail_of(root / record.file);
    if (!thumbnail) lines.push_back(record.file + ": " + thumbnail.error().observed);
    thumbnails.push_back(thumbnail ? *std::move(thumbnail) : Thumbnail());
  }
  PROOFMARK_TRY(const std::string page, sheet_html(manifest, thumbnails, to_root));
  PROOFMARK_CHECK(write_text(options.folder / kSheetFile, page));
  lines.push_back("Contact sheet: " + (options.folder / kSheetFile).string());
  if (options.pictures.empty()) return lines;
  PROOFMARK_TRY(const std::size_t written, write_species_pictures(manifest, root, options));
  lines.push_back(std::to_string(written) + " pictures: " + options.pictures.string());
  return lines;
}

}  // namespace proofmark::corpus
