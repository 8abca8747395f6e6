// Look-alikes: another real person, live and without any instrument, who resembles the holder of the genuine document
// that he presents (ETSI TS 119 461 clause 4.5, impersonation; tender 7.5.1.2.4). ISO/IEC 30107-1 knows no such thing
// as a presentation attack instrument here: they are zero-effort impostors (ISO/IEC 19795-1) of a stated relation, and
// counted so, never in IAPAR.
#pragma once
#include <memory>
#include <string>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::attack::lookalike {

// The relation by which the attempt is counted: "twin", "sibling", "parent", "look-alike".
[[nodiscard]] std::string relation_of(const Species& species);

// How the species' person comes to resemble the holder. Choices: relation; of a look-alike also search (by_eye,
// portraits, photographs) and, unless by eye, matcher (feature512, dlib128). Parameter, of a look-alike: gallery, how
// many strangers are looked at (1 to 1000).
[[nodiscard]] Result<Resemblance> resemblance_of(const Species& species, const SeededRandom& seed);

// That person, live and cooperative.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage,
                                                            const SeededRandom& seed);

}  // namespace proofmark::attack::lookalike
