// The steps that a service states of its chip inspection (docs/interface.md, claim `inspection`) against its checks.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace proofmark::centre {

struct StatedStep {
  std::string id, result, reason;
};
struct StatedInspection {
  std::uint64_t readings = 0;
  std::vector<StatedStep> steps;  // in the order in which they were made
};
using StatedChecks = std::map<std::string, std::string>;  // id -> result, those of the package

// Error: the claim is not of its form, or a check and its own steps contradict each other. Steps of a check that is not
// among `checks` are held to their form alone.
[[nodiscard]] Result<void> check_inspection(const StatedInspection& inspection, const StatedChecks& checks);

// The same where the claim says that no chip was read: then no check of the chip was performed.
[[nodiscard]] Result<void> check_unread(const StatedChecks& checks);

}  // namespace proofmark::centre
