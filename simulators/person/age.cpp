#include "simulators/person/age.hpp"

#include <algorithm>
#include <utility>

namespace proofmark::person {

int years_between(std::chrono::year_month_day from, std::chrono::year_month_day to) {
  int years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  if (std::pair(to.month(), to.day()) < std::pair(from.month(), from.day())) --years;
  return std::clamp(years, 0, 110);
}

}  // namespace proofmark::person
