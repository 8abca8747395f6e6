// The texts of the documents: the same keys, the same placeholders, nothing empty, in both languages.
#include "reports/texts/texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>

#include "reports/texts/embedded.hpp"

namespace proofmark::reports {
namespace {

std::set<std::string> placeholders(const std::string& text) {
  std::set<std::string> out;
  for (std::size_t open = text.find('{'); open != std::string::npos; open = text.find('{', open + 1))
    out.insert(text.substr(open, text.find('}', open) + 1 - open));
  return out;
}

TEST(Texts, BothLanguagesHaveTheSameKeysAndPlaceholdersAndNoEmptyText) {
  const Texts& en = Texts::in(Language::en);
  const Texts& lt = Texts::in(Language::lt);
  EXPECT_EQ(en.keys(), lt.keys());
  EXPECT_GT(en.keys().size(), 400U);
  for (const std::string& key : en.keys()) {
    EXPECT_FALSE(en.get(key).empty()) << key;
    EXPECT_FALSE(lt.get(key).empty()) << key;
    EXPECT_EQ(placeholders(en.get(key)), placeholders(lt.get(key))) << key;
  }
}

TEST(Texts, APatternGivesBackEveryValueThatItTook) {
  for (const auto& pattern : nlohmann::json::parse(texts::phrases())) {
    const auto en = pattern.at("en").get<std::string>(), lt = pattern.at("lt").get<std::string>();
    EXPECT_FALSE(lt.empty()) << en;
    std::set<std::string> lost = placeholders(en);
    for (const std::string& kept : placeholders(lt)) EXPECT_EQ(lost.erase(kept), 1U) << en << kept;
    EXPECT_TRUE(lost.empty()) << en;
  }
}

TEST(Texts, FillsPlaceholdersAndShowsAMissingKey) {
  const Texts& en = Texts::in(Language::en);
  EXPECT_EQ(en.get("figure.errors_of", {{"errors", "2"}, {"n", "{errors}"}}), "2 of {errors}");
  EXPECT_EQ(en.get("no.such.key"), "[no.such.key]");
}

TEST(Texts, LithuanianHasThreeFormsOfANumber) {
  const Texts& lt = Texts::in(Language::lt);
  EXPECT_EQ(lt.count("count.attempts", 1), "suplanuotas 1 bandymas");
  EXPECT_EQ(lt.count("count.attempts", 21), "suplanuotas 21 bandymas");
  EXPECT_EQ(lt.count("count.attempts", 11), "suplanuota 11 bandymų");
  EXPECT_EQ(lt.count("count.attempts", 10), "suplanuota 10 bandymų");
  EXPECT_EQ(lt.count("count.attempts", 34), "suplanuoti 34 bandymai");
  EXPECT_EQ(Texts::in(Language::en).count("count.attempts", 21), "21 attempts planned");
}

TEST(Texts, TranslatesSentencesOfTheVerdictsAndMarksWhatStaysEnglish) {
  const Texts& lt = Texts::in(Language::lt);
  const Phrase known = lt.sentence("too few attempts: the one-sided 95 % upper bound is 17.1 %");
  EXPECT_EQ(known.text, "per mažai bandymų: vienpusis 95 % viršutinis rėžis yra 17,1 %");
  EXPECT_FALSE(known.foreign);
  EXPECT_EQ(lt.sentence("3 of 4 as demanded; first: a-01: an attack was accepted").text,
            "kaip reikalauta – 3 iš 4; pirmas: a-01: ataka buvo priimta");
  EXPECT_EQ(lt.sentence("14 of 14").text, "14 iš 14");
  EXPECT_TRUE(lt.sentence("a picture of a person").foreign);
  const Phrase unknown = lt.sentence("moire energy 0.41 above 0.35");
  EXPECT_EQ(unknown.text, "moire energy 0.41 above 0.35");
  EXPECT_TRUE(unknown.foreign);
  EXPECT_FALSE(Texts::in(Language::en).sentence("anything").foreign);
}

}  // namespace
}  // namespace proofmark::reports
