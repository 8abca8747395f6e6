#include "reports/documents/report.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <system_error>
#include <thread>
#include <vector>

#include "common/files.hpp"
#include "reports/documents/assessor.hpp"
#include "reports/documents/material.hpp"
#include "reports/documents/run_report.hpp"
#include "reports/files/files.hpp"
#include "reports/formats/run_folder.hpp"
#include "reports/verdicts/load.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;

constexpr std::array<Language, 2> kLanguages{Language::en, Language::lt};

Result<void> remove_old(const fs::path& file) {
  std::error_code error;
  fs::remove_all(file, error);
  if (error)
    return fail("proofmark run folder", "to remove the earlier " + file.string(), error.message(),
                "check the folder's permissions");
  return {};
}

// NAME.html and NAME.pdf in English, NAME.lt.html and NAME.lt.pdf in Lithuanian.
std::string file_name(std::string_view name, Language language, std::string_view extension) {
  return std::string(name) + (language == Language::lt ? ".lt." : ".") + std::string(extension);
}

struct Job {
  fs::path file;
  Document document;
};

// One process each; they are independent, so as many at a time as there are cores.
Result<void> write_pdfs(const std::vector<Job>& jobs) {
  std::vector<Result<void>> results(jobs.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < jobs.size(); i = next++) {
      const auto pdf = render_pdf(jobs[i].document);
      results[i] = pdf ? write_text(jobs[i].file, *pdf) : Result<void>(fail(pdf.error()));
    }
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned k = 1; k < std::clamp(std::thread::hardware_concurrency(), 1U, 8U); ++k) workers.emplace_back(work);
    work();
  }
  for (Result<void>& result : results) {
    PROOFMARK_CHECK(std::move(result));
  }
  return {};
}

std::vector<Document::Link> links_of(const Context& c, std::string_view name, bool pdf) {
  const Language language = c.texts.language();
  const Language other = language == Language::en ? Language::lt : Language::en;
  std::vector<Document::Link> links;
  links.push_back({c(other == Language::lt ? "document.in_lithuanian" : "document.in_english"),
                   file_name(name, other, "html"), std::string(code_of(other))});
  if (pdf) links.push_back({c("document.pdf"), file_name(name, language, "pdf"), ""});
  return links;
}

Result<void> add_assessor_documents(const Evaluation& e, const fs::path& folder, bool pdf, std::vector<Job>& pdfs) {
  for (const AssessorDocument& one : assessor_documents()) {
    if (!one.applies(e)) continue;
    for (const Language language : kLanguages) {
      const Texts& texts = Texts::in(language);
      const Context screen{e, texts, Medium::screen, "../"};
      PROOFMARK_TRY(Document document, one.build(screen));
      document.links = links_of(screen, one.name, pdf);
      document.links.push_back({screen("document.back"), "../" + parts::report_file(language), ""});
      PROOFMARK_TRY(const std::string html, render_html(document));
      PROOFMARK_CHECK(write_text(folder / file_name(one.name, language, "html"), html));
      if (!pdf) continue;
      PROOFMARK_TRY(Document paper, one.build({e, texts, Medium::paper, ""}));
      pdfs.push_back({folder / file_name(one.name, language, "pdf"), std::move(paper)});
    }
  }
  return {};
}

Result<Document> report_in(const Evaluation& e, Language language, Medium medium, RunMaterial& material, bool pdf) {
  const Context c{e, Texts::in(language), medium, ""};
  material.documents = links_of(c, "report", pdf);
  for (const AssessorDocument& one : assessor_documents())
    if (one.applies(e))
      material.documents.push_back({c(std::string(one.key) + ".link"),
                                    std::string(kDocumentsFolder) + "/" + file_name(one.name, language, "html"), ""});
  return run_report(c, material);
}

}  // namespace

Result<RunSummary> write_reports(const fs::path& run_folder, const ReportOptions& options) {
  PROOFMARK_TRY(const Evaluation evaluation, load_evaluation(run_folder, options.on_date));
  PROOFMARK_TRY(const std::string junit, results_to_junit(evaluation));
  RunMaterial material = read_material(run_folder, evaluation);
  std::array<std::string, kLanguages.size()> pages;
  std::vector<Job> pdfs;
  for (std::size_t i = 0; i < kLanguages.size(); ++i) {
    PROOFMARK_TRY(const Document page, report_in(evaluation, kLanguages[i], Medium::screen, material, options.pdf));
    PROOFMARK_TRY(pages[i], render_html(page));
    if (!options.pdf) continue;
    PROOFMARK_TRY(Document paper, report_in(evaluation, kLanguages[i], Medium::paper, material, options.pdf));
    pdfs.push_back({run_folder / file_name("report", kLanguages[i], "pdf"), std::move(paper)});
  }
  // The pages go first and come last: whoever finds one finds the files that belong to it.
  for (const auto name : {kReportFile, kLithuanianReportFile, kReportPdf, kLithuanianReportPdf, kDocumentsFolder}) {
    PROOFMARK_CHECK(remove_old(run_folder / name));
  }
  PROOFMARK_CHECK(write_text(run_folder / kVerdictsFile, verdicts_to_json(evaluation)));
  PROOFMARK_CHECK(write_text(run_folder / kResultsFile, results_to_json(evaluation)));
  PROOFMARK_CHECK(write_text(run_folder / kJunitFile, junit));
  PROOFMARK_CHECK(write_files(run_folder, evaluation));
  const fs::path documents = run_folder / kDocumentsFolder;
  std::error_code error;
  fs::create_directory(documents, error);
  if (error)
    return fail("proofmark run folder", "to make " + documents.string(), error.message(),
                "check the folder's permissions");
  PROOFMARK_CHECK(add_assessor_documents(evaluation, documents, options.pdf, pdfs));
  PROOFMARK_CHECK(write_pdfs(pdfs));
  for (std::size_t i = kLanguages.size(); i-- > 0;) {
    PROOFMARK_CHECK(write_text(run_folder / file_name("report", kLanguages[i], "html"), pages[i]));
  }
  PROOFMARK_CHECK(write_index(run_folder, options.seal.value_or(SealOptions{})));
  RunSummary summary;
  summary.gate = evaluation.gate.verdict;
  summary.gate_reason = evaluation.gate.reason;
  summary.report = fs::absolute(run_folder / kReportFile, error).lexically_normal();
  summary.planned = evaluation.plan.attempts.size();
  for (const auto& o : evaluation.observations) summary.observed += o ? 1U : 0U;
  return summary;
}

}  // namespace proofmark::reports
