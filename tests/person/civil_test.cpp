#include "simulators/person/civil.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace proofmark::person {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

constexpr auto kToday = 2026y / 3 / 2;

std::vector<CivilRecord> people(std::size_t n) {
  std::vector<CivilRecord> out;
  const SeededRandom seed(2026);
  for (std::size_t i = 0; i < n; ++i) out.push_back(make_civil_record(seed.derive("person", i), kToday));
  return out;
}

bool ends(const std::string& text, const std::string& ending) {
  return text.ends_with(ending);
}

TEST(Names, TheListIsLargeAndEveryEndingIsRight) {
  const NameList list = parse_names(names_json()).value();
  EXPECT_GE(list.female.size(), 60U);
  EXPECT_GE(list.male.size(), 60U);
  EXPECT_GE(list.surnames.size(), 80U);
  for (const std::string& name : list.female) EXPECT_TRUE(ends(name, "a") || ends(name, "ė")) << name;
  for (const std::string& name : list.male)
    EXPECT_TRUE(ends(name, "as") || ends(name, "is") || ends(name, "ys") || ends(name, "us")) << name;
  std::set<std::string> distinct(list.female.begin(), list.female.end());
  EXPECT_EQ(distinct.size(), list.female.size());
  distinct = {list.male.begin(), list.male.end()};
  EXPECT_EQ(distinct.size(), list.male.size());
  distinct.clear();
  for (const Surname& s : list.surnames) distinct.insert(s.stem + s.ending);
  EXPECT_EQ(distinct.size(), list.surnames.size());
  std::set<std::string> endings;
  for (const Surname& s : list.surnames) endings.insert(s.ending);
  EXPECT_EQ(endings, (std::set<std::string>{"a", "as", "is", "ius", "us", "ys"}));
}

TEST(Names, WomensFormsFollowTheMasculineEnding) {
  const auto forms = [](const char* stem, const char* ending) {
    const Surname s{stem, ending};
    return std::vector<std::string>{inflect(s, SurnameForm::masculine), inflect(s, SurnameForm::maiden),
                                    inflect(s, SurnameForm::married), inflect(s, SurnameForm::neutral)};
  };
  using Forms = std::vector<std::string>;
  EXPECT_EQ(forms("Kazlausk", "as"), (Forms{"Kazlauskas", "Kazlauskaitė", "Kazlauskienė", "Kazlauskė"}));
  EXPECT_EQ(forms("Adomait", "is"), (Forms{"Adomaitis", "Adomaitytė", "Adomaitienė", "Adomaitė"}));
  EXPECT_EQ(forms("Gaid", "ys"), (Forms{"Gaidys", "Gaidytė", "Gaidienė", "Gaidė"}));
  EXPECT_EQ(forms("Butk", "us"), (Forms{"Butkus", "Butkutė", "Butkuvienė", "Butkė"}));
  EXPECT_EQ(forms("Stankevič", "ius"), (Forms{"Stankevičius", "Stankevičiūtė", "Stankevičienė", "Stankevičė"}));
  EXPECT_EQ(forms("Mažeik", "a"), (Forms{"Mažeika", "Mažeikaitė", "Mažeikienė", "Mažeikė"}));
}

TEST(Names, ABrokenListIsRefused) {
  EXPECT_FALSE(parse_names("{"));
  EXPECT_FALSE(parse_names("{}"));
  EXPECT_FALSE(parse_names(R"({"given_names":{"female":["C"],"male":["A"]},"surnames":[["B","as"]],"surnames":[]})"));
  EXPECT_FALSE(parse_names(R"({"given_names":{"female":[],"male":["A"]},"surnames":[["B","as"]]})"));
  EXPECT_FALSE(parse_names(R"({"given_names":{"female":["C"],"male":["A"]},"surnames":[["B","ov"]]})"));
  EXPECT_FALSE(parse_names(R"({"given_names":{"female":["C"],"male":["A"]},"surnames":[["B"]]})"));
}

// Worked by hand from the rule. 3830123001: 3+16+9+0+5+12+21+0+0+1 = 67, 67 mod 11 = 1.
TEST(PersonalCode, FirstRound) {
  EXPECT_EQ(personal_code_check_digit("3830123001"), '1');
}

