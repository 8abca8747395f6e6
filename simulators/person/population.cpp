#include "simulators/person/population.hpp"

#include <algorithm>
#include <utility>

#include "simulators/person/age.hpp"
#include "simulators/person/genes.hpp"

namespace proofmark::person {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;
using std::chrono::years;

const std::string& drawn(const Shares& shares, double at) {
  const std::string* last = &shares.front().first;  // of those that occur: the sum is 1 but for rounding
  for (const auto& [name, share] : shares) {
    if (share > 0) last = &name;
    at -= share;
    if (at < 0) return name;
  }
  return *last;
}

const AgeBand& band_of(const Population& population, double at) {
  const AgeBand* last = &population.bands.front();  // of those that occur: the sum is 1 but for rounding
  for (const AgeBand& band : population.bands) {
    if (band.share > 0) last = &band;
    at -= band.share;
    if (at < 0) return band;
  }
  return *last;
}

// The band of that age, or the one nearest below (a band's shares hold on until the next begins), or the first.
const AgeBand& band_at(const Population& population, int age) {
  const AgeBand* found = &population.bands.front();
  for (const AgeBand& band : population.bands)
    if (band.from <= age) found = &band;
  return *found;
}

year_month_day years_before(year_month_day day, int n) {
  const year_month_day moved = day - years(n);
  return moved.ok() ? moved : moved.year() / moved.month() / std::chrono::last;
}

SkinType draw_skin(const Population& population, double at) {
  SkinType last = SkinType::I;  // of those that occur: the sum is 1 but for rounding
  for (const SkinType type : kSkinTypes) {
    const double share = population.skin[static_cast<std::size_t>(type)];
    if (share > 0) last = type;
    at -= share;
    if (at < 0) return type;
  }
  return last;
}

}  // namespace

SeededRandom life_stream(const VirtualPerson& person, std::string_view name) {
  return SeededRandom(person.seed).derive(person.life).derive(name);
}

VirtualPerson sample_person(const Population& population, std::uint64_t seed, std::uint64_t number,
                            year_month_day today) {
  VirtualPerson person;
  person.seed = seed;
  person.family = "population/person#" + std::to_string(number);
  person.conception = "own";
  person.life = person.family + "/own";
  const SeededRandom source = SeededRandom(seed).derive(person.family);
  const AgeBand& band = band_of(population, source.derive("age").uniform());
  SeededRandom birth = source.derive("birth");
  const int age = band.from + static_cast<int>(birth.below(static_cast<std::uint64_t>(band.to - band.from + 1)));
  const sys_days youngest = years_before(today, age), oldest = sys_days(years_before(today, age + 1)) + days(1);
  const auto span = static_cast<std::uint64_t>((youngest - oldest).count()) + 1;
  const Sex sex = source.derive("sex").chance(band.women) ? Sex::female : Sex::male;
  person.civil = make_civil_record(source, sex, oldest + days(birth.below(span)), today);
  person.skin = draw_skin(population, source.derive("skin").uniform());
  draw_colouring(population, source, person);
  return person;
}

void draw_colouring(const Population& population, const SeededRandom& stream, VirtualPerson& person) {
  const Colouring& colouring = population.colouring[static_cast<std::size_t>(person.skin)];
  person.hair = drawn(colouring.hair, stream.derive("hair").uniform());
  person.iris = drawn(colouring.eyes, stream.derive("eyes").uniform());
}

double years_lived(const VirtualPerson& person, year_month_day day) {
  return static_cast<double>((sys_days(day) - sys_days(person.civil.date_of_birth)).count()) / 365.2425;
}

std::uint64_t fashion_on(const VirtualPerson& person, std::string_view what, year_month_day day) {
  SeededRandom habit = life_stream(person, what);
  const double period = habit.uniform(2, 8), phase = habit.uniform(0, 8);
  return static_cast<std::uint64_t>(std::max(0.0, years_lived(person, day) + phase) / period);
}

Attributes attributes_on(const Population& population, const VirtualPerson& person, year_month_day day) {
  Attributes out;
  out.age = years_between(person.civil.date_of_birth, day);
  const AgeBand& band = band_at(population, out.age);
  const bool male = person.civil.sex == Sex::male;
  const Genes genes = genes_of(0, person);
  // One draw for life: who is bald or wears glasses once stays so where the shares rise with age.
  out.bald = male && shown(genes, Trait::baldness).uniform() < band.bald_men;
  out.glasses = life_stream(person, "glasses").uniform() < band.glasses;
  out.photographed_without_glasses =
      out.glasses && life_stream(person, "glasses").derive("documents").chance(population.photographed_without_glasses);
  out.head_scarf = !male && life_stream(person, "scarf").chance(population.head_scarf_women);
  if (male) {
    SeededRandom taste = life_stream(person, "facial hair").derive("fashion", fashion_on(person, "facial hair", day));
    const std::string& word = drawn(population.facial_hair, taste.uniform());
    out.facial_hair = word == "beard"       ? FacialHair::beard
                      : word == "moustache" ? FacialHair::moustache
                      : word == "stubble"   ? FacialHair::stubble
                                            : FacialHair::none;
  }
  const double begins = population.grey_begins + population.grey_deviation * shown(genes, Trait::grey).normal();
  out.grey = std::clamp((out.age - begins) / population.grey_years, 0.0, 1.0);
  return out;
}

std::map<std::string, std::string> groups_of(const VirtualPerson& person, year_month_day today) {
  const int age = years_between(person.civil.date_of_birth, today);
  const char* band = age < 30 ? "18-29" : age < 45 ? "30-44" : age < 60 ? "45-59" : "60 and over";
  return {{"sex", person.civil.sex == Sex::female ? "female" : "male"}, {"age", band}, {"skin", name_of(person.skin)}};
}

}  // namespace proofmark::person
