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
#include "reports/documents/shown.hpp"
#include "reports/files/files.hpp"
#include "reports/formats/run_folder.hpp"
#include "reports/verdicts/load.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;

constexpr std::array<Language, 2> kLanguages{Language::en, Language::lt};
constexpr std::size_t kMostToTry = 1500;   // attempts: no page of more than these holds them all
constexpr std::size_t kMostOnPaper = 200;  // attempts in full in a PDF

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

struct Pdf {
  std::string file;  // below the run folder
  Document document;
};

// One process each; they are independent, so as many at a time as there are cores. All of them, or the first error.
Result<std::vector<std::string>> render_pdfs(const std::vector<Pdf>& pdfs, const std::atomic<bool>* stop) {
  std::vector<Result<std::string>> results(pdfs.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < pdfs.size(); i = next++) results[i] = render_pdf(pdfs[i].document, stop);
  };
  {
    std::vector<std::jthread> workers;
    for (unsigned k = 1; k < std::clamp(std::thread::hardware_concurrency(), 1U, 8U); ++k) workers.emplace_back(work);
    work();
  }
  std::vector<std::string> out;
  for (Result<std::string>& result : results) {
    PROOFMARK_TRY(std::string pdf, std::move(result));
    out.push_back(std::move(pdf));
  }
  return out;
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

std::string document_file(std::string_view name, Language language, std::string_view extension) {
  return std::string(kDocumentsFolder) + "/" + file_name(name, language, extension);
}

Result<void> write_assessor_documents(const Evaluation& e, const fs::path& run_folder, bool pdf) {
  for (const AssessorDocument& one : assessor_documents()) {
    if (!one.applies(e)) continue;
    for (const Language language : kLanguages) {
      const Context screen{e, Texts::in(language), Medium::screen, "../"};
      PROOFMARK_TRY(Document document, one.build(screen));
      document.links = links_of(screen, one.name, pdf);
      document.links.push_back({screen("document.back"), "../" + parts::report_file(language), ""});
      PROOFMARK_TRY(const std::string html, render_html(document));
      PROOFMARK_CHECK(write_text(run_folder / document_file(one.name, language, "html"), html));
    }
  }
  return {};
}

Result<Document> report_in(const Context& c, RunMaterial& material, const Shown& shown, bool pdf) {
  material.documents = links_of(c, "report", pdf);
  for (const AssessorDocument& one : assessor_documents())
    if (one.applies(c.evaluation))
      material.documents.push_back(
          {c(std::string(one.key) + ".link"),
           std::string(kDocumentsFolder) + "/" + file_name(one.name, c.texts.language(), "html"), ""});
  PROOFMARK_TRY(Document document, run_report(c, material, shown));
  mend_links(document, c.evaluation, shown);
  return document;
}

using Pages = std::array<std::string, kLanguages.size()>;

Result<Pages> pages_with(const std::vector<Context>& contexts, RunMaterial& material, const Shown& shown, bool pdf) {
  Pages pages;
  for (std::size_t i = 0; i < contexts.size(); ++i) {
    PROOFMARK_TRY(const Document page, report_in(contexts[i], material, shown, pdf));
    PROOFMARK_TRY(pages[i], render_html(page));
  }
  return pages;
}

// The page's size, with a section of fixed size in the place of the one that holds wall-clock times: which attempts are
// shown must not depend on the machine's speed.
std::size_t steady_size(const std::string& page) {
  constexpr std::size_t section = 8'000;  // a table of some ten steps
  const std::size_t from = page.find("<section id=\"" + std::string(kServiceTimesSection) + "\">");
  if (from == std::string::npos) return page.size();
  return page.size() - (page.find("</section>", from) - from) + section;
}

std::size_t largest(const Pages& pages) {
  std::size_t bytes = 0;
  for (const std::string& page : pages) bytes = std::max(bytes, steady_size(page));
  return bytes;
}

bool shows_all_not_as_demanded(const Evaluation& e, const Shown& shown) {
  for (std::size_t i = 0; i < e.attempts.size(); ++i)
    if (e.attempts[i].verdict != Verdict::pass && !shown.details[i]) return false;
  return true;
}

