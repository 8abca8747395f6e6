// The texts of the documents: the same keys, the same placeholders, nothing empty, in both languages.
#include "reports/texts/texts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "common/files.hpp"
#include "common/json_text.hpp"
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
  for (const std::string_view file : {texts::english(), texts::lithuanian()})
    EXPECT_TRUE(parse_json_text(file, "texts")) << "a key twice";
  EXPECT_EQ(en.keys(), lt.keys());
  EXPECT_GT(en.keys().size(), 400U);
  for (const std::string& key : en.keys()) {
    EXPECT_FALSE(en.get(key).empty()) << key;
    EXPECT_FALSE(lt.get(key).empty()) << key;
    EXPECT_EQ(placeholders(en.get(key)), placeholders(lt.get(key))) << key;
  }
}

TEST(Texts, APatternGivesBackEveryValueThatItTook) {
  std::set<std::string> seen;
  for (const std::string_view list : texts::phrases()) {
    const auto patterns = parse_json_text(list, "phrases").value();
    for (const auto& pattern : patterns) {
      const auto en = pattern.at("en").get<std::string>(), lt = pattern.at("lt").get<std::string>();
      EXPECT_TRUE(seen.insert(en).second) << "twice: " << en;
      EXPECT_FALSE(lt.empty()) << en;
      std::set<std::string> lost = placeholders(en);
      for (const std::string& kept : placeholders(lt)) EXPECT_EQ(lost.erase(kept), 1U) << en << kept;
      EXPECT_TRUE(lost.empty()) << en;
    }
  }
}

// A case without a Lithuanian sentence shows here, and so does a sentence whose case is gone.
TEST(Texts, EveryCaseOfTheProjectHasItsSentenceInLithuanian) {
  std::set<std::string> translated;
  const auto sentences = parse_json_text(texts::phrases().back(), "sentences").value();
  for (const auto& one : sentences) translated.insert(one.at("en").get<std::string>());
  std::set<std::string> asked;
  for (const auto& file : std::filesystem::directory_iterator(PROOFMARK_SOURCE_DIR "/scenarios/cases")) {
    const auto text = read_text(file.path());
    ASSERT_TRUE(text) << file.path();
    asked.insert(nlohmann::json::parse(*text).at("requirement").get<std::string>());
  }
  EXPECT_GT(asked.size(), 200U);
  for (const std::string& sentence : asked) {
    EXPECT_TRUE(translated.contains(sentence)) << "reports/texts/scenarios.json lacks: " << sentence;
    EXPECT_FALSE(Texts::in(Language::lt).sentence(sentence).foreign) << sentence;
  }
  for (const std::string& sentence : translated)
    EXPECT_TRUE(asked.contains(sentence)) << "no case asks for: " << sentence;
}

TEST(Texts, EveryLimitOfTheProjectIsLithuanianThroughout) {
  const auto text = read_text(PROOFMARK_SOURCE_DIR "/scenarios/catalogue/limits.json");
  ASSERT_TRUE(text);
  const auto file = nlohmann::json::parse(*text);
  std::size_t limits = 0;
  for (const auto& limit : file.at("limits")) {
    ++limits;
    for (const char* field : {"text", "source", "checked"}) {
      const Phrase phrase = Texts::in(Language::lt).sentence(limit.at(field).get<std::string>());
      EXPECT_FALSE(phrase.foreign) << limit.at(field);
      EXPECT_TRUE(phrase.pieces.empty()) << limit.at(field);
      static const std::regex english_number("[0-9]\\.[0-9]+ ?%|\\(0\\.[0-9]");
      EXPECT_FALSE(std::regex_search(phrase.text, english_number)) << phrase.text;
    }
  }
  EXPECT_GT(limits, 8U);
}

TEST(Texts, WhatStaysEnglishInsideASentenceIsMarkedAlone) {
  const Phrase mixed = Texts::in(Language::lt).sentence("crash: somebody pulled the plug");
  EXPECT_EQ(mixed.text, "strigtis: somebody pulled the plug");
  EXPECT_FALSE(mixed.foreign);
  const Phrase reason = Texts::in(Language::lt)
                            .sentence(
                                "TS 119 461 BIN-8.4.2-02X: expected no sign of a print or a screen, observed network "
                                "score 0.250 against 0.500; "
                                "a smell of ink");
  EXPECT_EQ(reason.text,
            "TS 119 461 BIN-8.4.2-02X: reikalauta – jokių spaudinio ar ekrano požymių; stebėta – tinklo įvertis 0,250, "
            "riba 0,500; a smell of ink");
  EXPECT_FALSE(reason.foreign);
  ASSERT_EQ(reason.pieces.size(), 2U);
  EXPECT_FALSE(reason.pieces[0].foreign);
  EXPECT_TRUE(reason.pieces[1].foreign);
  EXPECT_EQ(reason.pieces[1].text, "a smell of ink");
  EXPECT_TRUE(Texts::in(Language::lt).sentence("one thing; another thing").foreign);
  EXPECT_EQ(Texts::in(Language::lt).sentence("status 401 key_invalid").text, "būsena 401 key_invalid");
}

TEST(Texts, ReasonsOfTheServiceAndOfProbesAreLithuanian) {
  for (const char* english :
       {"TS 119 461 BIN-8.4.3-01X: expected the face of the chip's portrait, observed similarity 0.427 against 0.780 "
        "in "
        "13 frames",
        "ICAO 9303-11 section 9.8: expected a protected answer, observed status word 6988 in plain. End the session; "
        "nothing read in it after this point counts.",
        "order.match failed (tender 7.3.4: expected the document of the ordered person, observed another surname)",
        "tender 7.4.5.4: expected 3 challenges answered, observed challenge 2 \"blink\": not done within 2500 ms",
        "refused with TLS 1.2 and 1.3; the proper certificate is answered",
        "2 of its 7 scenarios were not played: a, b; suite full plays them; and lab.pad: nothing was filed"}) {
    const Phrase phrase = Texts::in(Language::lt).sentence(english);
    EXPECT_FALSE(phrase.foreign) << english;
    EXPECT_TRUE(phrase.pieces.empty()) << phrase.text;
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
  EXPECT_EQ(lt.sentence("57 of 60 as demanded; fnmr: too few attempts: the one-sided 95 % upper bound is 10.3 % "
                        "(resampling 20 persons); 1 had no answer that counts, which would refute the limit if they "
                        "were errors")
                .text,
            "kaip reikalauta – 57 iš 60; fnmr: per mažai bandymų: vienpusis 95 % viršutinis rėžis yra 10,3 % "
            "(perrenkant asmenis: 20); 1 neturi įskaitomo atsakymo; jei tai būtų klaidos, jos paneigtų ribinę vertę");
  EXPECT_EQ(lt.sentence("14 of 14").text, "14 iš 14");
  EXPECT_TRUE(lt.sentence("a picture of a person").foreign);
  const Phrase unknown = lt.sentence("moire energy 0.41 above 0.35");
  EXPECT_EQ(unknown.text, "moire energy 0.41 above 0.35");
  EXPECT_TRUE(unknown.foreign);
  EXPECT_FALSE(Texts::in(Language::en).sentence("anything").foreign);
}

}  // namespace
}  // namespace proofmark::reports
