#include "simulators/centre/inspection_claim.hpp"

#include <algorithm>
#include <array>

#include "common/inspection_steps.hpp"

namespace proofmark::centre {
namespace {

constexpr std::uint64_t most_readings = 100;
constexpr std::size_t most_steps = 256;
constexpr std::size_t longest_id = 100;       // bytes
constexpr std::size_t longest_reason = 4096;  // bytes

constexpr std::array<const char*, 5> chip_checks{"chip.access", "chip.passive", "chip.revocation", "chip.genuine",
                                                 "document.validity"};

tl::unexpected<Error> malformed(std::string expected, std::string observed) {
  return fail("docs/interface.md, claim inspection", std::move(expected), std::move(observed),
              "Correct what the service states of its inspection.");
}

tl::unexpected<Error> contradiction(const std::string& check, const std::string& result, std::string observed) {
  return fail("docs/interface.md: a check and its own steps say the same", check + " " + result + " as its steps say",
              std::move(observed), "Do not rely on this package; report it to the service.");
}

bool is_id(const std::string& id) {
  return id.size() <= longest_id && !check_of_step(id).empty() && id.back() != '.' &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_'; });
}

Result<void> check_form(const StatedInspection& inspection) {
  if (inspection.readings == 0 || inspection.readings > most_readings)
    return malformed("1 to 100 readings", std::to_string(inspection.readings));
  if (inspection.steps.empty() || inspection.steps.size() > most_steps)
    return malformed("1 to 256 steps", std::to_string(inspection.steps.size()));
  for (const StatedStep& step : inspection.steps) {
    if (!is_id(step.id)) return malformed("an id that begins as the interface says", step.id.substr(0, longest_id));
    if (!is_step_result(step.result))
      return malformed("a result of the interface for step " + step.id, step.result.substr(0, longest_id));
    if (step.reason.size() > longest_reason)
      return malformed("a reason of at most 4096 bytes for step " + step.id, std::to_string(step.reason.size()));
  }
  const auto interruptions = std::count_if(inspection.steps.begin(), inspection.steps.end(),
                                           [](const StatedStep& step) { return is_interruption(step.id); });
  if (static_cast<std::uint64_t>(interruptions) + 1 != inspection.readings)
    return malformed("an access.link for each reading but the last",
                     std::to_string(interruptions) + " with " + std::to_string(inspection.readings) + " readings");
  return {};
}

// The steps of one check.
class Own {
 public:
  Own(const StatedInspection& inspection, const std::string& check) {
    for (const StatedStep& step : inspection.steps) {
      if (check_of_step(step.id) != check || is_interruption(step.id)) continue;
      steps_.push_back(&step);
      const bool good = step.result == "successful";
      successful_ = successful_ || good;
      proven_ = proven_ || (good && is_protocol_step(step.id));
      protocols_ = protocols_ || is_protocol_step(step.id);
    }
  }
  [[nodiscard]] bool none() const { return steps_.empty(); }
  [[nodiscard]] bool any_successful() const { return successful_; }
  // A step that keeps the check from passing: one that failed, broke off or stayed open, save a protocol in whose place
  // another succeeded, and a register's silence or a text in DG11 that nobody can read, which a policy may tolerate.
  [[nodiscard]] const StatedStep* bad() const {
    const auto found = std::find_if(steps_.begin(), steps_.end(), [&](const StatedStep* step) {
      const bool tolerated =
          step->result == "undetermined" && (step->id.starts_with("register.") || step->id == "passive.dg11_text");
      const bool good = step->result == "successful" || step->result == "not_supported" || tolerated;
      return !good && !(proven_ && is_protocol_step(step->id));
    });
    return found == steps_.end() ? nullptr : *found;
  }
  // Whether they say why the check has not passed: one of them did not succeed, or none of the protocols did.
  [[nodiscard]] bool explain_refusal() const {
    const bool open = std::any_of(steps_.begin(), steps_.end(),
                                  [](const StatedStep* step) { return step->result == "undetermined"; });
    return open || bad() != nullptr || (protocols_ && !proven_);
  }

 private:
  std::vector<const StatedStep*> steps_;
  bool successful_ = false, proven_ = false, protocols_ = false;
};

Result<void> agree(const std::string& check, const std::string& result, const Own& own) {
  if (result == "not_performed") return {};
  if (own.none()) return contradiction(check, result, "no step of it");
  if (result == "passed") {
    if (const StatedStep* bad = own.bad()) return contradiction(check, result, "step " + bad->id + " " + bad->result);
    if (!own.any_successful()) return contradiction(check, result, "no step of it successful");
    return {};
  }
  if (!own.explain_refusal()) return contradiction(check, result, "no step of it that did not succeed");
  return {};
}

}  // namespace

Result<void> check_inspection(const StatedInspection& inspection, const StatedChecks& checks) {
  PROOFMARK_CHECK(check_form(inspection));
  for (const char* check : chip_checks) {
    const auto stated = checks.find(check);
    if (stated == checks.end()) continue;
    PROOFMARK_CHECK(agree(stated->first, stated->second, Own(inspection, check)));
  }
  // Only the register's answer is a step of it; names and numbers are compared without the chip.
  const auto matched = checks.find("order.match");
  if (matched != checks.end() && matched->second == "passed") {
    const Own own(inspection, "order.match");
    if (const StatedStep* bad = own.bad())
      return contradiction("order.match", "passed", "step " + bad->id + " " + bad->result);
  }
  return {};
}

Result<void> check_unread(const StatedChecks& checks) {
  for (const char* check : chip_checks) {
    const auto stated = checks.find(check);
    if (stated != checks.end() && stated->second != "not_performed")
      return contradiction(check, stated->second, "no inspection");
  }
  return {};
}

}  // namespace proofmark::centre
