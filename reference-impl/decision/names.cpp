#include "reference-impl/decision/names.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace proofmark::decision {
namespace {

struct Entry {
  char32_t character;  // upper case
  std::array<const char*, 3> forms;
};

// ICAO 9303-3 section 6.A, "Transliteration of Multinational Latin-based Characters"; one row per upper-case letter.
constexpr Entry table[] = {
    {0x00C0, {"A"}},       {0x00C1, {"A"}},        {0x00C2, {"A"}},       {0x00C3, {"A"}},
    {0x00C4, {"AE", "A"}}, {0x00C5, {"AA", "A"}},  {0x00C6, {"AE"}},      {0x00C7, {"C"}},
    {0x00C8, {"E"}},       {0x00C9, {"E"}},        {0x00CA, {"E"}},       {0x00CB, {"E"}},
    {0x00CC, {"I"}},       {0x00CD, {"I"}},        {0x00CE, {"I"}},       {0x00CF, {"I"}},
    {0x00D0, {"D"}},       {0x00D1, {"N", "NXX"}}, {0x00D2, {"O"}},       {0x00D3, {"O"}},
    {0x00D4, {"O"}},       {0x00D5, {"O"}},        {0x00D6, {"OE", "O"}}, {0x00D8, {"OE"}},
    {0x00D9, {"U"}},       {0x00DA, {"U"}},        {0x00DB, {"U"}},       {0x00DC, {"UE", "UXX", "U"}},
    {0x00DD, {"Y"}},       {0x00DE, {"TH"}},       {0x00DF, {"SS"}},      {0x0100, {"A"}},
    {0x0102, {"A"}},       {0x0104, {"A"}},        {0x0106, {"C"}},       {0x0108, {"C"}},
    {0x010A, {"C"}},       {0x010C, {"C"}},        {0x010E, {"D"}},       {0x0110, {"D"}},
    {0x0112, {"E"}},       {0x0114, {"E"}},        {0x0116, {"E"}},       {0x0118, {"E"}},
    {0x011A, {"E"}},       {0x011C, {"G"}},        {0x011E, {"G"}},       {0x0120, {"G"}},
    {0x0122, {"G"}},       {0x0124, {"H"}},        {0x0126, {"H"}},       {0x0128, {"I"}},
    {0x012A, {"I"}},       {0x012C, {"I"}},        {0x012E, {"I"}},       {0x0130, {"I"}},
    {0x0131, {"I"}},       {0x0132, {"IJ"}},       {0x0134, {"J"}},       {0x0136, {"K"}},
    {0x0139, {"L"}},       {0x013B, {"L"}},        {0x013D, {"L"}},       {0x013F, {"L"}},
    {0x0141, {"L"}},       {0x0143, {"N"}},        {0x0145, {"N"}},       {0x0147, {"N"}},
    {0x014A, {"N"}},       {0x014C, {"O"}},        {0x014E, {"O"}},       {0x0150, {"O"}},
    {0x0152, {"OE"}},      {0x0154, {"R"}},        {0x0156, {"R"}},       {0x0158, {"R"}},
    {0x015A, {"S"}},       {0x015C, {"S"}},        {0x015E, {"S"}},       {0x0160, {"S"}},
    {0x0162, {"T"}},       {0x0164, {"T"}},        {0x0166, {"T"}},       {0x0168, {"U"}},
    {0x016A, {"U"}},       {0x016C, {"U"}},        {0x016E, {"U"}},       {0x0170, {"U"}},
    {0x0172, {"U"}},       {0x0174, {"W"}},        {0x0176, {"Y"}},       {0x0178, {"Y"}},
    {0x0179, {"Z"}},       {0x017B, {"Z"}},        {0x017D, {"Z"}},       {0x0218, {"S"}},
    {0x021A, {"T"}},       {0x1E9E, {"SS"}},
};

// The lower-case letters of Latin-1 Supplement and Latin Extended-A and -B that the table has.
char32_t upper(char32_t c) {
  if (c >= U'a' && c <= U'z') return c - 32;
  if (c >= 0xE0 && c <= 0xFE && c != 0xF7) return c - 32;
  if (c == 0xFF) return 0x178;
  if (c == 0x131) return c;
  const bool odd_is_lower = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x200 && c <= 0x21F);
  if (odd_is_lower) return c & ~char32_t{1};
  const bool even_is_lower = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
  if (even_is_lower) return c % 2 == 0 ? c - 1 : c;
  return c;
}

