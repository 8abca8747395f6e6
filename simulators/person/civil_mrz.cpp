#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "simulators/person/civil.hpp"

namespace proofmark::person {
namespace {

// ICAO 9303-3 section 6.A, letters outside A-Z; where the table leaves a choice, its first entry. Small letters go the
// way of their capitals.
const std::map<char32_t, std::string_view>& table() {
  static const std::map<char32_t, std::string_view> letters = [] {
    std::map<char32_t, std::string_view> out;
    const std::vector<std::pair<std::u32string_view, std::string_view>> rows{
        {U"ÀÁÂÃĀĂĄàáâãāăą", "A"},
        {U"Ää", "AE"},
        {U"Ææ", "AE"},
        {U"Åå", "AA"},
        {U"ÇĆĈĊČçćĉċč", "C"},
        {U"ÐĎĐðďđ", "D"},
        {U"ÈÉÊËĒĔĖĘĚèéêëēĕėęě", "E"},
        {U"ĜĞĠĢĝğġģ", "G"},
        {U"ĤĦĥħ", "H"},
        {U"ÌÍÎÏĨĪĬĮİìíîïĩīĭįı", "I"},
        {U"Ĳĳ", "IJ"},
        {U"Ĵĵ", "J"},
        {U"Ķķ", "K"},
        {U"ĹĻĽĿŁĺļľŀł", "L"},
        {U"ÑŃŅŇŊñńņňŋ", "N"},
        {U"ÒÓÔÕŌŎŐòóôõōŏő", "O"},
        {U"ÖØŒöøœ", "OE"},
        {U"ŔŖŘŕŗř", "R"},
        {U"ŚŜŞŠȘśŝşšș", "S"},
        {U"ẞß", "SS"},
        {U"ŢŤŦȚţťŧț", "T"},
        {U"Þþ", "TH"},
        {U"ÙÚÛŨŪŬŮŰŲùúûũūŭůűų", "U"},
        {U"Üü", "UE"},
        {U"Ŵŵ", "W"},
        {U"ÝŶŸýŷÿ", "Y"},
        {U"ŹŻŽźżž", "Z"},
        {U"'\u2019\u02BC.", ""},  // 4.6: apostrophes are left out
    };
    for (const auto& [from, to] : rows)
      for (const char32_t c : from) out.emplace(c, to);
    return out;
  }();
  return letters;
}

// The next code point of UTF-8; a byte that begins none (RFC 3629) is taken alone, as the replacement character.
char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(at++);
  if (lead < 0x80) return lead;
  const std::size_t more = lead >= 0xC2 && lead <= 0xDF   ? 1U
                           : lead >= 0xE0 && lead <= 0xEF ? 2U
                           : lead >= 0xF0 && lead <= 0xF4 ? 3U
                                                          : 0U;
  if (more == 0 || at + more > text.size()) return 0xFFFD;
  char32_t value = lead & (0x3FU >> more);
  for (std::size_t i = 0; i < more; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80) return 0xFFFD;
    value = (value << 6U) | (byte(at + i) & 0x3FU);
  }
  at += more;
  return value;
}

std::string padded(std::string text, std::size_t width) {
  text.resize(width, '<');
  return text;
}

std::string yymmdd(std::chrono::year_month_day date) {
  const std::array<unsigned, 3> parts{static_cast<unsigned>(static_cast<int>(date.year()) % 100),
                                      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day())};
  std::string out;
  for (const unsigned part : parts) {
    out += static_cast<char>('0' + part / 10 % 10);
    out += static_cast<char>('0' + part % 10);
  }
  return out;
}

std::string collapse(std::string name) {
  std::string out;
  for (const char c : name)
    if (c != '<' || (!out.empty() && out.back() != '<')) out += c;
  while (!out.empty() && out.back() == '<') out.pop_back();
  return out;
}

// ICAO 9303-5 section 4.2.4: a name that is too long is cut so that the last position is a letter (which says that it
// may be cut) and that something of the given names is left.
std::string name_field(const std::string& surname, const std::string& given) {
  constexpr std::size_t width = 30;
  std::string primary = collapse(transliterate(surname));
  const std::string secondary = collapse(transliterate(given));
  if (secondary.empty()) return padded(primary.substr(0, width), width);
  if (primary.size() + 2 + secondary.size() <= width) return padded(primary + "<<" + secondary, width);
  if (primary.size() > width - 3) {
    primary.resize(width - 3);
    while (primary.back() == '<') primary.pop_back();
  }
  std::string field = (primary + "<<" + secondary).substr(0, width);
  if (field.back() == '<') {
    // The cut fell between two given names: one letter of the surname makes room for the next name's first.
    primary.pop_back();
    field = (primary + "<<" + secondary).substr(0, width);
  }
  return padded(field, width);
}

}  // namespace

std::string transliterate(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const char32_t c = next_code_point(text, at);
    if ((c >= U'A' && c <= U'Z') || (c >= U'0' && c <= U'9')) {
      out += static_cast<char>(c);
    } else if (c >= U'a' && c <= U'z') {
      out += static_cast<char>(c - U'a' + U'A');
    } else if (const auto found = table().find(c); found != table().end()) {
      out += found->second;
    } else {
      out += '<';
    }
  }
  return out;
}

char check_digit(std::string_view field) {
  static constexpr std::array<int, 3> weights{7, 3, 1};
  int sum = 0;
  for (std::size_t i = 0; i < field.size(); ++i) {
    const char c = field[i];
    const int value = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'Z' ? c - 'A' + 10 : 0;
    sum += value * weights[i % 3];
  }
  return static_cast<char>('0' + sum % 10);
}

std::string td1_mrz(const CivilRecord& civil) {
  std::string first = "I<LTU" + padded(civil.document_number, 9);
  first += check_digit(first.substr(5, 9));
  first += padded(civil.personal_code, 15);

  std::string second = yymmdd(civil.date_of_birth);
  second += check_digit(second);
  second += civil.sex == Sex::female ? 'F' : 'M';
  const std::string expiry = yymmdd(civil.date_of_expiry);
  second += expiry + check_digit(expiry) + "LTU" + padded("", 11);
  // 9303-5 section 4.2.4: upper line 6-30, middle line 1-7, 9-15, 19-29.
  second += check_digit(first.substr(5) + second.substr(0, 7) + second.substr(8, 7) + second.substr(18, 11));
  return first + second + name_field(civil.surname, civil.given_names);
}

}  // namespace proofmark::person
