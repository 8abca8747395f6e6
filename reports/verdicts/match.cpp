#include "reports/verdicts/match.hpp"

#include <algorithm>
#include <map>

namespace proofmark::reports {

Matched match(const Plan& plan, const std::vector<Observation>& observations) {
  Matched out;
  out.by_attempt.assign(plan.attempts.size(), nullptr);
  std::map<std::string_view, std::size_t> place;
  for (std::size_t i = 0; i < plan.attempts.size(); ++i) place.emplace(plan.attempts[i].id, i);
  std::vector<std::size_t> seen(plan.attempts.size(), 0);
  for (const Observation& o : observations) {
    const auto at = place.find(o.attempt);
    if (at == place.end() || o.run != plan.run) {
      out.unknown.push_back(o.attempt);
      continue;
    }
    const Observation*& kept = out.by_attempt[at->second];
    if (kept == nullptr || !takes_place_of(o, *kept)) ++seen[at->second];
    kept = &o;
  }
  std::sort(out.unknown.begin(), out.unknown.end());
  for (std::size_t i = 0; i < seen.size(); ++i) {
    if (seen[i] == 0) out.missing.push_back(plan.attempts[i].id);
    if (seen[i] > 1) {
      out.duplicates.push_back(plan.attempts[i].id);
      out.by_attempt[i] = nullptr;
    }
  }
  return out;
}

}  // namespace proofmark::reports
