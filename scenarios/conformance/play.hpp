// A conformance table against a service: every row's card is held before it, and what the sealed package says of the
// chip is compared with what the case asks for.
#pragma once
#include <atomic>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include "reports/formats/plan.hpp"
#include "scenarios/conformance/judge.hpp"
#include "scenarios/runner/project.hpp"

namespace proofmark::conformance {

struct RowResult {
  reports::Verdict verdict = reports::Verdict::inconclusive;  // pass, fail, inconclusive, not_applicable
  std::string observed;                                       // of the variant that decided, one line
  std::vector<VariantResult> variants;
};

struct Played {
  reports::Subject subject;
  std::vector<RowResult> rows;  // as the table's
  [[nodiscard]] std::size_t count(reports::Verdict verdict) const;
};

struct PlayOptions {
  runner::Project project;
  std::string subject = "reference";
  std::uint64_t seed = 1;
  std::size_t jobs = 0;           // 0: the number of cores
  std::vector<std::string> only;  // identifiers; empty: all
  std::FILE* progress = nullptr;  // may be null
  const std::atomic<bool>* stop = nullptr;
};

// Rows that are not asked for are left out of the table. Errors: the subject does not start, asked to stop, an
// identifier of `only` that the table does not have.
[[nodiscard]] Result<Played> play(Table& table, const PlayOptions& options);

}  // namespace proofmark::conformance
