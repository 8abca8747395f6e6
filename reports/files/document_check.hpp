// One inspection of a document as a file in the manner of BSI TR-03135-1, from what the inspection system itself found.
#pragma once
#include <string>
#include <vector>

#include "common/result.hpp"

namespace proofmark::reports {

struct DocumentCheckStep {
  std::string id;      // of the service's vocabulary: "passive.ds_signature"
  std::string result;  // "successful", "failed", "undetermined", "not_supported" or "aborted"
  std::string reason;
};

struct DocumentCheckInput {
  std::string at;  // the moment as of which the document was judged, RFC 3339
  bool simulated = false;
  std::vector<DocumentCheckStep> steps;
  unsigned readings = 1;
  std::string issuer, type, number, date_of_expiry;  // empty where DG1 is not authenticated
  std::string full_name{};  // of DG11, UTF-8 in the characters of the holder's country; empty where there is none
};

// The checks with the guideline's element names where it has them; each step stands below its element with its own id.
// A check for which there is no step has stated="false" and is undetermined.
[[nodiscard]] Result<std::string> document_check_to_xml(const DocumentCheckInput& input);

// The guideline's check that a step belongs to: "DataGroupsIntegrityCheck"; empty for an id that the interface does not
// know.
[[nodiscard]] std::string guideline_element(const std::string& step);

}  // namespace proofmark::reports
