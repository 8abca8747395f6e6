// What lies in a run folder beside the figures: pictures, frames and APDU logs of attempts.
#pragma once
#include <filesystem>

#include "reports/documents/run_report.hpp"

namespace proofmark::reports {

// Illustrations: one that cannot be shown is left out, the figures do not depend on it. Frames are embedded up to a
// bound, of attempts that did not come out as demanded first.
[[nodiscard]] RunMaterial read_material(const std::filesystem::path& run_folder, const Evaluation& evaluation);

}  // namespace proofmark::reports
