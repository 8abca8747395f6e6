// Relatives of a person of a population, made by the rule of genes.hpp.
//   identical twin     the same genes and day of birth; chance growth, moles, freckles, hair and habits of its own
//   fraternal sibling  another child of the same parents, of the same sex, one to six years older or younger
//   parent             the parent of the same sex, 20 to 38 years older
//   child              a child of the same sex with a stranger, 20 to 38 years younger
// Natural hair and eyes are the holder's for a twin, and for others in one case of two; the skin's type is the
// family's. A look-alike is no relative: it is the stranger whom a matcher finds most alike among many
// (simulators/matcher).
#pragma once
#include <optional>

#include "common/result.hpp"
#include "simulators/person/population.hpp"

namespace proofmark::person {

enum class Relation { identical_twin, fraternal_sibling, parent, child };
[[nodiscard]] const char* name_of(Relation relation);  // "identical twin", "fraternal sibling", "parent", "child"
[[nodiscard]] std::optional<Relation> parse_relation(std::string_view name);

// Precondition: `person` is of the population (sample_person), not a relative. `index` counts siblings of one person.
// An error when the relative would be younger than 18 or older than 90 on `today` in every case: a parent of somebody
// of more than 70, a child of somebody of less than 38.
[[nodiscard]] Result<VirtualPerson> relative_of(const Population& population, const VirtualPerson& person,
                                                Relation relation, std::uint64_t index,
                                                std::chrono::year_month_day today);

}  // namespace proofmark::person
