#include "scenarios/conformance/judge.hpp"

#include <algorithm>

#include "common/inspection_steps.hpp"

namespace proofmark::conformance {
namespace {

using reports::CheckResult;
using reports::InspectionStep;
using reports::Observation;
using reports::Outcome;
using reports::StepResult;
using reports::Verdict;

bool among(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "chip.passive failed: REASON", for the checks of the chip that have not passed.
std::string shortfalls(const Observation& observation) {
  std::string text;
  for (const reports::Check& check : observation.checks) {
    const bool of_document =
        check.id.starts_with("chip.") || check.id == "document.validity" || check.id == "order.match";
    if (!of_document || check.result == CheckResult::passed || check.result == CheckResult::not_performed) continue;
    text += (text.empty() ? "" : "; ") + check.id + " " + std::string(name_of(check.result)) + ": " + check.reason;
  }
  return text;
}

bool all_passed(const Observation& observation) {
  for (const char* id : {"chip.access", "chip.passive", "chip.revocation", "chip.genuine", "document.validity"}) {
    const auto found = std::find_if(observation.checks.begin(), observation.checks.end(),
                                    [&](const reports::Check& check) { return check.id == id; });
    if (found == observation.checks.end() || found->result != CheckResult::passed) return false;
  }
  return true;
}

bool one_has_not_passed(const Row& row, const Observation& observation) {
  return std::any_of(observation.checks.begin(), observation.checks.end(), [&](const reports::Check& check) {
    return (check.result == CheckResult::failed || check.result == CheckResult::undetermined) &&
           among(row.checks, check.id);
  });
}

const InspectionStep* step_of(const Observation& observation, const std::string& id) {
  const auto& steps = observation.inspection->steps;
  const auto found =
      std::find_if(steps.begin(), steps.end(), [&](const InspectionStep& step) { return step.id == id; });
  return found == steps.end() ? nullptr : &*found;
}

// Why the steps do not show what the row is about; empty when they do. A step that is not supported is wrong only where
// the row names it: mechanisms that a chip does not have are stated so.
std::string contradiction(const Row& row, const Variant& variant, const Observation& observation) {
  if (variant.steps.empty() || !observation.inspection) return "";
  if (row.expected == Expected::successful) {
    for (const std::string& id : variant.steps) {
      const InspectionStep* step = step_of(observation, id);
      if (step == nullptr || step->result != StepResult::successful) return "the step " + id + " was not successful";
    }
    return "";
  }
  const std::string& deciding = variant.steps.front();
  const InspectionStep* decided = step_of(observation, deciding);
  if (decided == nullptr || decided->result == StepResult::successful)
    return "the step " + deciding + " did not decide it";
  for (const InspectionStep& step : observation.inspection->steps) {
    const bool wrong = step.result != StepResult::successful && step.result != StepResult::not_supported;
    if (wrong && among(row.checks, check_of_step(step.id)) && !among(variant.steps, step.id))
      return "the step " + step.id + " is " + std::string(name_of(step.result)) +
             " beside what is meant: " + step.reason;
  }
  return "";
}

std::vector<InspectionStep> unsuccessful_steps(const Observation& observation) {
  std::vector<InspectionStep> steps;
  if (!observation.inspection) return steps;
  for (const InspectionStep& step : observation.inspection->steps)
    if (step.result != StepResult::successful) steps.push_back(step);
  return steps;
}

}  // namespace

std::string one_line(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  return text;
}

VariantResult judge(const Row& row, const Variant& variant, const Observation& observation, bool fault_in_play) {
  VariantResult result;
  result.name = variant.name;
  result.steps = unsuccessful_steps(observation);
  if (observation.outcome == Outcome::harness_error || !fault_in_play) {
    result.observed = one_line(fault_in_play ? "harness: " + observation.error
                                             : "the card's fault never came into play: " + shortfalls(observation));
    return result;
  }
  if (observation.outcome != Outcome::completed) {
    // An inspection system that crashes or hangs has not said that the inspection failed.
    result.verdict = Verdict::fail;
    result.observed = one_line(std::string(name_of(observation.outcome)) + ": " + observation.error);
    return result;
  }
  const bool successful = all_passed(observation);
  const std::string short_of = shortfalls(observation);
  result.observed = successful && short_of.empty() ? "successful"
                    : successful                   ? "successful for the chip; " + short_of
                    : short_of.empty()             ? "no check of the document was made"
                                                   : short_of;
  bool held = true;
  if (row.expected == Expected::successful) held = successful;
  if (row.expected == Expected::failed) held = one_has_not_passed(row, observation);
  if (const std::string why = held ? contradiction(row, variant, observation) : ""; !why.empty()) {
    held = false;
    result.observed = why + "; " + result.observed;
  }
  result.observed = one_line(result.observed);
  result.verdict = held ? Verdict::pass : Verdict::fail;
  return result;
}

}  // namespace proofmark::conformance
