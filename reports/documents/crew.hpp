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
// The different values of a field in the chosen attempts, without the empty one, in the plan's order.
[[nodiscard]] std::vector<std::string> distinct(const Evaluation& e, const AttemptChoice& choice,
                                                std::string Attempt::*field);
// "print-photograph-glossy, good photograph printed on ..."
[[nodiscard]] Line species_line(const Context& c, const std::string& id);
// Each species with its attack potential, what of the victim it needs, and the ranges that a series draws from.
[[nodiscard]] Table series_table(const Context& c, Kind kind);
// The highest APCER and IAPAR of the species of each attack potential (ISO/IEC 30107-3).
[[nodiscard]] Table potential_table(const Context& c);
// A row for each species: persons shown, presentations planned, completed, without response, accepted, refusing checks.
[[nodiscard]] Table species_table(const Context& c, Kind kind);
[[nodiscard]] Facts environment(const Context& c, const AttemptChoice& choice);

}  // namespace proofmark::reports::parts
