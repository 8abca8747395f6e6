// The documents that an assessor expects, each a data model of its own over the evaluation of one run.
#pragma once
#include <string_view>
#include <vector>

#include "reports/documents/parts.hpp"

namespace proofmark::reports {

// Tender clause by clause, ETSI TS 119 461, CIR (EU) 2015/1502 and the other sources of the run's catalogue.
[[nodiscard]] Result<Document> conformity_matrix(const Context& c);
// The contents that ISO/IEC 30107-3 asks of a test report.
[[nodiscard]] Result<Document> presentation_attack_report(const Context& c);
// CEN/TS 18099: methods (IAM) by instruments (IAI), with the bona fide sessions beside them.
[[nodiscard]] Result<Document> injection_matrix(const Context& c);
// ISO/IEC 19795-1: comparison and transaction errors, failures to acquire, groups.
[[nodiscard]] Result<Document> performance_report(const Context& c);
// Chip and document: what was inspected, which sub-checks, which forged or faulty documents were refused.
[[nodiscard]] Result<Document> document_inspection_report(const Context& c);

struct AssessorDocument {
  std::string_view name;  // of its files: NAME.html, NAME.pdf, NAME.lt.html, NAME.lt.pdf
  std::string_view key;   // of its texts
  Result<Document> (*build)(const Context&);
  bool (*applies)(const Evaluation&);  // whether the run holds what it is about; otherwise it is not written
};
[[nodiscard]] const std::vector<AssessorDocument>& assessor_documents();

}  // namespace proofmark::reports
