// What each action looks like in the measures of the service, and how the templates of the population compare.
#pragma once
#include "bench/calibration/people.hpp"
#include "reference-impl/face/models.hpp"

namespace proofmark::calibration {

// Prints one JSON line per person and action, and the scores of all portraits against all persons.
[[nodiscard]] Result<void> measure_signals(const Sources& sources, std::shared_ptr<const face::Models> models,
                                           std::uint64_t first, std::uint64_t persons);

// Only the scores, from a few frames of each person: quick enough for a larger population.
[[nodiscard]] Result<void> measure_match(const Sources& sources, const std::shared_ptr<const face::Models>& models,
                                         std::uint64_t first, std::uint64_t persons);

}  // namespace proofmark::calibration
