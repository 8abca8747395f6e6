#include "simulators/person/civil.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "common/json_text.hpp"

namespace proofmark::person {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::years;

const NameList& names() {
  static const NameList list = [] {
    Result<NameList> parsed = parse_names(names_json());
    if (!parsed) std::abort();  // the list is part of the program; its tests parse it too
    return *std::move(parsed);
  }();
  return list;
}

std::string digits(std::uint64_t value, int width) {
  std::string out = std::to_string(value);
  while (out.size() < static_cast<std::size_t>(width)) out.insert(out.begin(), '0');
  return out;
}

std::string yymmdd(year_month_day date) {
  return digits(static_cast<std::uint64_t>(static_cast<int>(date.year()) % 100), 2) +
         digits(static_cast<unsigned>(date.month()), 2) + digits(static_cast<unsigned>(date.day()), 2);
}

// The same day `n` years later; 29 February becomes the 28th where the year has none.
year_month_day plus_years(year_month_day date, int n) {
  const year_month_day moved = date + years(n);
  return moved.ok() ? moved : moved.year() / moved.month() / std::chrono::last;
}

sys_days pick_day(sys_days first, sys_days last, RandomSource& random) {
  if (last < first) return first;
  return first + days(random.below(static_cast<std::uint64_t>((last - first).count()) + 1));
}

std::string make_surname(Sex sex, int age, RandomSource& random) {
  const Surname& own = random.pick(names().surnames);
  if (sex == Sex::male) return inflect(own, SurnameForm::masculine);
  // Shares by age are the project's choice: no register is drawn on.
  const double married = std::clamp((age - 20) * 0.022, 0.0, 0.75);
  if (random.chance(0.05)) return inflect(own, SurnameForm::neutral);
  if (!random.chance(married)) return inflect(own, SurnameForm::maiden);
  const Surname& husband = random.pick(names().surnames);
  if (random.chance(0.08)) return inflect(own, SurnameForm::maiden) + "-" + inflect(husband, SurnameForm::married);
  return inflect(husband, SurnameForm::married);
}

std::string make_given_names(Sex sex, RandomSource& random) {
  const std::vector<std::string>& list = sex == Sex::female ? names().female : names().male;
  std::string first = random.pick(list);
  if (!random.chance(0.12)) return first;
  const std::string& second = random.pick(list);
  return second == first ? first : first + " " + second;
}

std::string make_personal_code(Sex sex, year_month_day birth, RandomSource& random) {
  const int century = (static_cast<int>(birth.year()) - 1900) / 100;  // 0: 19xx, 1: 20xx
  const int first = 3 + 2 * century + (sex == Sex::female ? 1 : 0);
  std::string code = std::to_string(first) + yymmdd(birth) + digits(random.below(1000), 3);
  code += personal_code_check_digit(code);
  return code;
}

}  // namespace

Result<NameList> parse_names(const std::string& json_text) {
  PROOFMARK_TRY(const auto json, parse_json_text(json_text, "names.json"));
  try {
    NameList list;
    list.female = json.at("given_names").at("female").get<std::vector<std::string>>();
    list.male = json.at("given_names").at("male").get<std::vector<std::string>>();
    for (const nlohmann::json& pair : json.at("surnames")) {
      const auto parts = pair.get<std::array<std::string, 2>>();
      list.surnames.push_back({parts[0], parts[1]});
    }
    static constexpr std::array<std::string_view, 6> endings{"as", "is", "ys", "us", "ius", "a"};
    for (const Surname& s : list.surnames)
      if (s.stem.empty() || std::find(endings.begin(), endings.end(), s.ending) == endings.end())
        return fail("names.json", "a stem and one of the endings as, is, ys, us, ius, a", s.stem + "-" + s.ending,
                    "Correct the surname.");
    if (list.female.empty() || list.male.empty() || list.surnames.empty())
      return fail("names.json", "at least one name of each kind", "an empty list", "Add names.");
    return list;
  } catch (const nlohmann::json::exception& e) {
    return fail("names.json", "given_names.female, given_names.male, surnames", e.what(), "Correct the file.");
  }
}

