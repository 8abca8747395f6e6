// The photograph with which a document was issued when its holder handed in a morph.
#pragma once
#include "attacks/species.hpp"
#include "scenarios/runner/people.hpp"

namespace proofmark::runner {

// JPEG for DG2: the faces of `holder` and `other`, both as on the day of the holder's document.
[[nodiscard]] Result<Bytes> morphed_portrait(People& people, const attack::Species& species, std::uint64_t holder,
                                             std::uint64_t other, const SeededRandom& seed);

}  // namespace proofmark::runner
