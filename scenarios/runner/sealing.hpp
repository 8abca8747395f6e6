// With which key a run's index is sealed, and when.
#pragma once
#include "reports/documents/report.hpp"
#include "scenarios/runner/project.hpp"

namespace proofmark::runner {

// By the key of this installation, ROOT/.cache/seal, made at first use.
[[nodiscard]] reports::SealOptions own_seal(const Project& project);
// The seal's time is when the report is written, not when the run began.
[[nodiscard]] reports::ReportOptions sealed_now(reports::ReportOptions options);

}  // namespace proofmark::runner
