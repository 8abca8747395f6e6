#include "scenarios/corpus/spec.hpp"

#include <gmock/gmock.h>

#include "tests/corpus/support.hpp"

namespace proofmark::corpus {
namespace {

using nlohmann::json;
using testing::HasSubstr;

TEST(CorpusSpec, ReadsEveryField) {
  const auto spec = parse_spec(small_spec().dump(), "small.json");
  ASSERT_TRUE(spec) << spec.error().line();
  EXPECT_EQ(spec->seed, 3U);
  EXPECT_EQ(spec->today, std::chrono::year_month_day(std::chrono::year(2026), std::chrono::March, std::chrono::day(2)));
  ASSERT_EQ(spec->scripts.size(), 1U);
  EXPECT_EQ(spec->scripts[0].at(0).action, camera::Action::blink);
  ASSERT_EQ(spec->splits.size(), 2U);
  EXPECT_EQ(spec->splits[0].split, Split::development);
  EXPECT_EQ(spec->splits[0].attempts, 3U);
  EXPECT_EQ(spec->splits[1].count, 3U);
}

TEST(CorpusSpec, TheProjectsOwnHold) {
  for (const char* name : {"tiny", "species", "development", "evaluation"}) {
    const auto text = read_text(project().root / "scenarios" / "corpus" / "specs" / (std::string(name) + ".json"));
    const auto spec = parse_spec(text.value(), name);
    ASSERT_TRUE(spec) << spec.error().line();
    EXPECT_EQ(spec->name, name);
  }
}

struct Wrong {
  const char* place;  // JSON pointer
  json value;         // null: the field is taken out
  const char* said;   // in the error
};

class WrongSpec : public testing::TestWithParam<Wrong> {};

TEST_P(WrongSpec, IsRefusedWithItsPlace) {
  json spec = small_spec();
  const json::json_pointer place(GetParam().place);
  if (GetParam().value.is_null()) {
    spec[place.parent_pointer()].erase(place.back());
  } else {
    spec[place] = GetParam().value;
  }
  const auto read = parse_spec(spec.dump(), "small.json");
  ASSERT_FALSE(read) << spec.dump(1);
  EXPECT_THAT(read.error().line(), HasSubstr(GetParam().said));
  EXPECT_THAT(read.error().clause, HasSubstr("small.json"));
}

INSTANTIATE_TEST_SUITE_P(
    All, WrongSpec,
    testing::Values(
        Wrong{"/format", "proofmark-corpus/2", "/format"}, Wrong{"/licence", nullptr, "/licence"},
        Wrong{"/name", "../x", "/name"}, Wrong{"/people", "../../etc/passwd", "/people"},
        Wrong{"/today", "2026-02-30", "/today"}, Wrong{"/seconds", 61, "/seconds"},
        Wrong{"/seconds", 1e300, "/seconds"}, Wrong{"/seed", -1, "/seed"},
        Wrong{"/devices", json::array({"phone", "phone"}), "each name once"},
        Wrong{"/devices", json::array(), "/devices"}, Wrong{"/units", 0, "/units"},
        Wrong{"/scripts", json::array(), "/scripts"}, Wrong{"/scripts/0/0/action", "wave", "/scripts/0/0/action"},
        Wrong{"/scripts/0/0/at", 0.6, "/scripts/0/0/at"},
        Wrong{"/scripts/0",
              json::parse(R"([{"action":"blink","at":0,"window":1},{"action":"smile","at":0.4,"window":1}])"),
              "after the window before"},
        Wrong{"/splits", json::array(), "/splits"}, Wrong{"/splits/0/split", "training", "/splits/0/split"},
        Wrong{"/splits/0/persons/first", 999999, "from 1000000 on in the development split"},
        Wrong{"/splits/1/persons/first", 999998, "below 1000000 in the evaluation split"},
        Wrong{"/splits/1/persons/count", 18446744073709551615ULL, "/splits/1/persons/count"},
        Wrong{"/splits/1/split", "demonstration", "demonstration alone"},
        Wrong{"/splits/0/attempts", 0, "/splits/0/attempts"}, Wrong{"/splits/1/attempts", 1, "/splits/1/attempts"},
        Wrong{"/splits/1/bona_fide", 0, "something to make"}, Wrong{"/splits/0/species", "some", "/splits/0/species"},
        Wrong{"/splits/0/portraits", 1, "/splits/0/portraits"}, Wrong{"/splits/0/clips", 1, "no such field"},
        Wrong{"/splits/0/ranges", json::parse(R"({"print-photograph-laser":{"grain":[3,2]}})"), "/splits/0/ranges"},
        Wrong{"/splits/0/ranges", json::array({1}), "/splits/0/ranges"}));

TEST(CorpusSpec, IsNotReadFromWhatIsNoJsonOrNamesAFieldTwice) {
  EXPECT_FALSE(parse_spec("", "x"));
  EXPECT_FALSE(parse_spec("[]", "x"));
  EXPECT_FALSE(parse_spec("{\"format\":\"proofmark-corpus/1\",\"name\":\"\xff\"}", "x"));
  std::string doubled = small_spec().dump();
  doubled.insert(1, "\"seed\":4,");
  EXPECT_FALSE(parse_spec(doubled, "x"));
}

}  // namespace
}  // namespace proofmark::corpus
