#include "common/inspection_steps.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace proofmark {
namespace {

constexpr std::array<std::string_view, 5> results{"successful", "failed", "undetermined", "not_supported", "aborted"};

// The first beginning that fits counts.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> checks{{{"access.", "chip.access"},
                                                                               {"files.", "chip.passive"},
                                                                               {"passive.", "chip.passive"},
                                                                               {"revocation.", "chip.revocation"},
                                                                               {"genuine.", "chip.genuine"},
                                                                               {"validity.", "document.validity"},
                                                                               {"register.person", "order.match"},
                                                                               {"register.", "document.validity"}}};

}  // namespace

bool is_step_result(std::string_view word) {
  return std::find(results.begin(), results.end(), word) != results.end();
}

std::string_view check_of_step(std::string_view id) {
  for (const auto& [beginning, check] : checks)
    if (id.starts_with(beginning)) return check;
  return {};
}

bool is_protocol_step(std::string_view id) {
  return id == "access.bac" || id == "access.pace" || id.starts_with("access.pace.") ||
         id == "genuine.chip_authentication" || id == "genuine.chip_authentication_mapping" ||
         id == "genuine.active_authentication";
}

bool is_interruption(std::string_view id) {
  return id == "access.link";
}

}  // namespace proofmark
