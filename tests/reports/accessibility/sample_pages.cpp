// sample_pages FOLDER SOURCE: run folders of the made-up runs of every level with their pages, and the pages of what is
// made from a run: risk management plan, security documentation, comparison, sensitivity. Without PDF.
#include <cstdio>
#include <filesystem>
#include <utility>

#include "common/files.hpp"
#include "reports/compare/compare.hpp"
#include "reports/documents/report.hpp"
#include "reports/risk/documents.hpp"
#include "reports/verdicts/load.hpp"
#include "scenarios/sensitivity/table.hpp"
#include "tests/reports/sample_run.hpp"

namespace {

using namespace proofmark;
using namespace proofmark::reports;
namespace fs = std::filesystem;

Result<void> write_page(const fs::path& file, const Document& document) {
  PROOFMARK_TRY(const std::string page, render_html(document));
  return write_text(file, page);
}

Result<void> write_run(const fs::path& folder, const Plan& plan, const std::vector<Observation>& observations) {
  fs::create_directories(folder);
  sample::write(folder, plan, observations, sample::catalogue());
  ReportOptions options;
  options.pdf = false;
  PROOFMARK_TRY(const RunSummary summary, write_reports(folder, options));
  return {};
}

Result<void> write_risk(const fs::path& folder, const fs::path& run, const fs::path& source) {
  fs::create_directories(folder);
  PROOFMARK_TRY(const risk::Register entries, risk::load_register(source / "reports" / "risk"));
  PROOFMARK_TRY(const Evaluation evaluation, load_evaluation(run, "2026-11-22"));
  risk::PlanInput input;
  PROOFMARK_TRY(input.date, parse_day("2026-11-22", "the plan's date"));
  PROOFMARK_TRY(const risk::RiskPlan plan, risk::make_risk_plan(entries, evaluation, input));
  for (const auto& [language, end] : {std::pair{Language::en, ".html"}, std::pair{Language::lt, ".lt.html"}}) {
    PROOFMARK_CHECK(write_page(folder / (std::string("risk-plan") + end),
                               risk::plan_document(plan, entries, evaluation, language, Medium::screen)));
    PROOFMARK_CHECK(write_page(folder / (std::string("security") + end),
                               risk::security_document(plan, entries, evaluation, language, Medium::screen)));
  }
  return {};
}

Result<void> write_sensitivity(const fs::path& folder) {
  fs::create_directories(folder);
  const sensitivity::Trial held{"genuine-01", "genuine", Verdict::pass, Outcome::completed, "as demanded", 1};
  const sensitivity::Trial caught{"document.clone-01",
                                  "document.clone",
                                  Verdict::fail,
                                  Outcome::completed,
                                  "accepted although chip.genuine is demanded",
                                  1};
  sensitivity::Reported reported;
  for (const char* name : {"skipped", "ignored"})
    reported.weaknesses.push_back(
        {name, sensitivity::areas().front().name, "A check is left out.", "table 13", "A copy is accepted."});
  reported.planted = 2;
  reported.demands["document.clone"] = "A copy of all chip data without the private key is refused.";
  reported.measurement.baseline["genuine-01"] = {held, caught, ""};
  reported.measurement.results = {{"skipped", {caught, caught}, 2, 0, 0, true, 1}, {"ignored", {}, 2, 0, 0, false, 1}};
  reported.id = "made-up";
  reported.harness = "0.1.0";
  reported.command = "./proofmark sensitivity";
  PROOFMARK_TRY(const std::string page, sensitivity::to_html(reported));
  return write_text(folder / "sensitivity.html", page);
}

Result<void> write_all(const fs::path& root, const fs::path& source) {
  for (const auto& [name, plan] : {std::pair{"full", sample::full_plan()},
                                   {"pad", sample::pad_plan()},
                                   {"comparison", sample::comparison_plan()},
                                   {"chip", sample::chip_plan()}}) {
    PROOFMARK_CHECK(write_run(root / name, plan, sample::fair(plan)));
  }
  PROOFMARK_CHECK(write_risk(root / "risk-plan", root / "full", source));
  // The same suite without an error: everything that can differ does.
  const Plan plan = sample::full_plan();
  const fs::path other = root.parent_path() / (root.filename().string() + "-other");
  fs::create_directories(other);
  sample::write(other, plan, sample::all_good(plan), sample::catalogue());
  const auto comparison = compare_folders(root / "full", other);
  std::error_code ignored;
  fs::remove_all(other, ignored);
  if (!comparison) return fail(comparison.error());
  PROOFMARK_CHECK(write_comparison(root / "compare", *comparison));
  return write_sensitivity(root / "sensitivity");
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  const auto written = write_all(arguments[1], arguments[2]);
  if (written) return 0;
  std::fprintf(stderr, "%s\n", written.error().line().c_str());
  return 1;
}
