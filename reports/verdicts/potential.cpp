#include "reports/verdicts/potential.hpp"

#include <algorithm>
#include <array>

#include "reports/verdicts/recipes.hpp"

namespace proofmark::reports {
namespace {

// CEM, from the lowest to the highest; the last: not stated.
constexpr std::array<std::string_view, 5> kPotentials = {"basic", "enhanced-basic", "moderate", "high", ""};

std::string_view potential_of(const Plan& plan, const std::string& species) {
  const auto found = std::find_if(plan.species.begin(), plan.species.end(),
                                  [&](const AttackSpecies& one) { return one.id == species; });
  return found == plan.species.end() ? std::string_view() : std::string_view(found->attack_potential);
}

PotentialMaximum maximum(std::string_view potential, const std::vector<Rate>& of_it, const std::string& what) {
  PotentialMaximum out;
  out.potential = potential;
  for (const Rate& r : of_it) out.species.push_back(r.species);
  const std::string named = potential.empty() ? "species whose attack potential is not stated"
                                              : "species of attack potential " + out.potential;
  out.maximum =
      maximum_of(of_it, what + ", maximum over the " + named,
                 "The highest " + what + " of the " + named + " (ISO/IEC 30107-3); never pooled over species.");
  out.maximum.id += "_maximum." + (potential.empty() ? std::string("not-stated") : out.potential);
  return out;
}

}  // namespace

std::vector<PotentialMaximum> by_attack_potential(const Plan& plan, const std::vector<Rate>& rates) {
  std::vector<PotentialMaximum> out;
  for (const auto& [family, what] : {std::pair{"apcer", "APCER"}, std::pair{"iapar", "IAPAR"}})
    for (const std::string_view potential : kPotentials) {
      std::vector<Rate> of_it;
      for (const Rate& r : rates)
        if (r.family == family && r.id != family && potential_of(plan, r.species) == potential) of_it.push_back(r);
      if (!of_it.empty()) out.push_back(maximum(potential, of_it, what));
    }
  return out;
}

}  // namespace proofmark::reports
