// Who and what took part in an evaluation: persons, their groups, series of an attack species, devices.
#pragma once
#include <functional>

#include "reports/documents/parts.hpp"

namespace proofmark::reports::parts {

using AttemptChoice = std::function<bool(const Attempt&)>;

[[nodiscard]] std::size_t count_attempts(const Evaluation& e, const AttemptChoice& choice);
[[nodiscard]] std::vector<std::string> persons_of(const Evaluation& e, const AttemptChoice& choice);
// Number of persons in each group, of those in the chosen attempts.
[[nodiscard]] Table crew_table(const Context& c, const AttemptChoice& choice);
// A row for each species: persons shown, presentations planned, completed, without response, accepted, refusing checks.
[[nodiscard]] Table species_table(const Context& c, Kind kind);
[[nodiscard]] Facts environment(const Context& c, const AttemptChoice& choice);

}  // namespace proofmark::reports::parts
