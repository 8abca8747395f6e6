// From a species to what stands before the camera or in its place: the one door to all classes.
#pragma once
#include <memory>
#include <string>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::attack {

// `seed` is the attempt's. An error says what the species or the stage lacks.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make_capture(const Species& species, Stage& stage,
                                                                    const SeededRandom& seed);

// Of a class whose species are real persons: the relation to the holder by which impostors are counted ("twin",
// "look-alike", "morph"); else empty.
[[nodiscard]] std::string relation_of(const Species& species);

// Whether another person than the victim takes part (Stage::attacker, Stage::resembling): he wears the mask, performs,
// resembles, forces.
[[nodiscard]] bool needs_another_person(const Species& species);

}  // namespace proofmark::attack
