// A person of a population as seen on any day of his life.
#pragma once
#include "simulators/person/appearance.hpp"
#include "simulators/person/population.hpp"

namespace proofmark::person {

// Shape by genes and age, grey and lost hair by age, hair style, dye and beard by the fashion of those years; moles and
// chance growth are the same all life. Days before the 18th birthday show the face of the day, drawn with the youngest
// targets there are (about 22 years).
[[nodiscard]] Appearance as_of(const Assets& assets, const Population& population, const VirtualPerson& person,
                               std::chrono::year_month_day day);

// The day on which the document's photograph was taken: up to 90 days before its issue, which lies 0 to 10 years back.
[[nodiscard]] std::chrono::year_month_day day_of_portrait(const VirtualPerson& person);

}  // namespace proofmark::person
