// Names as an order spells them against names as a machine readable zone can carry them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace proofmark::decision {

// The transliterations of one Unicode character that ICAO 9303-3 section 6.A allows, the recommended one first:
// U+0160 gives {"S"}, U+00D6 {"OE", "O"}. Case is folded. A combining mark and an apostrophe give {""}; space and
// hyphen
// {"<"}; a character the table does not have gives an empty list, which matches nothing.
[[nodiscard]] std::vector<std::string> transliterations(char32_t character);

// The recommended transliteration of a name in UTF-8, words separated by one '<'; empty when a character has none.
[[nodiscard]] std::string transliterate(std::string_view name);

// `mrz` is a name of the zone, its words separated by spaces or '<'. With `truncated`, words at the end may be missing
// and each word may be cut short (ICAO 9303-3 section 4.6 note on truncation; 9303-5 section 4.2.2), but not the first
// letter of the first word.
[[nodiscard]] bool name_matches(std::string_view name, std::string_view mrz, bool truncated);

}  // namespace proofmark::decision
