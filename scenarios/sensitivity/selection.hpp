// Which attempts are played against a weakness, and in which order: those that speak about its area, or in its
// words, first, then cheap ones before long ones. The order decides how soon a weakness is caught, never whether.
#pragma once
#include <vector>

#include "scenarios/runner/plan.hpp"
#include "scenarios/sensitivity/weakness_list.hpp"

namespace proofmark::sensitivity {

// Every case that a full service can be asked and that its file calls required or measured, with few attempts: an
// attack once for each species, everything else once; none twice for parts of the population. What is measured
// elsewhere as a rate counts here with these attempts: the same attempt, against the same service without the weakness,
// came out right.
[[nodiscard]] runner::Suite all_cases(std::vector<runner::Scenario> cases);

// Whether somebody is filmed for seconds: the long ones.
[[nodiscard]] bool films(const runner::Scenario& scenario);

// Indices into `tasks`. `thorough`: every attempt.
[[nodiscard]] std::vector<std::size_t> attempts_for(const Weakness& weakness, const runner::Suite& suite,
                                                    const std::vector<runner::Task>& tasks, bool thorough);

}  // namespace proofmark::sensitivity
