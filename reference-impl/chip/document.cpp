#include "reference-impl/chip/document.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {
namespace {

using std::chrono::year_month_day;

std::optional<year_month_day> make_date(int year, const std::string& yymmdd) {
  const auto two = [&](std::size_t at) {
    return static_cast<unsigned>((yymmdd[at] - '0') * 10 + yymmdd[at + 1] - '0');
  };
  const year_month_day date{std::chrono::year(year), std::chrono::month(two(2)), std::chrono::day(two(4))};
  if (!date.ok()) return std::nullopt;
  return date;
}

bool fully_known(const std::string& yymmdd) {
  return yymmdd.size() == 6 && yymmdd.find_first_not_of("0123456789") == std::string::npos;
}

int year_in_century(const std::string& yymmdd) {
  return (yymmdd[0] - '0') * 10 + yymmdd[1] - '0';
}

year_month_day day_of(Instant now) {
  return year_month_day(std::chrono::floor<std::chrono::days>(now));
}

// The Lithuanian personal code begins with a digit for sex and century (1 and 2: 18.., 3 and 4: 19.., 5 and 6: 20..)
// and the date of birth.
std::optional<int> century_of_personal_code(const emrtd::Mrz& mrz) {
  const std::string& code = mrz.optional_data;
  if (mrz.issuer != "LTU" || code.size() != 11 || code.find_first_not_of("0123456789") != std::string::npos)
    return std::nullopt;
  if (code[0] < '1' || code[0] > '6' || code.compare(1, 6, mrz.date_of_birth) != 0) return std::nullopt;
  return 1800 + (code[0] - '1') / 2 * 100;
}

std::string iso_date(const std::optional<year_month_day>& date) {
  if (!date) return "";
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date->year()),
                static_cast<unsigned>(date->month()), static_cast<unsigned>(date->day()));
  return text.data();
}

}  // namespace

std::optional<year_month_day> date_of_expiry(const emrtd::Mrz& mrz, Instant now) {
  if (!fully_known(mrz.date_of_expiry)) return std::nullopt;
  const int this_year = static_cast<int>(day_of(now).year());
  int year = this_year / 100 * 100 + year_in_century(mrz.date_of_expiry);
  if (year - this_year > 50) year -= 100;
  if (this_year - year >= 50) year += 100;
  return make_date(year, mrz.date_of_expiry);
}

std::optional<year_month_day> date_of_birth(const emrtd::Mrz& mrz, Instant now) {
  if (!fully_known(mrz.date_of_birth)) return std::nullopt;
  const year_month_day today = day_of(now);
  if (const auto century = century_of_personal_code(mrz)) {
    const auto date = make_date(*century + year_in_century(mrz.date_of_birth), mrz.date_of_birth);
    if (date && *date <= today) return date;
  }
  const int year = static_cast<int>(today.year()) / 100 * 100 + year_in_century(mrz.date_of_birth);
  const auto date = make_date(year, mrz.date_of_birth);
  if (date && *date <= today) return date;
  return make_date(year - 100, mrz.date_of_birth);
}

DocumentData document_data(const emrtd::Mrz& mrz, Instant now) {
  return {mrz.document_code,
          mrz.issuer,
          mrz.document_number,
          mrz.surname,
          mrz.given_names,
          mrz.nationality,
          mrz.sex,
          mrz.optional_data,
          iso_date(date_of_birth(mrz, now)),
          iso_date(date_of_expiry(mrz, now))};
}

Finding check_listed(const emrtd::Mrz& mrz, const InspectionPolicy& policy) {
  const auto among = [](const std::vector<std::string>& all, const std::string& one) {
    return std::find(all.begin(), all.end(), one) != all.end();
  };
  const bool passport = mrz.document_code.starts_with('P') && among(policy.accepted_types, "P");
  const bool state = among(policy.accepted_states, mrz.issuer) || PROOFMARK_WEAKNESS(foreign_state_accepted);
  const bool type =
      passport || among(policy.accepted_types, mrz.document_code) || PROOFMARK_WEAKNESS(unlisted_type_accepted);
  if (state && type) return passed("a listed document");
  return failed("ETSI TS 119 461 COL-8.2.3-03X: expected a document of a listed state and type, observed type '" +
                mrz.document_code + "' of " + mrz.issuer);
}

Finding check_validity(const emrtd::Mrz& mrz, Instant now) {
  const auto expiry = date_of_expiry(mrz, now);
  if (!expiry && PROOFMARK_WEAKNESS(unknown_expiry_accepted)) return passed("no date of expiry");
  if (!expiry)
    return undetermined("ICAO 9303-3 section 4.8: expected a date of expiry, observed '" + mrz.date_of_expiry + "'");
  int days = 1;
  if (PROOFMARK_WEAKNESS(last_day_refused)) days = 0;
  if (PROOFMARK_WEAKNESS(expiry_month_late)) days = 31;
  const auto end = std::chrono::sys_days(*expiry) + std::chrono::days(days);
  if (now >= end && !PROOFMARK_WEAKNESS(expiry_unchecked))
    return failed("TR-03135-1: expected a document that is valid at " + to_rfc3339(now) + ", observed expiry on " +
                  iso_date(expiry));
  return passed("valid to " + iso_date(expiry));
}

}  // namespace proofmark::chip
