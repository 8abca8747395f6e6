// Calendar days as the files have them: YYYY-MM-DD, UTC.
#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace proofmark::reports {

using Day = std::chrono::sys_days;

// `what` names the date in the error. Years 1900 to 2999.
[[nodiscard]] Result<Day> parse_day(std::string_view text, const std::string& what);
[[nodiscard]] std::string to_text(Day day);
// The same day of the month, or the month's last day where it has none.
[[nodiscard]] Day plus_months(Day day, unsigned months);

}  // namespace proofmark::reports
