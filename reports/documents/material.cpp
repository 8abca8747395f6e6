#include "reports/documents/material.hpp"

#include <algorithm>
#include <set>
#include <system_error>

#include "common/files.hpp"
#include "reports/formats/run_folder.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostPictures = 12;
constexpr std::size_t kLargestPicture = 512 * 1024;
// The page stays below 2 MB with everything else on it.
constexpr std::size_t kAllPictures = 320 * 1024;
constexpr std::size_t kAllThumbnails = 300 * 1024;
constexpr std::size_t kLargestThumbnail = 64 * 1024;
constexpr std::size_t kMostFrames = 12;

bool is_jpeg(ByteView bytes) {
  return bytes.size() > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

std::vector<fs::path> jpegs(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".jpg") files.push_back(at->path());
  std::sort(files.begin(), files.end());
  return files;
}

std::vector<Picture> read_pictures(const fs::path& folder) {
  std::vector<Picture> out;
  std::size_t total = 0;
  for (const fs::path& file : jpegs(folder)) {
    const auto bytes = read_file(file, kLargestPicture);
    if (!bytes || !is_jpeg(*bytes) || out.size() == kMostPictures || total + bytes->size() > kAllPictures) continue;
    total += bytes->size();
    const auto text = read_text(fs::path(file).replace_extension(".txt"));
    std::string caption = text ? *text : file.stem().string();
    caption.erase(caption.find_last_not_of(" \r\n\t") + 1);
    // The runner's own captions say so; whatever else lies in the folder came out of a simulation too.
    if (caption.find("simulated") == std::string::npos) caption = "Simulated. " + caption;
    out.push_back({file.stem().string(), caption, to_base64(*bytes), ""});
  }
  return out;
}

}  // namespace

RunMaterial read_material(const fs::path& run_folder, const Evaluation& e) {
  RunMaterial out;
  out.pictures = read_pictures(run_folder / kPicturesFolder);
  std::error_code error;
  for (const Attempt& a : e.plan.attempts) {
    const fs::path folder = run_folder / kAttemptsFolder / a.id;
    if (!fs::is_directory(folder, error)) continue;
    AttemptFiles files;
    files.apdus = fs::is_regular_file(folder / "apdu.jsonl", error);
    for (const fs::path& frame : jpegs(folder))
      if (files.frames.size() < kMostFrames) files.frames.push_back(frame.filename().string());
    if (files.apdus || !files.frames.empty()) out.attempts.emplace(a.id, std::move(files));
  }
  std::size_t total = 0;
  std::set<std::string> shown;  // scenarios with a thumbnail
  const auto show = [&](const Attempt& a) {
    const auto at = out.attempts.find(a.id);
    if (at == out.attempts.end() || at->second.frames.empty() || !at->second.thumbnail.empty()) return;
    const auto bytes = read_file(run_folder / kAttemptsFolder / a.id / at->second.frames.front(), kLargestThumbnail);
    if (!bytes || !is_jpeg(*bytes) || total + bytes->size() > kAllThumbnails) return;
    total += bytes->size();
    shown.insert(a.scenario);
    at->second.thumbnail = to_base64(*bytes);
  };
  for (std::size_t i = 0; i < e.attempts.size(); ++i)
    if (e.attempts[i].verdict != Verdict::pass && !shown.contains(e.plan.attempts[i].scenario))
      show(e.plan.attempts[i]);
  for (const Attempt& a : e.plan.attempts)
    if (!shown.contains(a.scenario)) show(a);
  return out;
}

}  // namespace proofmark::reports
