#include "reports/formats/day.hpp"

#include <algorithm>
#include <cstdio>

namespace proofmark::reports {

Result<Day> parse_day(std::string_view text, const std::string& what) {
  const auto wrong = [&] {
    return fail("ISO 8601", what + " as YYYY-MM-DD", "'" + std::string(text.substr(0, 40)) + "'",
                "write the date as YYYY-MM-DD");
  };
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return wrong();
  int parts[3] = {0, 0, 0};
  std::size_t part = 0;
  for (const char c : text) {
    if (c == '-') {
      ++part;
    } else if (c < '0' || c > '9') {
      return wrong();
    } else if (part < 3) {
      parts[part] = parts[part] * 10 + (c - '0');
    }
  }
  if (part != 2) return wrong();
  const std::chrono::year_month_day day{std::chrono::year(parts[0]),
                                        std::chrono::month(static_cast<unsigned>(parts[1])),
                                        std::chrono::day(static_cast<unsigned>(parts[2]))};
  if (!day.ok() || parts[0] < 1900 || parts[0] > 2999) return wrong();
  return Day(day);
}

std::string to_text(Day day) {
  const std::chrono::year_month_day date(day);
  char out[16];
  std::snprintf(out, sizeof out, "%04d-%02u-%02u", static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()));
  return out;
}

Day plus_months(Day day, unsigned months) {
  const std::chrono::year_month_day date(day);
  const auto month = date.year() / date.month() + std::chrono::months(static_cast<int>(months));
  const std::chrono::year_month_day_last last = month / std::chrono::last;
  return Day(month / std::min(date.day(), last.day()));
}

}  // namespace proofmark::reports