TEST(PersonalCode, SecondRoundAndDoubleTen) {
  bool second = false;
  bool zero = false;
  for (int n = 0; n < 100000 && !(second && zero); ++n) {
    const std::string code = std::to_string(4850000000 + 101000 + n);
    const auto sum = [&](const char* weights) {
      int s = 0;
      for (std::size_t i = 0; i < 10; ++i) s += (weights[i] - '0') * (code[i] - '0');
      return s % 11;
    };
    if (sum("1234567891") != 10) continue;
    const int again = sum("3456789123");
    EXPECT_EQ(personal_code_check_digit(code), again == 10 ? '0' : static_cast<char>('0' + again));
    (again == 10 ? zero : second) = true;
  }
  EXPECT_TRUE(second && zero);
}

TEST(PersonalCode, WrongCodesAreRefused) {
  EXPECT_TRUE(validate_personal_code("38301230011"));
  EXPECT_FALSE(validate_personal_code("38301230016")) << "check digit";
  EXPECT_FALSE(validate_personal_code("3830123001")) << "short";
  EXPECT_FALSE(validate_personal_code("3830123001x"));
  EXPECT_FALSE(validate_personal_code("78301230015")) << "century digit";
  std::string impossible = "3830230001";
  impossible += personal_code_check_digit(impossible);
  EXPECT_FALSE(validate_personal_code(impossible)) << "30 February";
}

TEST(Civil, EveryRecordKeepsItsRules) {
  int women = 0;
  for (const CivilRecord& p : people(1500)) {
    SCOPED_TRACE(p.given_names + " " + p.surname + " " + p.personal_code);
    const sys_days today = kToday;
    EXPECT_TRUE(p.date_of_birth.ok() && p.date_of_issue.ok() && p.date_of_expiry.ok());
    EXPECT_LE(sys_days(p.date_of_birth), sys_days(2008y / 3 / 2)) << "at least 18";
    EXPECT_GT(sys_days(p.date_of_birth), sys_days(1940y / 3 / 2)) << "at most 85";
    EXPECT_LE(sys_days(p.date_of_issue), today);
    EXPECT_GT(sys_days(p.date_of_expiry), today);
    EXPECT_LE((sys_days(p.date_of_expiry) - sys_days(p.date_of_issue)).count(), 3653);
    const auto valid = validate_personal_code(p.personal_code);
    EXPECT_TRUE(valid) << valid.error().line();
    const bool new_century = p.date_of_birth.year() >= 2000y;
    const char first = static_cast<char>((p.sex == Sex::male ? '3' : '4') + (new_century ? 2 : 0));
    EXPECT_EQ(p.personal_code[0], first);
    EXPECT_EQ(p.document_number.size(), 8U);
    EXPECT_EQ(p.can.size(), 6U);
    EXPECT_EQ((p.document_number + p.can).find_first_not_of("0123456789"), std::string::npos);
    if (p.sex == Sex::female) {
      ++women;
      EXPECT_TRUE(ends(p.surname, "ė"));
      EXPECT_TRUE(ends(p.given_names, "a") || ends(p.given_names, "ė"));
    } else {
      EXPECT_TRUE(ends(p.surname, "s") || ends(p.surname, "a"));
      EXPECT_TRUE(ends(p.given_names, "s"));
    }
  }
  EXPECT_NEAR(women, 750, 100);
}

TEST(Civil, SameSeedSamePersonOtherSeedOther) {
  const auto a = people(50);
  const auto b = people(50);
  std::set<std::string> codes;
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(td1_mrz(a[i]), td1_mrz(b[i]));
    codes.insert(a[i].personal_code);
  }
  EXPECT_EQ(codes.size(), a.size());
}

TEST(Civil, ALeapDayTodayIsNoTrap) {
  for (std::uint64_t i = 0; i < 200; ++i) {
    const CivilRecord p = make_civil_record(SeededRandom(i), 2028y / 2 / 29);
    EXPECT_TRUE(p.date_of_birth.ok() && p.date_of_issue.ok() && p.date_of_expiry.ok());
    EXPECT_GT(sys_days(p.date_of_expiry), sys_days(2028y / 2 / 29));
  }
}

