// Populations: the shares of age, sex, skin, hair, beard, glasses and scarves, set by a file (proofmark-population/1),
// and the persons drawn from one. Who is drawn depends on the file's numbers, the seed and the person's number alone.
#pragma once
#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "simulators/person/person.hpp"
#include "simulators/person/skin_tone.hpp"

namespace proofmark::person {

// Shares are from 0 to 1. Those that divide everyone (bands, skin, hair, eyes, men) add up to 1.
struct AgeBand {
  int from = 18, to = 90;  // whole years, both inclusive
  double share = 0, women = 0.5, bald_men = 0, glasses = 0;
};
using Shares = std::vector<std::pair<std::string, double>>;  // by name
struct Colouring {
  Shares hair, eyes;
};

struct Population {
  std::string name;
  std::vector<AgeBand> bands;    // in order, none overlaps
  std::array<double, 6> skin{};  // by SkinType
  std::array<Colouring, 6> colouring;
  Shares facial_hair;                                            // of men: "beard", "moustache", "stubble", "shaved"
  double grey_begins = 38, grey_deviation = 8, grey_years = 35;  // years of age, and from the first grey to full
  double head_scarf_women = 0;
  double photographed_without_glasses = 0;  // of who wears glasses, the share that takes them off for a document
};

// An error names the file, the place in it, what belongs there and what stands there; an unknown or doubled field, a
// source that is missing, shares that do not add up to 1 and bands that overlap are errors.
[[nodiscard]] Result<Population> parse_population(std::string_view json, const std::string& origin);
[[nodiscard]] Result<Population> read_population(const std::filesystem::path& file);

enum class FacialHair { none, stubble, moustache, beard };

// A person's life: what does not change with the years, and the name of the random streams that all else comes from.
struct VirtualPerson {
  std::uint64_t seed = 0;
  // Streams: parents come from `family`, the child's mix of their genes from `conception` ("father" and "mother" are
  // the parents themselves), habits, moles and chance growth from `life`.
  std::string family, conception, life;
  CivilRecord civil;
  SkinType skin = SkinType::II;
  std::string hair, iris;  // natural colour, name of the iris texture
};

// Persons from this number on are the development split: thresholds are set and faces looked at on them. Suites count
// from 0 and stay below.
inline constexpr std::uint64_t kDevelopment = 1'000'000;

// Person `number` of the population under this seed; age counts on `today`.
[[nodiscard]] VirtualPerson sample_person(const Population& population, std::uint64_t seed, std::uint64_t number,
                                          std::chrono::year_month_day today);

// Natural hair and eyes by the shares of the person's type of skin.
void draw_colouring(const Population& population, const SeededRandom& stream, VirtualPerson& person);

// What changes with the years.
struct Attributes {
  int age = 0;
  bool bald = false;
  FacialHair facial_hair = FacialHair::none;
  double grey = 0;  // share of grey hair, 0 to 1
  bool glasses = false, photographed_without_glasses = false, head_scarf = false;
};
[[nodiscard]] Attributes attributes_on(const Population& population, const VirtualPerson& person,
                                       std::chrono::year_month_day day);

// What reports group by: {"sex": "female", "age": "30-44", "skin": "II"}. The bands are those of today's plans; `skin`
// is what is new.
[[nodiscard]] std::map<std::string, std::string> groups_of(const VirtualPerson& person,
                                                           std::chrono::year_month_day today);

[[nodiscard]] double years_lived(const VirtualPerson& person, std::chrono::year_month_day day);
// The running number of the person's fashion in `what` (hair, beard) on that day: it holds for two to eight years, so
// that two photographs years apart mostly show another one and two of the same week the same.
[[nodiscard]] std::uint64_t fashion_on(const VirtualPerson& person, std::string_view what,
                                       std::chrono::year_month_day day);
// The stream of that name of the person's own life.
[[nodiscard]] SeededRandom life_stream(const VirtualPerson& person, std::string_view name);

}  // namespace proofmark::person