std::string inflect(const Surname& surname, SurnameForm form) {
  const std::string& ending = surname.ending;
  const char* suffix = "";
  switch (form) {
    case SurnameForm::masculine:
      return surname.stem + ending;
    case SurnameForm::maiden:
      suffix = ending == "as" || ending == "a" ? "aitė" : ending == "us" ? "utė" : ending == "ius" ? "iūtė" : "ytė";
      break;
    case SurnameForm::married:
      suffix = ending == "us" ? "uvienė" : "ienė";
      break;
    case SurnameForm::neutral:
      suffix = "ė";
      break;
  }
  return surname.stem + suffix;
}

char personal_code_check_digit(std::string_view first_ten) {
  static constexpr std::array<std::array<int, 10>, 2> rounds{{{1, 2, 3, 4, 5, 6, 7, 8, 9, 1},  //
                                                              {3, 4, 5, 6, 7, 8, 9, 1, 2, 3}}};
  for (const auto& weights : rounds) {
    int sum = 0;
    for (std::size_t i = 0; i < 10 && i < first_ten.size(); ++i) sum += weights[i] * (first_ten[i] - '0');
    if (sum % 11 < 10) return static_cast<char>('0' + sum % 11);
  }
  return '0';
}

Result<void> validate_personal_code(std::string_view code) {
  const char* clause = "Lithuanian personal code";
  const bool shape =
      code.size() == 11 && std::all_of(code.begin(), code.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!shape || code[0] < '3' || code[0] > '6')
    return fail(clause, "11 digits, the first from 3 to 6", std::string(code), "Correct the code.");
  const auto number = [&](std::size_t at) { return (code[at] - '0') * 10 + (code[at + 1] - '0'); };
  const int century = code[0] <= '4' ? 1900 : 2000;
  const year_month_day date =
      year(century + number(1)) / month(static_cast<unsigned>(number(3))) / day(static_cast<unsigned>(number(5)));
  if (!date.ok()) return fail(clause, "a date that exists", std::string(code.substr(1, 6)), "Correct the code.");
  if (const char check = personal_code_check_digit(code.substr(0, 10)); code[10] != check)
    return fail(clause, std::string("check digit ") + check, std::string(1, code[10]), "Correct the code.");
  return {};
}

CivilRecord make_civil_record(const SeededRandom& seed, year_month_day today) {
  SeededRandom random = seed.derive("civil/sex");
  const Sex sex = random.chance(0.5) ? Sex::female : Sex::male;
  random = seed.derive("civil/birth");
  return make_civil_record(seed, sex,
                           pick_day(sys_days(plus_years(today, -86)) + days(1), plus_years(today, -18), random), today);
}

CivilRecord make_civil_record(const SeededRandom& seed, Sex sex, year_month_day date_of_birth, year_month_day today) {
  CivilRecord record;
  record.sex = sex;
  record.date_of_birth = date_of_birth;
  const sys_days now = today;
  const int age = static_cast<int>((now - sys_days(record.date_of_birth)).count() * 4 / 1461);

  SeededRandom random = seed.derive("civil/given");
  record.given_names = make_given_names(record.sex, random);
  random = seed.derive("civil/surname");
  record.surname = make_surname(record.sex, age, random);
  random = seed.derive("civil/code");
  record.personal_code = make_personal_code(record.sex, record.date_of_birth, random);

  // Valid for ten years; not before the sixteenth birthday; with a month left, so that a run of some days stays valid.
  random = seed.derive("civil/document");
  const sys_days first =
      std::max(sys_days(plus_years(today, -10)) + days(30), sys_days(plus_years(record.date_of_birth, 16)));
  record.date_of_issue = pick_day(first, now - days(7), random);
  record.date_of_expiry = plus_years(record.date_of_issue, 10);
  record.document_number = digits(10000000 + random.below(90000000), 8);
  record.can = digits(random.below(1000000), 6);
  return record;
}

}  // namespace proofmark::person