TEST(Transliteration, LithuanianLetters) {
  EXPECT_EQ(transliterate("ĄČĘĖĮŠŲŪŽ"), "ACEEISUUZ");
  EXPECT_EQ(transliterate("ąčęėįšųūž"), "ACEEISUUZ");
  EXPECT_EQ(transliterate("Žydrūnas Kęstutis"), "ZYDRUNAS<KESTUTIS");
  EXPECT_EQ(transliterate("Kazlauskaitė-Šukienė"), "KAZLAUSKAITE<SUKIENE");
}

TEST(Transliteration, OtherLatinLettersAsTheTableSays) {
  EXPECT_EQ(transliterate("ÄÖÜß"), "AEOEUESS");
  EXPECT_EQ(transliterate("ÅåØøÆæŒ"), "AAAAOEOEAEAEOE");
  EXPECT_EQ(transliterate("ÞórðurÐ"), "THORDURD");
  EXPECT_EQ(transliterate("ŁódźÑıİŊĲ"), "LODZNIINIJ");
  EXPECT_EQ(transliterate("O'Brien"), "OBRIEN");
  EXPECT_EQ(transliterate("O’Brien"), "OBRIEN");
}

TEST(Transliteration, UnknownAndMalformedTextBecomesFiller) {
  EXPECT_EQ(transliterate("AЖB"), "A<B");
  EXPECT_EQ(transliterate("A\xC5"), "A<");
  EXPECT_EQ(transliterate("A\xFF\xC5Z"), "A<<Z");
  EXPECT_EQ(transliterate(""), "");
}

// Examples of ICAO 9303-5 appendix A (TD1, UTOPIA).
TEST(Mrz, CheckDigitsOfTheStandardsExample) {
  EXPECT_EQ(check_digit("D23145890"), '7');
  EXPECT_EQ(check_digit("740812"), '2');
  EXPECT_EQ(check_digit("120415"), '9');
  EXPECT_EQ(check_digit("D231458907<<<<<<<<<<<<<<<74081221204159<<<<<<<<<<<"), '6');
}

TEST(Mrz, LinesOfAPerson) {
  CivilRecord p;
  p.given_names = "Živilė";
  p.surname = "Šukienė";
  p.sex = Sex::female;
  p.date_of_birth = 1985y / 1 / 9;
  p.personal_code = "48501090016";
  p.document_number = "12345678";
  p.date_of_expiry = 2031y / 12 / 24;
  const std::string mrz = td1_mrz(p);
  ASSERT_EQ(mrz.size(), 90U);
  EXPECT_EQ(mrz.substr(0, 30), "I<LTU12345678<848501090016<<<<");
  EXPECT_EQ(mrz.substr(30, 29), "8501097F3112249LTU<<<<<<<<<<<");
  EXPECT_EQ(mrz.substr(60), "SUKIENE<<ZIVILE<<<<<<<<<<<<<<<");
  EXPECT_EQ(mrz[59], check_digit(mrz.substr(5, 25) + mrz.substr(30, 7) + mrz.substr(38, 7) + mrz.substr(48, 11)));
}

TEST(Mrz, LongNamesAreCutWithALetterAtTheEnd) {
  const auto names = [](const char* surname, const char* given) {
    CivilRecord p = make_civil_record(SeededRandom(1), kToday);
    p.surname = surname;
    p.given_names = given;
    return td1_mrz(p).substr(60);
  };
  EXPECT_EQ(names("Marcinkevičiūtė-Sabaliauskienė", "Ona"), "MARCINKEVICIUTE<SABALIAUSKI<<O");
  EXPECT_EQ(names("Kazlauskaitė-Šukienė", "Gabija Ona"), "KAZLAUSKAITE<SUKIENE<<GABIJA<O");
  EXPECT_EQ(names("Kazlauskaitė-Šukienė", "Justina Ona"), "KAZLAUSKAITE<SUKIEN<<JUSTINA<O");
  EXPECT_EQ(names("Ng", "A"), "NG<<A<<<<<<<<<<<<<<<<<<<<<<<<<");
}

TEST(Mrz, OnlyItsCharactersAndNinetyOfThem) {
  for (const CivilRecord& p : people(500)) {
    const std::string mrz = td1_mrz(p);
    ASSERT_EQ(mrz.size(), 90U);
    EXPECT_EQ(mrz.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"), std::string::npos) << mrz;
  }
}

}  // namespace
}  // namespace proofmark::person
