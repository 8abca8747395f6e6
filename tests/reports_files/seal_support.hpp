// What the tests of seal and timestamp share.
#pragma once
#include <filesystem>
#include <string>

#include "common/clock.hpp"
#include "reports/seal/seal.hpp"

namespace proofmark::reports::sample {

inline const Instant kNow = SystemClock().now();

// A small run folder with a file of each kind.
[[nodiscard]] std::filesystem::path small_folder(const std::string& name);
// A seal by a key of its own beside the folder, and the verification that trusts it.
[[nodiscard]] SealOptions own(const std::filesystem::path& folder);
[[nodiscard]] VerifyOptions trusting(const SealOptions& options);
// Output of a shell command, then "exit CODE".
[[nodiscard]] std::string shell(const std::string& command);

}  // namespace proofmark::reports::sample
