#include "common/program.hpp"
#include "reports/documents/document.hpp"

namespace proofmark::reports {

Result<std::string> render_pdf(const Document& document, const std::atomic<bool>* stop) {
  Document paper = document;
  paper.medium = Medium::paper;
  PROOFMARK_TRY(const std::string html, render_html(paper));
  Program weasyprint;
  weasyprint.arguments = {"weasyprint", "--encoding", "utf-8", "--quiet", "-", "-"};
  // The fonts inside carry a time of change: the same one always, so that the same page gives the same bytes.
  weasyprint.environment = {{"SOURCE_DATE_EPOCH", "0"}, {"LC_ALL", "C.UTF-8"}};
  weasyprint.package = "weasyprint";
  weasyprint.limit = std::chrono::seconds(300);
  weasyprint.stop = stop;
  PROOFMARK_TRY(std::string pdf, run_program(weasyprint, html));
  if (!pdf.starts_with("%PDF-"))
    return fail("proofmark report", "a PDF from weasyprint", "something else",
                "run weasyprint by hand, or install it again");
  return pdf;
}

}  // namespace proofmark::reports
