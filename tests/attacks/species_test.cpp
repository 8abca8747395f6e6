#include "attacks/species.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "attacks/classes.hpp"

namespace proofmark::attack {
namespace {

const std::string kGood = R"({"id":"print-x","class":"print","name":"n","clause":"c","split":"evaluation",
  "attack_potential":"basic","material":"photograph","parameters":{"sway":[0.1,0.2]},"choices":{"held":"hand"}})";

std::string with(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(Species, TheProjectsOwnFilesHoldBothSplitsOfEveryClass) {
  const auto all = load_all_species(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "attacks");
  ASSERT_TRUE(all) << all.error().line();
  std::map<std::string, std::set<std::string>> splits;
  for (const Species& s : *all) splits[s.attack_class].insert(s.split);
  for (const AttackClass& known : attack_classes()) {
    const std::string attack_class(known.name);
    EXPECT_EQ(splits[attack_class], (std::set<std::string>{"development", "evaluation"})) << attack_class;
  }
}

TEST(Species, AGoodFileIsRead) {
  const auto s = parse_species(kGood, "x.json");
  ASSERT_TRUE(s) << s.error().line();
  EXPECT_EQ(s->id, "print-x");
  EXPECT_EQ(s->choice("held", "stand"), "hand");
  EXPECT_EQ(s->choice("other", "stand"), "stand");
}

TEST(Species, ACostHasHoursMoneyAndASource) {
  const auto costly = [](const std::string& cost) {
    return parse_species(with(R"("parameters")", R"("cost":)" + cost + R"(,"parameters")"), "x.json");
  };
  EXPECT_FALSE(parse_species(kGood, "x.json")->cost);
  const auto s = costly(R"({"hours":[1,2.5],"euro":[0,40],"source":"A paper, 2019"})");
  ASSERT_TRUE(s) << s.error().line();
  ASSERT_TRUE(s->cost);
  EXPECT_EQ(s->cost->hours.high, 2.5);
  EXPECT_EQ(s->cost->euro.high, 40);
  EXPECT_EQ(s->cost->source, "A paper, 2019");
  for (const char* wrong :
       {R"({"hours":[1,2],"euro":[0,40]})", R"({"hours":[1,2],"euro":[0,40],"source":""})",
        R"({"hours":[2,1],"euro":[0,40],"source":"s"})", R"({"hours":[-1,1],"euro":[0,40],"source":"s"})",
        R"({"hours":[1,2],"source":"s"})", R"({"hours":[1,2],"euro":[0,40],"source":"s","time":1})", "7"})
    EXPECT_FALSE(costly(wrong)) << wrong;
}

TEST(Species, WrongFilesAreRefused) {
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"print-x\"", "\"Print X\""},
                                                        {"\"print-x\"", "7"},
                                                        {"\"evaluation\"", "\"training\""},
                                                        {"\"basic\"", "\"strong\""},
                                                        {"\"photograph\"", "\"recording\""},
                                                        {"\"class\":\"print\"", "\"class\":\"mask\""},
                                                        {"[0.1,0.2]", "[0.3,0.2]"},
                                                        {"[0.1,0.2]", "[0.3]"},
                                                        {"[0.1,0.2]", "[0.1,0.2,0.3]"},
                                                        {"[0.1,0.2]", "[-1e308,1e308]"},
                                                        {"\"clause\":\"c\"", "\"clause\":\"c\",\"id\":\"print-y\""},
                                                        {"\"choices\"", "\"choice\""},
                                                        {"\"n\"", "\"\""},
                                                        {"{\"id\"", "{{\"id\""}})
    EXPECT_FALSE(parse_species(with(from, to), "x.json")) << from << " -> " << to;
  EXPECT_FALSE(parse_species("", "x.json"));
  EXPECT_FALSE(load_species("/nowhere.json"));
  EXPECT_FALSE(load_all_species("/nowhere"));
}

TEST(Species, AnInjectionNamesItsCellOfTheMatrixAndNothingElseDoes) {
  const std::string good = R"({"id":"injection-x","class":"injection","name":"n","clause":"c","split":"evaluation",
    "attack_potential":"basic","material":"recording","method":"virtual camera","instrument":"replay"})";
  const auto s = parse_species(good, "x.json");
  ASSERT_TRUE(s) << s.error().line();
  EXPECT_EQ(s->method, "virtual camera");
  EXPECT_EQ(s->instrument, "replay");
  for (const auto& [from, to] : std::map<std::string, std::string>{
           {"virtual camera", "camera"}, {"\"replay\"", "\"mask\""}, {",\"instrument\":\"replay\"", ""}}) {
    std::string text = good;
    ASSERT_NE(text.find(from), std::string::npos) << from;
    EXPECT_FALSE(parse_species(text.replace(text.find(from), from.size(), to), "x.json")) << from;
  }
  EXPECT_FALSE(parse_species(with("\"class\"", "\"method\":\"emulator\",\"class\""), "x.json"));
}

TEST(Species, DrawsStayInTheRangeAndDependOnSeedAndNameAlone) {
  const Species s = parse_species(kGood, "x.json").value();
  std::set<double> values;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const double v = s.draw("sway", 9, SeededRandom(seed));
    EXPECT_GE(v, 0.1);
    EXPECT_LT(v, 0.2);
    EXPECT_EQ(v, s.draw("sway", 9, SeededRandom(seed)));
    values.insert(v);
  }
  EXPECT_EQ(values.size(), 50U);
  EXPECT_EQ(s.draw("tilt", 9, SeededRandom(1)), 9);
}

TEST(Species, AMisspeltParameterIsNoticed) {
  const Species s = parse_species(kGood, "x.json").value();
  EXPECT_TRUE(s.allow({"sway"}, {{"held", {"hand"}}}));
  EXPECT_FALSE(s.allow({"swey"}, {{"held", {"hand"}}}));
  EXPECT_FALSE(s.allow({"sway"}, {{"held", {"stand"}}}));
  EXPECT_FALSE(s.allow({"sway"}, {}));
}

}  // namespace
}  // namespace proofmark::attack
