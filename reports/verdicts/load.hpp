// From a run folder to its evaluation.
#pragma once
#include <filesystem>
#include <string_view>

#include "reports/formats/results.hpp"

namespace proofmark::reports {

// Reads plan.json, observations.jsonl (a run killed before its first observation has none), catalogue.json and
// evidence.json where they are, and evaluates them. A catalogue that is not the plan's (SHA-256) is an error.
[[nodiscard]] Result<Evaluation> load_evaluation(const std::filesystem::path& run_folder,
                                                 std::string_view on_date = {});

}  // namespace proofmark::reports
