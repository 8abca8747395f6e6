#include "simulators/card/zone.hpp"

namespace proofmark::card {

namespace {

std::string padded(std::string text, std::size_t size) {
  text.resize(size, '<');
  return text;
}

std::string yymmdd(std::chrono::year_month_day date) {
  std::string text;
  for (const unsigned part : {static_cast<unsigned>(static_cast<int>(date.year())) % 100,
                              static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())}) {
    text += static_cast<char>('0' + part / 10);
    text += static_cast<char>('0' + part % 10);
  }
  return text;
}

std::string with_digit(const std::string& field) {
  return field + person::check_digit(field);
}

// 9303-4 section 4.2.2: two lines of 44.
std::string passport_zone(const person::CivilRecord& civil) {
  std::string names = person::transliterate(civil.surname) + "<<" + person::transliterate(civil.given_names);
  for (char& c : names)
    if (c < 'A' || c > 'Z') c = '<';
  const std::string number = with_digit(padded(civil.document_number, 9));
  const std::string birth = with_digit(yymmdd(civil.date_of_birth));
  const std::string expiry = with_digit(yymmdd(civil.date_of_expiry));
  const std::string personal = with_digit(padded(civil.personal_code, 14));
  const std::string sex(1, civil.sex == person::Sex::female ? 'F' : 'M');
  const std::string composite(1, person::check_digit(number + birth + expiry + personal));
  return "P<LTU" + padded(names, 39) + number + "LTU" + birth + sex + expiry + personal + composite;
}

}  // namespace

Result<std::string> zone_of(const Profile& profile, const person::CivilRecord& civil) {
  const bool passport = profile.document == DocumentKind::passport;
  std::string zone = passport ? passport_zone(civil) : person::td1_mrz(civil);
  if (zone.size() != (passport ? 88U : 90U))
    return fail("ICAO 9303-3 section 4.2", "a machine readable zone of 88 or 90 characters",
                std::to_string(zone.size()), "Correct the civil record.");
  std::string code = profile.document_code;
  if (code.empty()) code = passport ? "P<" : profile.document == DocumentKind::residence_permit ? "IR" : "I<";
  // None of them is covered by a check digit (9303-5 section 4.2.4, 9303-4 section 4.2.4).
  zone.replace(0, 2, code).replace(2, 3, profile.state);
  zone.replace(passport ? 54 : 45, 3, profile.nationality.empty() ? profile.state : profile.nationality);
  return zone;
}

std::string mrz_information_of(const std::string& zone) {
  if (zone.size() == 88) return zone.substr(44, 10) + zone.substr(57, 7) + zone.substr(65, 7);
  return zone.substr(5, 10) + zone.substr(30, 7) + zone.substr(38, 7);
}

}  // namespace proofmark::card
