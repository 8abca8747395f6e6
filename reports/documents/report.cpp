#include "reports/documents/report.hpp"

#include <algorithm>
#include <system_error>

#include "common/files.hpp"
#include "reports/documents/page.hpp"
#include "reports/formats/run_folder.hpp"
#include "reports/verdicts/evaluate.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostPictures = 12;
constexpr std::size_t kLargestPicture = 512 * 1024;

bool is_jpeg(ByteView bytes) {
  return bytes.size() > 3 && bytes[0] == 0xFF && bytes[1] == 0xD8 && bytes[2] == 0xFF;
}

// Pictures are an illustration: one that cannot be shown is left out, the figures do not depend on it.
std::vector<Picture> read_pictures(const fs::path& folder) {
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".jpg") files.push_back(at->path());
  std::sort(files.begin(), files.end());
  std::vector<Picture> out;
  for (const fs::path& file : files) {
    const auto bytes = read_file(file, kLargestPicture);
    if (!bytes || !is_jpeg(*bytes) || out.size() == kMostPictures) continue;
    const auto text = read_text(fs::path(file).replace_extension(".txt"));
    std::string caption = text ? *text : file.stem().string();
    caption.erase(caption.find_last_not_of(" \r\n\t") + 1);
    out.push_back({file.stem().string(), std::move(caption), to_base64(*bytes)});
  }
  return out;
}

Result<void> remove_old(const fs::path& file) {
  std::error_code error;
  fs::remove(file, error);
  if (error)
    return fail("proofmark run folder", "to remove the earlier " + file.string(), error.message(),
                "check the folder's permissions");
  return {};
}

}  // namespace

Result<RunSummary> write_reports(const fs::path& run_folder) {
  std::error_code error;
  if (!fs::is_regular_file(run_folder / kPlanFile, error))
    return fail("proofmark run folder", "a run folder with " + std::string(kPlanFile), run_folder.string(),
                "name the folder that `proofmark run --out` wrote");
  PROOFMARK_TRY(const Plan plan, read_plan(run_folder / kPlanFile));
  ObservationFile observations;  // a run killed before its first observation has none
  if (fs::exists(run_folder / kObservationsFile, error)) {
    PROOFMARK_TRY(observations, read_observations(run_folder / kObservationsFile));
  }
  PROOFMARK_TRY(const Evaluation evaluation, evaluate(plan, observations));
  PROOFMARK_TRY(const std::string junit, results_to_junit(evaluation));
  PROOFMARK_TRY(const std::string html, render_page(evaluation, read_pictures(run_folder / kPicturesFolder)));
  // The page goes first and comes last: whoever finds it finds the files that belong to it.
  PROOFMARK_CHECK(remove_old(run_folder / kReportFile));
  PROOFMARK_CHECK(write_text(run_folder / kVerdictsFile, verdicts_to_json(evaluation)));
  PROOFMARK_CHECK(write_text(run_folder / kResultsFile, results_to_json(evaluation)));
  PROOFMARK_CHECK(write_text(run_folder / kJunitFile, junit));
  PROOFMARK_CHECK(write_text(run_folder / kReportFile, html));
  RunSummary summary;
  summary.gate = evaluation.gate.verdict;
  summary.gate_reason = evaluation.gate.reason;
  summary.report = fs::absolute(run_folder / kReportFile, error).lexically_normal();
  summary.planned = plan.attempts.size();
  for (const auto& o : evaluation.observations) summary.observed += o ? 1U : 0U;
  return summary;
}

}  // namespace proofmark::reports
