// A person's age in whole years.
#pragma once
#include <chrono>

namespace proofmark::person {

// Whole years from one day to the other, 0 to 110.
[[nodiscard]] int years_between(std::chrono::year_month_day from, std::chrono::year_month_day to);

}  // namespace proofmark::person
