#include "simulators/person/kinship.hpp"

#include <algorithm>
#include <array>

#include "simulators/person/age.hpp"
#include "simulators/person/genes.hpp"

namespace proofmark::person {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr std::array kRelations = {Relation::identical_twin, Relation::fraternal_sibling, Relation::parent,
                                   Relation::child};
constexpr int kYoungest = 18, kOldest = 90;

// Days by which the relative is older (negative: younger) than a person of this age.
Result<int> age_difference(Relation relation, int age, RandomSource& random) {
  if (relation == Relation::identical_twin) return 0;
  const auto days_of = [&](double low, double high) { return static_cast<int>(random.uniform(low, high) * 365.2425); };
  if (relation == Relation::fraternal_sibling) {
    const int apart = days_of(1, 6), years = apart / 365 + 1;
    const bool older = random.chance(0.5) ? age + years <= kOldest : age - years < kYoungest;
    return older ? apart : -apart;
  }
  if (relation == Relation::child) {
    const int above = age - kYoungest;  // years that the child may be younger
    if (above < 20)
      return fail("kinship", "a person of at least 38 years, whose child is at least 18",
                  std::to_string(age) + " years", "Choose an older person for the relation child.");
    return -days_of(20, std::min(38, above));
  }
  const int room = kOldest - age;  // years that the parent may be older
  if (room < 20)
    return fail("kinship", "a person of at most 70 years, whose parent is at most 90", std::to_string(age) + " years",
                "Choose a younger person for the relation parent.");
  return days_of(20, std::min(38, room));
}

}  // namespace

const char* name_of(Relation relation) {
  constexpr std::array<const char*, 4> names = {"identical twin", "fraternal sibling", "parent", "child"};
  return names[static_cast<std::size_t>(relation)];
}

std::optional<Relation> parse_relation(std::string_view name) {
  for (const Relation relation : kRelations)
    if (name == name_of(relation)) return relation;
  return std::nullopt;
}

Result<VirtualPerson> relative_of(const Population& population, const VirtualPerson& person, Relation relation,
                                  std::uint64_t index, year_month_day today) {
  VirtualPerson out = person;
  const std::string who = std::string(name_of(relation)) + "#" + std::to_string(index);
  out.life = person.family + "/" + who;
  const SeededRandom source = SeededRandom(person.seed).derive(out.life);
  SeededRandom birth = source.derive("birth");
  PROOFMARK_TRY(const int older, age_difference(relation, years_between(person.civil.date_of_birth, today), birth));
  const sys_days born = sys_days(person.civil.date_of_birth) - days(older);
  out.civil = make_civil_record(source, person.civil.sex, born, today);
  // Brothers, fathers and sons bear one name; a woman's form tells whether she is married, so that it may differ.
  if (person.civil.sex == Sex::male || relation == Relation::identical_twin) out.civil.surname = person.civil.surname;
  if (relation == Relation::identical_twin) return out;
  if (relation == Relation::child)
    out.conception = kChildOf + person.conception + "/" + who;
  else
    out.conception = relation == Relation::fraternal_sibling ? who
                     : person.civil.sex == Sex::male         ? "father"
                                                             : "mother";
  if (source.derive("colouring").chance(0.5)) draw_colouring(population, source, out);
  return out;
}

}  // namespace proofmark::person
