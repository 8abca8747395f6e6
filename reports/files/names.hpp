// What the files of this room have in common.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "reports/formats/results.hpp"

namespace proofmark::reports::files {

// UUID version 5 (RFC 9562 section 5.5) in the project's own namespace: the same name gives the same UUID.
[[nodiscard]] std::string uuid(std::string_view name);
// An OSCAL token, which is an XML NCName: other characters become '_'.
[[nodiscard]] std::string token(std::string_view text);
// One line without control characters and outer spaces; "-" for an empty one.
[[nodiscard]] std::string line(std::string_view text);

// "2 of 30 (6.67 %, 95 % interval 0.82 % to 22.1 %)": a figure with n, errors and interval; "none of 0" without one.
[[nodiscard]] std::string figure(const Rate& rate);
// "simulated, ..." about a rate: figure, limit with its source, verdict and its reason.
[[nodiscard]] std::string rate_text(const Rate& rate);
// "4 of 5 attempts as demanded, 1 otherwise, 0 without an answer".
[[nodiscard]] std::string scenario_text(const ScenarioVerdict& scenario);

}  // namespace proofmark::reports::files