// The next character of UTF-8 text; nothing when the text is not UTF-8. Text from JSON has been checked before.
std::optional<char32_t> next(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t size = lead < 0x80          ? 1
                           : (lead >> 5U) == 6  ? 2
                           : (lead >> 4U) == 14 ? 3
                           : (lead >> 3U) == 30 ? 4
                                                : 0;
  if (size == 0 || text.size() < size) return std::nullopt;
  char32_t c = size == 1 ? lead : lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80) return std::nullopt;
    c = (c << 6U) | (byte(i) & 0x3FU);
  }
  text.remove_prefix(size);
  return c;
}

using Alternatives = std::vector<std::string>;

// Per character; nothing when one has no transliteration.
std::optional<std::vector<Alternatives>> alternatives_of(std::string_view name) {
  std::vector<Alternatives> all;
  while (!name.empty()) {
    const auto character = next(name);
    if (!character) return std::nullopt;
    all.push_back(transliterations(*character));
    if (all.back().empty()) return std::nullopt;
  }
  return all;
}

std::vector<std::vector<Alternatives>> words_of(const std::vector<Alternatives>& name) {
  std::vector<std::vector<Alternatives>> words(1);
  for (const Alternatives& character : name) {
    if (character.front() == "<") {
      if (!words.back().empty()) words.emplace_back();
    } else {
      words.back().push_back(character);
    }
  }
  if (words.back().empty()) words.pop_back();
  return words;
}

std::vector<std::string_view> split(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" <"), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

bool word_matches(const std::vector<Alternatives>& word, std::size_t at, std::string_view mrz, bool cut) {
  if (mrz.empty() && cut) return true;
  if (at == word.size()) return mrz.empty();
  return std::any_of(word[at].begin(), word[at].end(), [&](const std::string& form) {
    if (mrz.starts_with(form)) return word_matches(word, at + 1, mrz.substr(form.size()), cut);
    return cut && !mrz.empty() && std::string_view(form).starts_with(mrz);
  });
}

}  // namespace

std::vector<std::string> transliterations(char32_t character) {
  const char32_t c = upper(character);
  if (c >= U'A' && c <= U'Z') return {std::string(1, static_cast<char>(c))};
  if (c == U' ' || c == U'-' || c == 0x00A0 || c == 0x2010 || c == 0x2011) return {"<"};
  // 9303-3 4.6: an apostrophe is left out. A combining mark follows its base letter in decomposed text.
  if (c == U'\'' || c == 0x2019 || c == 0x02BC || (c >= 0x0300 && c <= 0x036F)) return {""};
  for (const Entry& entry : table) {
    if (entry.character != c) continue;
    std::vector<std::string> forms;
    for (const char* form : entry.forms)
      if (form != nullptr) forms.emplace_back(form);
    return forms;
  }
  return {};
}

std::string transliterate(std::string_view name) {
  const auto all = alternatives_of(name);
  if (!all) return {};
  std::string text;
  for (const auto& word : words_of(*all)) {
    if (!text.empty()) text += '<';
    for (const Alternatives& character : word) text += character.front();
  }
  return text;
}

bool name_matches(std::string_view name, std::string_view mrz, bool truncated) {
  const auto all = alternatives_of(name);
  if (!all) return false;
  const auto expected = words_of(*all);
  const auto observed = split(mrz);
  if (expected.empty() || observed.empty()) return false;
  if (truncated ? observed.size() > expected.size() : observed.size() != expected.size()) return false;
  for (std::size_t i = 0; i < observed.size(); ++i)
    if (!word_matches(expected[i], 0, observed[i], truncated)) return false;
  return true;
}

}  // namespace proofmark::decision
