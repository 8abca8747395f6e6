#include "reports/risk/detection.hpp"

#include <algorithm>

namespace proofmark::reports::risk {
namespace {

bool is_attack(const Attempt& attempt) {
  return attempt.kind == Kind::presentation_attack || attempt.kind == Kind::injection_attack;
}

bool checks_life(const std::string& check) {
  return check.starts_with("video.") || check.starts_with("liveness.");
}

bool refuses(const Check& check) {
  return check.result == CheckResult::failed || check.result == CheckResult::undetermined;
}

bool answered(const std::optional<Observation>& observation) {
  return observation && observation->outcome == Outcome::completed && !observation->failed_to_acquire &&
         (observation->pad || !observation->checks.empty());
}

// The methods that any answer states, in the order of the first that states them.
std::vector<Method> stated(const Evaluation& evaluation) {
  std::vector<Method> out;
  const auto add = [&](const std::string& check) {
    if (std::none_of(out.begin(), out.end(), [&](const Method& one) { return one.check == check; }))
      out.push_back({check, {}});
  };
  for (std::size_t i = 0; i < evaluation.observations.size(); ++i) {
    const auto& observation = evaluation.observations[i];
    if (!is_attack(evaluation.plan.attempts[i]) || !answered(observation)) continue;
    if (observation->pad) add("pad");
    for (const Check& check : observation->checks)
      if (checks_life(check.id)) add(check.id);
  }
  // The checks of life itself before those of the video that carries them.
  std::stable_partition(out.begin(), out.end(), [](const Method& one) { return !one.check.starts_with("video."); });
  return out;
}

Caught& entry(std::vector<Caught>& list, const std::string& species) {
  const auto at = std::find_if(list.begin(), list.end(), [&](const Caught& one) { return one.species == species; });
  if (at != list.end()) return *at;
  list.push_back({species, 0, 0, 0, 0, 0});
  return list.back();
}

void count(Caught& to, const std::string& method, const Observation& observation) {
  ++to.n;
  if (method == "pad") {
    const bool attack = observation.pad && observation.pad->attack;
    to.caught += attack ? 1U : 0U;
    to.alone += attack ? 1U : 0U;
    to.without_result += observation.pad ? 0U : 1U;
    return;
  }
  const auto& checks = observation.checks;
  const auto here = std::find_if(checks.begin(), checks.end(), [&](const Check& one) { return one.id == method; });
  const bool judged =
      here != checks.end() && (here->result == CheckResult::passed || here->result == CheckResult::failed);
  if (!judged) ++to.without_result;
  if (!judged || here->result == CheckResult::passed) return;
  ++to.caught;
  const bool other =
      std::any_of(checks.begin(), checks.end(), [&](const Check& one) { return one.id != method && refuses(one); });
  to.alone += other ? 0U : 1U;
}

bool accepted(const Observation& observation) {
  return observation.pad ? !observation.pad->attack : observation.decision == Decision::accepted;
}

}  // namespace

Detection detection_of(const Evaluation& evaluation) {
  Detection out;
  out.methods = stated(evaluation);
  for (std::size_t i = 0; i < evaluation.observations.size(); ++i) {
    const Attempt& attempt = evaluation.plan.attempts[i];
    if (!is_attack(attempt)) continue;
    const auto& observation = evaluation.observations[i];
    for (Method& method : out.methods) {
      Caught& one = entry(method.species, attempt.species);
      ++one.planned;
      if (answered(observation)) count(one, method.check, *observation);
    }
    Caught& through = entry(out.accepted, attempt.species);
    ++through.planned;
    if (!answered(observation)) continue;
    ++through.n;
    through.caught += accepted(*observation) ? 1U : 0U;
  }
  return out;
}

}  // namespace proofmark::reports::risk
