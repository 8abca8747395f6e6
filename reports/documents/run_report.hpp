// The report of a run: what it shows, how it was measured, and every requirement down to the attempts that bear on it.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "reports/documents/parts.hpp"

namespace proofmark::reports {

// What lies in the run folder of one attempt.
struct AttemptFiles {
  std::vector<std::string> frames;  // names, sorted
  bool apdus = false;               // apdu.jsonl is there
  std::string thumbnail;            // base64 of one frame, where the page has room for it
};

struct RunMaterial {
  std::vector<Picture> pictures;
  std::map<std::string, AttemptFiles> attempts;  // by attempt id
  std::vector<Document::Link> documents;         // relative to the run folder
};

[[nodiscard]] Result<Document> run_report(const Context& c, const RunMaterial& material);

namespace parts {
void add_requirements(const Context& c, Document& d);
// Every scenario with its attempts; on paper only what did not come out as demanded.
void add_attempts(const Context& c, const RunMaterial& material, Document& d);
void add_limits_of_the_method(const Context& c, Document& d);
void add_method(const Context& c, Document& d);
}  // namespace parts

}  // namespace proofmark::reports
