#include "simulators/person/population.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "common/files.hpp"
#include "simulators/person/civil.hpp"
#include "simulators/person/life.hpp"
#include "tests/person/people_data.hpp"
#include "tests/person/population_data.hpp"

namespace proofmark::person {
namespace {

constexpr std::chrono::year_month_day kToday{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

// The smaller tail of the binomial distribution at `k` of `n`, exact but for rounding.
double tail(int n, double share, int k) {
  if (share <= 0) return k == 0 ? 1 : 0;
  if (share >= 1) return k == n ? 1 : 0;
  double below = 0, above = 0;
  for (int i = 0; i <= n; ++i) {
    const double chance = std::exp(std::lgamma(n + 1.0) - std::lgamma(i + 1.0) - std::lgamma(n - i + 1.0) +
                                   i * std::log(share) + (n - i) * std::log1p(-share));
    if (i <= k) below += chance;
    if (i >= k) above += chance;
  }
  return std::min(below, above);
}

// Some eighty counts are looked at: by chance alone, one in 12,000 runs of other seeds would be outside of these
// bounds.
constexpr double kUnlikely = 1e-6;

struct Drawn {
  VirtualPerson person;
  Attributes now;
};

void expect_share(const std::vector<Drawn>& people, double share, const std::string& what,
                  const std::function<bool(const Drawn&)>& is) {
  const auto found = static_cast<int>(std::ranges::count_if(people, is));
  const auto all = static_cast<int>(people.size());
  EXPECT_GT(tail(all, share, found), kUnlikely) << what << ": " << found << " of " << all << ", share " << share;
}

class Populations : public testing::TestWithParam<const char*> {};

TEST_P(Populations, TenThousandDrawsAreWithinExactBoundsOfTheFile) {
  const Population p = population_named(GetParam());
  std::vector<Drawn> all;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    VirtualPerson person = sample_person(p, 11, i, kToday);
    const Attributes now = attributes_on(p, person, kToday);
    all.push_back({std::move(person), now});
  }
  const auto those = [&](const std::function<bool(const Drawn&)>& are) {
    std::vector<Drawn> out;
    std::ranges::copy_if(all, std::back_inserter(out), are);
    return out;
  };
  const auto is_male = [](const Drawn& x) { return x.person.civil.sex == Sex::male; };
  for (const AgeBand& band : p.bands) {
    const std::string name = std::to_string(band.from) + "-" + std::to_string(band.to);
    const auto is_of = [&](const Drawn& x) { return x.now.age >= band.from && x.now.age <= band.to; };
    expect_share(all, band.share, "age " + name, is_of);
    expect_share(those(is_of), 1 - band.women, "men " + name, is_male);
    expect_share(those(is_of), band.glasses, "glasses " + name, [](const Drawn& x) { return x.now.glasses; });
    expect_share(those([&](const Drawn& x) { return is_of(x) && is_male(x); }), band.bald_men, "bald " + name,
                 [](const Drawn& x) { return x.now.bald; });
  }
  for (const SkinType type : kSkinTypes) {
    const auto is_of = [&](const Drawn& x) { return x.person.skin == type; };
    expect_share(all, p.skin[static_cast<std::size_t>(type)], std::string("type ") + name_of(type), is_of);
    const Colouring& colouring = p.colouring[static_cast<std::size_t>(type)];
    for (const auto& one : colouring.hair)
      expect_share(those(is_of), one.second, "hair " + one.first,
                   [&](const Drawn& x) { return x.person.hair == one.first; });
    for (const auto& one : colouring.eyes)
      expect_share(those(is_of), one.second, "eyes " + one.first,
                   [&](const Drawn& x) { return x.person.iris == one.first; });
  }
  const std::map<std::string, FacialHair> words = {{"beard", FacialHair::beard},
                                                   {"moustache", FacialHair::moustache},
                                                   {"stubble", FacialHair::stubble},
                                                   {"shaved", FacialHair::none}};
  for (const auto& one : p.facial_hair)
    expect_share(those(is_male), one.second, one.first,
                 [&](const Drawn& x) { return x.now.facial_hair == words.at(one.first); });
  expect_share(those([](const Drawn& x) { return x.now.glasses; }), p.photographed_without_glasses, "bare photograph",
               [](const Drawn& x) { return x.now.photographed_without_glasses; });
  const auto scarf = [](const Drawn& x) { return x.now.head_scarf; };
  expect_share(those([&](const Drawn& x) { return !is_male(x); }), p.head_scarf_women, "scarf", scarf);
  expect_share(those(is_male), 0, "men's scarf", scarf);
}
INSTANTIATE_TEST_SUITE_P(Files, Populations, testing::Values("lithuania", "uniform", "elderly"));

TEST(Population_, CivilRecordsFitThePerson) {
  const Population p = population_named("lithuania");
  for (std::uint64_t i = 0; i < 500; ++i) {
    const VirtualPerson person = sample_person(p, 3, i, kToday);
    const int age = attributes_on(p, person, kToday).age;
    EXPECT_GE(age, 18);
    EXPECT_LE(age, 90);
    ASSERT_TRUE(validate_personal_code(person.civil.personal_code));
    const bool female = (person.civil.personal_code[0] - '0') % 2 == 0;
    EXPECT_EQ(female, person.civil.sex == Sex::female);
    EXPECT_LE(std::chrono::sys_days(person.civil.date_of_issue), std::chrono::sys_days(kToday));
    EXPECT_GE(std::chrono::sys_days(person.civil.date_of_expiry), std::chrono::sys_days(kToday));
    const auto groups = groups_of(person, kToday);
    EXPECT_EQ(groups.at("sex"), female ? "female" : "male");
    EXPECT_EQ(groups.at("skin"), name_of(person.skin));
    EXPECT_EQ(groups.at("age"), age < 30 ? "18-29" : age < 45 ? "30-44" : age < 60 ? "45-59" : "60 and over");
  }
}

TEST(Population_, AThousandPersonsAreDistinct) {
  const auto assets = shared_assets();
  ASSERT_NE(assets, nullptr) << "run setup/set-up.sh test";
  const Population p = population_named("lithuania");
  std::set<std::string> codes, documents;
  std::set<std::vector<float>> faces;
  for (std::uint64_t i = 0; i < 1000; ++i) {
    const VirtualPerson person = sample_person(p, 1, i, kToday);
    codes.insert(person.civil.personal_code);
    documents.insert(person.civil.document_number);
    std::vector<float> face;
    for (const auto& [name, weight] : as_of(*assets, p, person, kToday).shape) face.push_back(weight);
    faces.insert(face);
  }
  EXPECT_EQ(codes.size(), 1000U);
  EXPECT_EQ(documents.size(), 1000U);
  EXPECT_EQ(faces.size(), 1000U);
}

TEST(Population_, AnotherFileLeavesWhatItDoesNotSay) {
  // Streams are by name: shares of beards change nothing about who has which age and skin.
  Population p = population_named("lithuania");
  const VirtualPerson before = sample_person(p, 5, 7, kToday);
  for (auto& [name, share] : p.facial_hair) share = name == "beard" ? 1 : 0;
  p.head_scarf_women = 1;
  const VirtualPerson after = sample_person(p, 5, 7, kToday);
  EXPECT_EQ(before.civil.personal_code, after.civil.personal_code);
  EXPECT_EQ(before.skin, after.skin);
  EXPECT_EQ(before.hair, after.hair);
}

// What a user gets wrong, and the place that the error names.
struct Mistake {
  const char *from, *to, *place;
};
class PopulationFile : public testing::TestWithParam<Mistake> {};

TEST_P(PopulationFile, MistakesAreNamedWithTheirPlace) {
  const Mistake& mistake = GetParam();
  std::string text = *read_text(population_file("lithuania"));
  const auto at = text.find(mistake.from);
  ASSERT_NE(at, std::string::npos) << mistake.from;
  text.replace(at, std::string(mistake.from).size(), mistake.to);
  const auto read = parse_population(text, "mine.json");
  ASSERT_FALSE(read) << mistake.to;
  EXPECT_NE(read.error().clause.find("mine.json"), std::string::npos);
  EXPECT_NE(read.error().line().find(mistake.place), std::string::npos) << read.error().line();
}
INSTANTIATE_TEST_SUITE_P(
    All, PopulationFile,
    testing::Values(Mistake{"population/1", "population/2", "/format"}, Mistake{"{\n", "{,\n", "JSON"},
                    Mistake{"\"about\"", "\"name\"", "two fields named 'name'"},
                    Mistake{"\"about\"", "\"abuot\"", "/about"},
                    Mistake{"\"share\": 0.145", "\"share\": 0.245", "add up to 1"},
                    Mistake{"\"share\": 0.145", "\"share\": -0.1", "/age/bands/0/share"},
                    Mistake{"\"from\": 30", "\"from\": 29", "/age/bands/1"},
                    Mistake{"\"from\": 30", "\"from\": 30.5", "/age/bands/1/from"},
                    Mistake{"\"to\": 90", "\"to\": 91", "/age/bands/4/to"},
                    Mistake{"\"women\": 0.49,", "\"women\": 0.49, \"men\": 0.51,", "/age/bands/0/men"},
                    Mistake{"\"VI\": 0.01", "\"VII\": 0.01", "/skin/shares/VII"},
                    Mistake{"[\"I\"]", "[\"I\", \"II\"]", "each named once"},
                    Mistake{"[\"II\", \"III\"]", "[\"II\"]", "a colouring of type III"},
                    Mistake{"\"red\": 0.12", "\"pink\": 0.12", "/hair/pink"},
                    Mistake{"\"begins\": 38", "\"begins\": \"38\"", "/grey/begins"},
                    Mistake{"\"women\": 0.01", "\"women\": 1.01", "/head_scarf/women"},
                    Mistake{"\"without_glasses\": 0.25", "\"without_glasses\": 2",
                            "/document_photograph/without_glasses"},
                    Mistake{"\"source\": \"The project's choice.\", \"women\"", "\"women\"", "/head_scarf/source"}));

}  // namespace
}  // namespace proofmark::person
