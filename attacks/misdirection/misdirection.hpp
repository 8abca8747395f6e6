// Misdirection: the document's own holder is willing, but believes to be dealing with somebody else (tender 7.5.1.2.5,
// a fraudulent request through a service that the person did not choose; ETSI TS 119 461 clause 4.5, social engineering
// that misleads). All that can stop it is what the service shows and whether the person looks.
#pragma once
#include <memory>
#include <string>

#include "attacks/species.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::attack::misdirection {

// What the service shows before consent; empty where it shows nothing.
struct Shown {
  std::string relying_party, verification_code;
};

// Whether the misled person goes on. Parameters: reads_party (probability that the person reads for whom the proofing
// is), compares_code (that the person compares the code with that of the page that sent him). Choices: believed
// (another_party, this_party), code (none, invented, passed_on: what the misleading page shows beside it).
[[nodiscard]] Result<bool> goes_on(const Species& species, const Shown& shown, const SeededRandom& seed);

// The holder, live and cooperative, as long as he goes on.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species,
                                                            std::shared_ptr<const person::Assets> assets,
                                                            const person::Appearance& holder,
                                                            const camera::Device& device, const SeededRandom& seed);

}  // namespace proofmark::attack::misdirection
