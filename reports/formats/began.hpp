// began.json: when a run began by the machine's own clock, beside the simulated clock of everything else. Two runs of
// one plan differ in it, so it stands in a file of its own that the plan's identity does not depend on.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace proofmark::reports {

// `moment` is RFC 3339 in UTC, in whole seconds.
[[nodiscard]] Result<std::string> began_to_json(const std::string& moment);
[[nodiscard]] Result<std::string> began_from_json(std::string_view text);  // strict
// Empty when the folder has none: a run of an older version.
[[nodiscard]] Result<std::string> read_began(const std::filesystem::path& run_folder);

}  // namespace proofmark::reports
