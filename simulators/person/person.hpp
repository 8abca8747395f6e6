// A synthetic person: civil data and the parameters of an appearance, all from one seed.
// Nothing here stands for a living person; every name, number and face is made up.
#pragma once
#include <chrono>
#include <cstdint>
#include <string>

#include "common/random.hpp"
#include "common/result.hpp"

namespace proofmark::person {

enum class Sex { female, male };

// Dates are civil dates in Lithuania's calendar; text is UTF-8 NFC.
struct CivilRecord {
  std::string given_names;  // "Jonas", one or two names
  std::string surname;      // with the ending that sex (and, for women, marital form) asks for
  Sex sex = Sex::female;
  std::chrono::year_month_day date_of_birth;
  std::string personal_code;    // 11 digits: century and sex, YYMMDD, serial, check digit
  std::string document_number;  // 8 digits, as on the LT ID card
  std::chrono::year_month_day date_of_issue;
  std::chrono::year_month_day date_of_expiry;
  std::string can;  // card access number, 6 digits
};

// Issue and expiry are placed around `today`, so that the document is valid on that day.
[[nodiscard]] CivilRecord make_civil_record(const SeededRandom& seed, std::chrono::year_month_day today);
// Likewise for a given sex and date of birth, at least 17 years back.
[[nodiscard]] CivilRecord make_civil_record(const SeededRandom& seed, Sex sex,
                                            std::chrono::year_month_day date_of_birth,
                                            std::chrono::year_month_day today);

// ICAO 9303-3 section 6.A transliteration of Latin national characters; upper case, unknown characters become '<'.
[[nodiscard]] std::string transliterate(std::string_view text);

// The three lines of 30 characters of a TD1 identity card, ICAO 9303-5 section 4.2 (issuer and nationality LTU,
// the personal code in the optional data of line 1), with all check digits: 90 characters, no separators, as in DG1.
[[nodiscard]] std::string td1_mrz(const CivilRecord& civil);

// ICAO 9303-3 section 4.9, weights 7 3 1.
[[nodiscard]] char check_digit(std::string_view field);

}  // namespace proofmark::person
