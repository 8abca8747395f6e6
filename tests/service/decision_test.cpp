// The decision rule, names, and the match of order and document.
#include <gtest/gtest.h>

#include "common/random.hpp"
#include "reference-impl/decision/decide.hpp"
#include "reference-impl/decision/names.hpp"
#include "reference-impl/decision/order_match.hpp"

namespace proofmark::decision {
namespace {

std::vector<Check> all_passed() {
  std::vector<Check> checks;
  for (const auto id : check_ids) checks.push_back({std::string(id), CheckResult::passed, "as it should be"});
  return checks;
}

TEST(Decide, OnlyAllPassedIsAccepted) {
  EXPECT_TRUE(decide(all_passed()).accepted);
  EXPECT_FALSE(decide({}).accepted);
  for (std::size_t i = 0; i < check_ids.size(); ++i) {
    for (const auto result : {CheckResult::failed, CheckResult::undetermined, CheckResult::not_performed}) {
      auto checks = all_passed();
      checks[i].result = result;
      EXPECT_FALSE(decide(checks).accepted) << check_ids[i];
    }
    auto missing = all_passed();
    missing.erase(missing.begin() + static_cast<std::ptrdiff_t>(i));
    const auto decision = decide(missing);
    EXPECT_FALSE(decision.accepted) << check_ids[i];
    EXPECT_EQ(decision.checks[i].result, CheckResult::not_performed);
  }
}

TEST(Decide, TheListIsCompleteAndInOrder) {
  auto checks = all_passed();
  SeededRandom(7).shuffle(checks);
  const auto decision = decide(checks);
  ASSERT_EQ(decision.checks.size(), check_ids.size());
  for (std::size_t i = 0; i < check_ids.size(); ++i) EXPECT_EQ(decision.checks[i].id, check_ids[i]);
  EXPECT_TRUE(decision.accepted);
}

TEST(Decide, TheWorseOfTwoCountsWhicheverCameFirst) {
  for (const bool first : {true, false}) {
    auto checks = all_passed();
    checks.insert(first ? checks.begin() : checks.end(), {"face.match", CheckResult::failed, "no"});
    const auto decision = decide(checks);
    EXPECT_FALSE(decision.accepted);
    EXPECT_EQ(decision.checks[10].reason, "no");
  }
}

TEST(Decide, AnUnknownCheckIsNoReasonToAccept) {
  auto checks = all_passed();
  checks.push_back({"face.beauty", CheckResult::passed, "yes"});
  const auto decision = decide(checks);
  EXPECT_FALSE(decision.accepted);
  EXPECT_EQ(decision.checks[0].result, CheckResult::failed);
}

// Whatever a session produces, an accepted one has each check exactly passed.
TEST(Decide, NoRandomMixtureIsAcceptedWrongly) {
  SeededRandom random(11);
  int accepted = 0;
  for (int round = 0; round < 20000; ++round) {
    std::vector<Check> checks;
    for (const auto id : check_ids) {
      if (random.chance(0.03)) continue;
      checks.push_back({std::string(id),
                        random.chance(0.05) ? static_cast<CheckResult>(1 + random.below(3)) : CheckResult::passed, ""});
      if (random.chance(0.05)) checks.push_back(checks.back());
    }
    bool expected = true;
    for (const auto id : check_ids) {
      bool passed = false;
      bool bad = false;
      for (const auto& check : checks)
        if (check.id == id) (check.result == CheckResult::passed ? passed : bad) = true;
      expected = expected && passed && !bad;
    }
    ASSERT_EQ(decide(checks).accepted, expected);
    accepted += expected ? 1 : 0;
  }
  EXPECT_GT(accepted, 1000);
  EXPECT_LT(accepted, 19000);
}

TEST(Names, LithuanianLetters) {
  EXPECT_EQ(transliterate("Ąžuolas Čęėįšųūž"), "AZUOLAS<CEEISUUZ");
  EXPECT_EQ(transliterate("ąčęėįšųūž ĄČĘĖĮŠŲŪŽ"), "ACEEISUUZ<ACEEISUUZ");
  EXPECT_EQ(transliterate("Žemaitė-Šapkaitė"), "ZEMAITE<SAPKAITE");
}

TEST(Names, OtherLatinLetters) {
  EXPECT_EQ(transliterate("Müller"), "MUELLER");
  EXPECT_EQ(transliterate("Straße"), "STRASSE");
  EXPECT_EQ(transliterate("Łukasz Ñandú"), "LUKASZ<NANDU");
  EXPECT_EQ(transliterate("O'Neill"), "ONEILL");
  EXPECT_EQ(transliterate("Þór Ðæ"), "THOR<DAE");
  EXPECT_EQ(transliterate("ÿ Ÿ"), "Y<Y");
  EXPECT_EQ(transliterate("Иван"), "") << "Cyrillic has a table of its own, which this service does not offer";
  EXPECT_EQ(transliterate("\xC4"), "") << "cut UTF-8";
}

TEST(Names, DecomposedTextIsTheSame) {
  EXPECT_EQ(transliterate("S\xCC\x8C"
                          "apkaite\xCC\x87"),
            "SAPKAITE");
}

TEST(Names, TheAllowedAlternativesMatch) {
  for (const char* mrz : {"MUELLER", "MULLER", "MUXXLLER"}) EXPECT_TRUE(name_matches("Müller", mrz, false)) << mrz;
  EXPECT_FALSE(name_matches("Müller", "MILLER", false));
  EXPECT_TRUE(name_matches("Åsa", "AASA", false));
  EXPECT_TRUE(name_matches("Åsa", "ASA", false));
}

TEST(Names, WordsMustAgree) {
  EXPECT_TRUE(name_matches("Ona Marija", "ONA MARIJA", false));
  EXPECT_TRUE(name_matches("Ona Marija", "ONA<MARIJA", false));
  EXPECT_FALSE(name_matches("Ona Marija", "MARIJA ONA", false));
  EXPECT_FALSE(name_matches("Ona Marija", "ONA", false));
  EXPECT_FALSE(name_matches("Ona", "ONA MARIJA", false));
  EXPECT_FALSE(name_matches("Ona", "ONAA", false));
  EXPECT_FALSE(name_matches("Ona", "ON", false));
  EXPECT_FALSE(name_matches("", "", false));
  EXPECT_FALSE(name_matches("Ona", "", true));
}

TEST(Names, TruncationMayCutWordsButNotInventThem) {
  EXPECT_TRUE(name_matches("Konstantinas Aleksandras", "KONSTANTINAS ALEKS", true));
  EXPECT_TRUE(name_matches("Konstantinas Aleksandras", "KONSTANTINAS", true));
  EXPECT_TRUE(name_matches("Konstantinas Aleksandras", "K A", true));
  EXPECT_FALSE(name_matches("Konstantinas Aleksandras", "KONSTANTINAS B", true));
  EXPECT_FALSE(name_matches("Konstantinas", "KONSTANTINAS A", true));
  EXPECT_FALSE(name_matches("Konstantinas", "KONSTANTINASS", true));
}

const OrderedPerson order{"Ona Marija", "Šapkaitė", "49001010001", "12345678"};
const DocumentPerson document{"ONA MARIJA", "SAPKAITE", "49001010001", "12345678", 30};

TEST(OrderMatch, TheSamePersonPasses) {
  EXPECT_EQ(match_order(order, document).result, CheckResult::passed);
}

TEST(OrderMatch, EachFieldCounts) {
  const auto differs = [](auto change, const char* field) {
    DocumentPerson other = document;
    change(other);
    const Check check = match_order(order, other);
    EXPECT_EQ(check.result, CheckResult::failed) << field;
    EXPECT_NE(check.reason.find(field), std::string::npos) << check.reason;
  };
  differs([](auto& d) { d.surname = "KAZLAUSKAITE"; }, "surname");
  differs([](auto& d) { d.given_names = "ONA"; }, "given names");
  differs([](auto& d) { d.personal_code = "49001010002"; }, "personal code");
  differs([](auto& d) { d.personal_code = ""; }, "personal code");
  differs([](auto& d) { d.document_number = "12345679"; }, "document number");
}

TEST(OrderMatch, TwoEmptyFieldsAreNoMatch) {
  OrderedPerson empty_order = order;
  empty_order.personal_code = "";
  DocumentPerson empty_document = document;
  empty_document.personal_code = "";
  EXPECT_EQ(match_order(empty_order, empty_document).result, CheckResult::failed);
}

TEST(OrderMatch, OnlyAFullNameFieldMayBeTruncated) {
  const OrderedPerson long_name{"Konstantinas Aleksandras", "Vaitiekūnas", "1", "2"};
  // 11 + 2 + 17 = 30 characters: the field is full.
  const DocumentPerson full{"KONSTANTINAS ALEK", "VAITIEKUNAS", "1", "2", 30};
  EXPECT_EQ(match_order(long_name, full).result, CheckResult::passed);
  const DocumentPerson not_full{"KONSTANTINAS ALE", "VAITIEKUNAS", "1", "2", 30};
  EXPECT_EQ(match_order(long_name, not_full).result, CheckResult::failed);
}

}  // namespace
}  // namespace proofmark::decision