// Every attempt in full where that fits; otherwise as many as do, the same in both languages.
Result<Pages> run_pages(const Evaluation& e, RunMaterial& material, bool pdf) {
  std::vector<Context> contexts;
  for (const Language language : kLanguages) contexts.push_back({e, Texts::in(language), Medium::screen, ""});
  if (e.attempts.size() <= kMostToTry) {
    PROOFMARK_TRY(Pages pages, pages_with(contexts, material, everything(e), pdf));
    if (largest(pages) <= kLargestPage) return pages;
  }
  PROOFMARK_TRY(Pages without, pages_with(contexts, material, not_as_demanded(e, 0), pdf));
  while (largest(without) > kLargestPage && !material.pictures.empty()) {
    material.pictures.pop_back();
    PROOFMARK_TRY(without, pages_with(contexts, material, not_as_demanded(e, 0), pdf));
  }
  std::size_t bytes = largest(without);
  PROOFMARK_TRY(Shown shown, that_fits(contexts, material, bytes));
  // What did not come out as demanded goes before illustrations.
  while (!material.pictures.empty() && !shows_all_not_as_demanded(e, shown)) {
    for (std::size_t keep = material.pictures.size() / 2; material.pictures.size() > keep; material.pictures.pop_back())
      bytes -= material.pictures.back().jpeg_base64.size();
    PROOFMARK_TRY(shown, that_fits(contexts, material, bytes));
  }
  return pages_with(contexts, material, shown, pdf);
}

Result<std::vector<Pdf>> papers(const Evaluation& e, RunMaterial& material) {
  std::vector<Pdf> out;
  for (const Language language : kLanguages) {
    const Context paper{e, Texts::in(language), Medium::paper, ""};
    PROOFMARK_TRY(Document report, report_in(paper, material, not_as_demanded(e, kMostOnPaper), true));
    out.push_back({file_name("report", language, "pdf"), std::move(report)});
    for (const AssessorDocument& one : assessor_documents()) {
      if (!one.applies(e)) continue;
      PROOFMARK_TRY(Document document, one.build(paper));
      out.push_back({document_file(one.name, language, "pdf"), std::move(document)});
    }
  }
  return out;
}

// The PDFs, below `run_folder`; why there are none, where that is so.
Result<std::string> write_pdfs(const Evaluation& e, RunMaterial& material, const fs::path& run_folder,
                               const std::atomic<bool>* stop) {
  PROOFMARK_TRY(const auto pdfs, papers(e, material));
  const auto rendered = render_pdfs(pdfs, stop);
  if (!rendered)
    return "the results stand, but the PDFs could not be written (" + rendered.error().line() +
           "); `proofmark report " + run_folder.string() + "` writes them";
  for (std::size_t i = 0; i < pdfs.size(); ++i) {
    PROOFMARK_CHECK(write_text(run_folder / pdfs[i].file, (*rendered)[i]));
  }
  return std::string();
}

}  // namespace

Result<RunSummary> write_reports(const fs::path& run_folder, const ReportOptions& options) {
  PROOFMARK_TRY(const Evaluation evaluation, load_evaluation(run_folder, options.on_date));
  remove_partial_files(run_folder);  // the index lists what is there
  PROOFMARK_TRY(const std::string junit, results_to_junit(evaluation));
  RunMaterial material = read_material(run_folder, evaluation);
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
  RunSummary summary;
  if (options.pdf) {
    PROOFMARK_TRY(summary.pdf_problem, write_pdfs(evaluation, material, run_folder, options.stop));
  }
  const bool pdf = options.pdf && summary.pdf_problem.empty();
  PROOFMARK_TRY(const Pages pages, run_pages(evaluation, material, pdf));
  PROOFMARK_CHECK(write_assessor_documents(evaluation, run_folder, pdf));
  for (std::size_t i = kLanguages.size(); i-- > 0;) {
    PROOFMARK_CHECK(write_text(run_folder / file_name("report", kLanguages[i], "html"), pages[i]));
  }
  PROOFMARK_CHECK(write_index(run_folder, options.seal.value_or(SealOptions{})));
  summary.gate = evaluation.gate.verdict;
  summary.gate_reason = evaluation.gate.reason;
  summary.report = fs::absolute(run_folder / kReportFile, error).lexically_normal();
  summary.planned = evaluation.plan.attempts.size();
  for (const auto& o : evaluation.observations) summary.observed += o ? 1U : 0U;
  return summary;
}

}  // namespace proofmark::reports
