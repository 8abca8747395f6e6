// A live person who wears something, before the phone's camera: he answers challenges as anybody does.
#pragma once
#include <memory>

#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/camera/frame_source.hpp"
#include "simulators/camera/scene/worn.hpp"
#include "simulators/person/appearance.hpp"

namespace proofmark::attack {

// Room and behaviour come from `seed`. `worn` was made for this wearer.
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> worn_person(std::shared_ptr<const person::Assets> assets,
                                                                       const person::Appearance& wearer,
                                                                       std::shared_ptr<const camera::Worn> worn,
                                                                       const SeededRandom& seed);

}  // namespace proofmark::attack
