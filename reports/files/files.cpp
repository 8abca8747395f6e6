#include "reports/files/files.hpp"

#include <set>
#include <system_error>

#include "common/files.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;

Result<void> could_not(const std::string& what, const std::error_code& error) {
  return fail("proofmark run folder", "to " + what, error.message(), "check the folder's permissions");
}

Result<void> write_inspections(const fs::path& folder, const Evaluation& evaluation) {
  std::error_code error;
  std::set<std::string> names;
  for (std::size_t i = 0; i < evaluation.plan.attempts.size(); ++i) {
    PROOFMARK_TRY(const std::string xml, inspection_to_xml(evaluation, i));
    if (xml.empty()) continue;
    if (names.empty()) fs::create_directories(folder, error);
    if (error) return could_not("make " + folder.string(), error);
    const std::string name = evaluation.plan.attempts[i].id + ".xml";
    names.insert(name);
    PROOFMARK_CHECK(write_text(folder / name, xml));
  }
  // What an earlier report left and this one does not say.
  if (!fs::exists(folder, error)) return {};
  std::set<fs::path> stale;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error))
    if (at->path().extension() == ".xml" && !names.contains(at->path().filename().string())) stale.insert(at->path());
  for (const fs::path& file : stale)
    if (!error) fs::remove(file, error);
  if (error) return could_not("remove earlier files from " + folder.string(), error);
  return {};
}

}  // namespace

Result<void> write_files(const fs::path& run_folder, const Evaluation& evaluation) {
  PROOFMARK_CHECK(write_text(run_folder / kSarifFile, results_to_sarif(evaluation)));
  PROOFMARK_CHECK(write_text(run_folder / kOscalResultsFile, results_to_oscal(evaluation)));
  if (evaluation.catalogue) {
    PROOFMARK_TRY(const std::string catalog, catalogue_to_oscal(evaluation));
    PROOFMARK_CHECK(write_text(run_folder / kOscalCatalogFile, catalog));
  } else {
    std::error_code error;
    fs::remove(run_folder / kOscalCatalogFile, error);
    if (error) return could_not("remove the earlier " + std::string(kOscalCatalogFile), error);
  }
  return write_inspections(run_folder / kChipFolder, evaluation);
}

}  // namespace proofmark::reports
