// What one inspection came to against what a row asks for.
#pragma once
#include <string>
#include <vector>

#include "reports/formats/observation.hpp"
#include "reports/formats/verdict.hpp"
#include "scenarios/conformance/table.hpp"

namespace proofmark::conformance {

struct VariantResult {
  std::string name;
  reports::Verdict verdict = reports::Verdict::inconclusive;
  std::string observed;  // one line
  // The steps that were not successful, in the order in which the service made them; empty where it states none.
  std::vector<reports::InspectionStep> steps;
};

// A row that is to fail passes when one of its checks has not passed and, where the service states its steps, the
// first of the variant's steps was not successful and no other step of those checks was wrong: a fault that was not
// meant, or another cause, shows nothing about the case. A row that is to succeed has all its steps successful.
[[nodiscard]] VariantResult judge(const Row& row, const Variant& variant, const reports::Observation& observation,
                                  bool fault_in_play);

// Line ends become spaces.
[[nodiscard]] std::string one_line(std::string text);

}  // namespace proofmark::conformance
