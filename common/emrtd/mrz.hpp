// Machine readable zone: TD1 (ICAO 9303-5 section 4.2, 3 x 30) and TD3 (ICAO 9303-4 section 4.2, 2 x 44).
#pragma once
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace proofmark::emrtd {

// Fields without their fillers, as they stand in the zone: upper case, names transliterated.
struct Mrz {
  std::string document_code;    // "I", "ID", "P"
  std::string issuer;           // issuing State or organisation, three letters ("LTU"; "D" for Germany)
  std::string document_number;  // TD1 numbers longer than nine characters are put together again
  std::string nationality;
  std::string date_of_birth;    // YYMMDD; unknown parts are '<' (9303-3 section 4.8)
  std::string date_of_expiry;   // YYMMDD
  std::string sex;              // "F", "M" or "" when unspecified
  std::string optional_data;    // TD1 line 1 positions 16-30; TD3 personal number
  std::string optional_data_2;  // TD1 line 2 positions 19-29
  std::string surname;          // '<' between parts becomes a space
  std::string given_names;
};

// ICAO 9303-3 section 4.9: weights 7 3 1, modulo 10. Errors: a character outside A-Z, 0-9, '<'.
[[nodiscard]] Result<char> mrz_check_digit(std::string_view field);

// 90 (TD1) or 88 (TD3) characters; line feeds between lines are allowed. Every check digit is verified.
[[nodiscard]] Result<Mrz> parse_mrz(std::string_view zone);

}  // namespace proofmark::emrtd
