// The parts of a civil record, each by its own rule.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::person {

struct Surname {
  std::string stem;    // "Kazlausk"
  std::string ending;  // masculine: "as", "is", "ys", "us", "ius" or "a"
};

struct NameList {
  std::vector<std::string> female, male;
  std::vector<Surname> surnames;
};

// The text of names.json, carried inside the program.
[[nodiscard]] const char* names_json();
[[nodiscard]] Result<NameList> parse_names(const std::string& json_text);

// A woman's surname shows whether she bears her father's (-aitė, -ytė, -utė, -iūtė) or her husband's (-ienė) name, or
// neither (-ė, allowed since 2003).
enum class SurnameForm { masculine, maiden, married, neutral };
[[nodiscard]] std::string inflect(const Surname& surname, SurnameForm form);

// The 11th digit of the personal code from the first ten (Population Register: weights 1 2 3 4 5 6 7 8 9 1; where the
// sum mod 11 is 10, weights 3 4 5 6 7 8 9 1 2 3; where it is 10 again, 0).
[[nodiscard]] char personal_code_check_digit(std::string_view first_ten);
// Length, century digit 3 to 6, a date that exists, check digit.
[[nodiscard]] Result<void> validate_personal_code(std::string_view code);

}  // namespace proofmark::person
