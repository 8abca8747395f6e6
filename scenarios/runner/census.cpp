#include "scenarios/runner/census.hpp"

#include "common/files.hpp"
#include "scenarios/runner/file_names.hpp"

namespace proofmark::runner {
namespace {

using std::chrono::year_month_day;

int age_on(year_month_day born, year_month_day today) {
  int age = static_cast<int>(today.year()) - static_cast<int>(born.year());
  if (std::pair(today.month(), today.day()) < std::pair(born.month(), born.day())) --age;
  return age;
}

}  // namespace

SeededRandom person_stream(std::uint64_t seed, std::uint64_t number) {
  return SeededRandom(seed).derive("evaluation/person", number);
}

Result<NamedPopulation> load_population(const std::filesystem::path& folder, const std::string& name) {
  PROOFMARK_CHECK(known_file(folder, name, "population"));
  const std::filesystem::path file = folder / (name + ".json");
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(person::Population population, person::parse_population(text, file.string()));
  return NamedPopulation{std::move(population), sha256_hex(to_bytes(text))};
}

Census::Census(std::uint64_t seed, Instant start, std::optional<NamedPopulation> population)
    : seed_(seed), today_(std::chrono::floor<std::chrono::days>(start)), population_(std::move(population)) {}

person::CivilRecord Census::civil(std::uint64_t number) const {
  if (population_) return person::sample_person(population_->population, seed_, number, today_).civil;
  return person::make_civil_record(person_stream(seed_, number), today_);
}

std::map<std::string, std::string> Census::groups(std::uint64_t number) const {
  if (population_)
    return person::groups_of(person::sample_person(population_->population, seed_, number, today_), today_);
  const person::CivilRecord record = civil(number);
  const int age = age_on(record.date_of_birth, today_);
  const char* band = age < 30 ? "18-29" : age < 45 ? "30-44" : age < 60 ? "45-59" : "60 and over";
  return {{"sex", record.sex == person::Sex::female ? "female" : "male"}, {"age", band}};
}

Result<person::VirtualPerson> Census::life(std::uint64_t number) const {
  if (!population_)
    return fail("population", "a suite that names one, for persons who age and have kin", "none",
                "Name \"population\" in the suite.");
  return person::sample_person(population_->population, seed_, number, today_);
}

Result<person::VirtualPerson> Census::relative(std::uint64_t number, person::Relation relation) const {
  PROOFMARK_TRY(const person::VirtualPerson of, life(number));
  const bool old = age_on(of.civil.date_of_birth, today_) > 70;
  if (relation == person::Relation::parent && old) relation = person::Relation::child;
  return person::relative_of(population_->population, of, relation, 0, today_);
}

}  // namespace proofmark::runner
