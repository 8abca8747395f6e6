#include "scenarios/runner/morphed.hpp"

#include "attacks/morph/morph.hpp"

namespace proofmark::runner {

Result<Bytes> morphed_portrait(People& people, const attack::Species& species, std::uint64_t holder,
                               std::uint64_t other, const SeededRandom& seed) {
  const auto contributor = [&](std::uint64_t number) -> Result<attack::morph::Contributor> {
    attack::morph::Contributor made;
    PROOFMARK_TRY(made.looks, people.on_document(number, holder));
    // Both sit in the booth as they are: glasses that are taken off there are off here.
    PROOFMARK_CHECK(camera::document_portrait(people.assets(), made.looks, made.photograph));
    return made;
  };
  PROOFMARK_TRY(const auto accomplice, contributor(holder));
  PROOFMARK_TRY(const auto second, contributor(other));
  return attack::morph::make(species, people.assets(), accomplice, second, seed);
}

}  // namespace proofmark::runner
