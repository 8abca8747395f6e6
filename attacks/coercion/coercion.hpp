// Coercion: the document's own holder is live before his own card, and somebody makes him (ETSI TS 119 461 clause 4.5,
// social engineering that forces; USE-9.2.3.1-02). What a camera can see of it.
#pragma once
#include <memory>
#include <optional>

#include "attacks/species.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::attack::coercion {

// `coercer` is needed by species in which he, or his hand, is seen.
struct Persons {
  std::shared_ptr<const person::Assets> assets;
  person::Appearance holder;
  std::optional<person::Appearance> coercer;
};

[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species, const Persons& persons,
                                                            const camera::Device& device, const SeededRandom& seed);
// What stands before the camera, without sensor and encoder.
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, const Persons& persons,
                                                                       const SeededRandom& seed);
// Whether the species shows the coercer or his hand.
[[nodiscard]] bool shows_coercer(const Species& species);

}  // namespace proofmark::attack::coercion
