// Who the persons of a run are, before anybody draws their looks: civil data, groups and kin, by seed and number.
// A suite that names a population (simulators/person/populations) draws them from it; another one has the persons of
// seed and number alone.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/clock.hpp"
#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/person/kinship.hpp"
#include "simulators/person/person.hpp"
#include "simulators/person/population.hpp"

namespace proofmark::runner {

// A population and the file that it was read from.
struct NamedPopulation {
  person::Population population;
  std::string sha256;  // of the file
};
// FOLDER/NAME.json; an unknown name is an error that lists those that exist.
[[nodiscard]] Result<NamedPopulation> load_population(const std::filesystem::path& folder, const std::string& name);

class Census {
 public:
  // Ages and documents are those of the day of `start`.
  Census(std::uint64_t seed, Instant start, std::optional<NamedPopulation> population = std::nullopt);
  [[nodiscard]] person::CivilRecord civil(std::uint64_t number) const;
  // {"sex": "female", "age": "30-44"}, and "skin" in a population.
  [[nodiscard]] std::map<std::string, std::string> groups(std::uint64_t number) const;
  // Null where the suite names none; then there is no life of a person and no kin.
  [[nodiscard]] const NamedPopulation* population() const { return population_ ? &*population_ : nullptr; }
  [[nodiscard]] Result<person::VirtualPerson> life(std::uint64_t number) const;
  // A parent of somebody of more than 70 years is not alive: the child takes that place.
  [[nodiscard]] Result<person::VirtualPerson> relative(std::uint64_t number, person::Relation relation) const;
  [[nodiscard]] std::uint64_t seed() const { return seed_; }
  [[nodiscard]] std::chrono::year_month_day today() const { return today_; }

 private:
  std::uint64_t seed_;
  std::chrono::year_month_day today_;
  std::optional<NamedPopulation> population_;
};

// Evaluation identities; thresholds were set on others.
[[nodiscard]] SeededRandom person_stream(std::uint64_t seed, std::uint64_t number);

}  // namespace proofmark::runner
