#include "reports/verdicts/load.hpp"

#include "common/bytes.hpp"
#include "common/files.hpp"
#include "reports/formats/began.hpp"
#include "reports/formats/run_folder.hpp"
#include "reports/verdicts/evaluate.hpp"

namespace proofmark::reports {

namespace fs = std::filesystem;

Result<Evaluation> load_evaluation(const fs::path& folder, std::string_view on_date) {
  std::error_code error;
  if (!fs::is_regular_file(folder / kPlanFile, error))
    return fail("proofmark run folder", "a run folder with " + std::string(kPlanFile), folder.string(),
                "name the folder that `proofmark run --out` wrote");
  PROOFMARK_TRY(const Plan plan, read_plan(folder / kPlanFile));
  ObservationFile observations;
  if (fs::exists(folder / kObservationsFile, error)) {
    PROOFMARK_TRY(observations, read_observations(folder / kObservationsFile));
  }
  std::optional<Catalogue> catalogue;
  std::string found;
  if (fs::exists(folder / kCatalogueFile, error)) {
    PROOFMARK_TRY(const std::string text, read_text(folder / kCatalogueFile));
    found = sha256_hex(to_bytes(text));
    PROOFMARK_TRY(catalogue, catalogue_from_json(text));
  }
  // Limits are part of what was planned: another catalogue would judge by limits that nobody agreed to beforehand.
  if (found != plan.catalogue_sha256)
    return fail("proofmark run folder", "the catalogue that the plan was made with (" + plan.catalogue_sha256 + ")",
                found.empty() ? "none" : found, "restore " + (folder / kCatalogueFile).string());
  std::vector<FiledEvidence> evidence;
  if (fs::exists(folder / kEvidenceFile, error)) {
    PROOFMARK_TRY(const std::string text, read_text(folder / kEvidenceFile));
    PROOFMARK_TRY(evidence, evidence_from_json(text));
  }
  PROOFMARK_TRY(Evaluation out, evaluate(plan, observations, catalogue, evidence, on_date));
  PROOFMARK_TRY(out.began, read_began(folder));
  return out;
}

}  // namespace proofmark::reports
