#include "common/emrtd/mrz.hpp"

#include <optional>

namespace proofmark::emrtd {
namespace {

constexpr const char* refuse = "Read the document again; if it stays so, refuse it.";

std::optional<int> value_of(char c) {
  if (c == '<') return 0;
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return std::nullopt;
}

std::string trimmed(std::string_view field) {
  const std::size_t last = field.find_last_not_of('<');
  return last == std::string_view::npos ? std::string{} : std::string(field.substr(0, last + 1));
}

std::string spaced(std::string_view name) {
  std::string text = trimmed(name);
  for (char& c : text)
    if (c == '<') c = ' ';
  return text;
}

Result<void> verify(std::string_view field, char digit, const std::string& what) {
  PROOFMARK_TRY(const char expected, mrz_check_digit(field));
  if (digit != expected)
    return fail("ICAO 9303-3 section 4.9", "check digit " + std::string(1, expected) + " of the " + what,
                std::string(1, digit), refuse);
  return {};
}

// 9303-3 section 4.6: the primary identifier, two fillers, the secondary one.
Result<void> split_names(std::string_view field, Mrz& mrz) {
  const std::string names = trimmed(field);
  const std::size_t gap = names.find("<<");
  mrz.surname = spaced(std::string_view(names).substr(0, gap));
  if (gap != std::string::npos) mrz.given_names = spaced(std::string_view(names).substr(gap + 2));
  if (mrz.surname.empty() || names.find_first_of("0123456789") != std::string::npos)
    return fail("ICAO 9303-3 section 4.6", "names of letters", "'" + names + "'", refuse);
  return {};
}

// A month and a day that exist, or fillers for what is not known (9303-3 section 4.8).
bool possible_date(std::string_view yymmdd) {
  const auto between = [&](std::size_t at, int low, int high) {
    if (yymmdd[at] == '<' && yymmdd[at + 1] == '<') return true;
    const int value = (yymmdd[at] - '0') * 10 + yymmdd[at + 1] - '0';
    return yymmdd[at] != '<' && yymmdd[at + 1] != '<' && value >= low && value <= high;
  };
  return between(2, 1, 12) && between(4, 1, 31);
}

// Codes of states and nationalities are of letters (9303-3 section 5).
Result<void> check_codes(const Mrz& mrz) {
  for (const std::string& code : {mrz.issuer, mrz.nationality})
    if (code.find_first_of("0123456789") != std::string::npos)
      return fail("ICAO 9303-3 section 5", "codes of letters", "'" + code + "'", refuse);
  return {};
}

Result<void> set_dates_and_sex(std::string_view birth, char sex, std::string_view expiry, Mrz& mrz) {
  if (birth.find_first_not_of("0123456789<") != std::string_view::npos ||
      expiry.find_first_not_of("0123456789<") != std::string_view::npos)
    return fail("ICAO 9303-3 section 4.8", "dates of digits", std::string(birth) + " and " + std::string(expiry),
                refuse);
  if (!possible_date(birth) || !possible_date(expiry))
    return fail("ICAO 9303-3 section 4.8", "dates that exist", std::string(birth) + " and " + std::string(expiry),
                refuse);
  if (sex != 'F' && sex != 'M' && sex != '<')
    return fail("ICAO 9303-3 section 4.5", "F, M or <", std::string(1, sex), refuse);
  mrz.date_of_birth = birth;
  mrz.date_of_expiry = expiry;
  mrz.sex = sex == '<' ? std::string{} : std::string(1, sex);
  return {};
}

Result<Mrz> parse_td1(std::string_view zone) {
  const std::string_view one = zone.substr(0, 30);
  const std::string_view two = zone.substr(30, 30);
  Mrz mrz;
  mrz.document_code = trimmed(one.substr(0, 2));
  mrz.issuer = trimmed(one.substr(2, 3));
  std::string number(one.substr(5, 9));
  std::string_view optional = one.substr(15);
  char digit = one[14];
  if (digit == '<') {  // 9303-5 section 4.2.2.1 note j: the rest of a long number and its check digit follow
    const std::size_t end = optional.find('<');
    if (end == std::string_view::npos || end < 2)
      return fail("ICAO 9303-5 section 4.2", "the rest of a long document number and its check digit",
                  std::string(optional), refuse);
    number += optional.substr(0, end - 1);
    digit = optional[end - 1];
    optional.remove_prefix(end + 1);
  }
  PROOFMARK_CHECK(verify(number, digit, "document number"));
  PROOFMARK_CHECK(verify(two.substr(0, 6), two[6], "date of birth"));
  PROOFMARK_CHECK(verify(two.substr(8, 6), two[14], "date of expiry"));
  const std::string all = std::string(one.substr(5)) + std::string(two.substr(0, 7)) + std::string(two.substr(8, 7)) +
                          std::string(two.substr(18, 11));
  PROOFMARK_CHECK(verify(all, two[29], "whole zone"));
  mrz.document_number = trimmed(number);
  mrz.optional_data = trimmed(optional);
  PROOFMARK_CHECK(set_dates_and_sex(two.substr(0, 6), two[7], two.substr(8, 6), mrz));
  mrz.nationality = trimmed(two.substr(15, 3));
  mrz.optional_data_2 = trimmed(two.substr(18, 11));
  PROOFMARK_CHECK(split_names(zone.substr(60), mrz));
  PROOFMARK_CHECK(check_codes(mrz));
  return mrz;
}

Result<Mrz> parse_td3(std::string_view zone) {
  const std::string_view one = zone.substr(0, 44);
  const std::string_view two = zone.substr(44);
  Mrz mrz;
  mrz.document_code = trimmed(one.substr(0, 2));
  mrz.issuer = trimmed(one.substr(2, 3));
  PROOFMARK_CHECK(split_names(one.substr(5), mrz));
  PROOFMARK_CHECK(verify(two.substr(0, 9), two[9], "document number"));
  PROOFMARK_CHECK(verify(two.substr(13, 6), two[19], "date of birth"));
  PROOFMARK_CHECK(verify(two.substr(21, 6), two[27], "date of expiry"));
  mrz.optional_data = trimmed(two.substr(28, 14));
  // An empty personal number may have '<' in its check digit's place (9303-4 section 4.2.2.2).
  if (!(mrz.optional_data.empty() && two[42] == '<')) {
    PROOFMARK_CHECK(verify(two.substr(28, 14), two[42], "personal number"));
  }
  const std::string all =
      std::string(two.substr(0, 10)) + std::string(two.substr(13, 7)) + std::string(two.substr(21, 22));
  PROOFMARK_CHECK(verify(all, two[43], "whole zone"));
  mrz.document_number = trimmed(two.substr(0, 9));
  mrz.nationality = trimmed(two.substr(10, 3));
  PROOFMARK_CHECK(set_dates_and_sex(two.substr(13, 6), two[20], two.substr(21, 6), mrz));
  PROOFMARK_CHECK(check_codes(mrz));
  return mrz;
}

}  // namespace

Result<char> mrz_check_digit(std::string_view field) {
  constexpr int weights[] = {7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const std::optional<int> value = value_of(field[i]);
    if (!value)
      return fail("ICAO 9303-3 section 4.3", "A to Z, 0 to 9 or <",
                  "byte " + std::to_string(static_cast<unsigned char>(field[i])), refuse);
    sum = (sum + *value * weights[i % 3]) % 10;
  }
  return static_cast<char>('0' + sum);
}

Result<Mrz> parse_mrz(std::string_view zone) {
  std::string text;
  for (const char c : zone.substr(0, 100))
    if (c != '\n' && c != '\r') text += c;
  for (const char c : text)
    if (!value_of(c))
      return fail("ICAO 9303-3 section 4.3", "A to Z, 0 to 9 or <",
                  "byte " + std::to_string(static_cast<unsigned char>(c)), refuse);
  if (text.size() == 90) return parse_td1(text);
  if (text.size() == 88) return parse_td3(text);
  return fail("ICAO 9303-3 section 4.2", "90 (TD1) or 88 (TD3) characters", std::to_string(text.size()), refuse);
}

}  // namespace proofmark::emrtd
