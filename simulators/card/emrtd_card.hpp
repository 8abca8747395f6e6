// The electronic machine readable travel document: ICAO 9303-10/-11 over ISO/IEC 7816-4.
#pragma once
#include <memory>

#include "common/random.hpp"
#include "simulators/card/card.hpp"
#include "simulators/card/personalisation.hpp"

namespace proofmark::card {

// `random` serves the chip's nonces and ephemeral keys and must outlive the card.
[[nodiscard]] std::unique_ptr<Card> make_emrtd(ChipContent content, RandomSource& random);

}  // namespace proofmark::card
