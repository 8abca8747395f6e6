// The report of a run: what it shows, how it was measured, and every requirement down to the attempts that bear on it.
#pragma once
#include <map>
#include <string>
#include <string_view>
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

// The section of the page whose figures are of the wall clock: the only one that differs when a run is made twice.
inline constexpr std::string_view kServiceTimesSection = "service-times";

// Which attempts a page shows in full and which of them with a frame; one entry for each attempt (shown.hpp).
struct Shown {
  std::vector<bool> details, frames;
};

[[nodiscard]] Result<Document> run_report(const Context& c, const RunMaterial& material, const Shown& shown);

namespace parts {
void add_requirements(const Context& c, Document& d);
// Every scenario with its attempts; on paper only what did not come out as demanded.
void add_attempts(const Context& c, const RunMaterial& material, const Shown& shown, Document& d);
[[nodiscard]] Details attempt_details(const Context& c, std::size_t attempt, const RunMaterial& material, bool frame);
void add_limits_of_the_method(const Context& c, Document& d);
void add_method(const Context& c, Document& d);
}  // namespace parts

}  // namespace proofmark::reports
