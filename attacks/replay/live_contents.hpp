// What answers on a display although it is old footage of the victim. Both draw the victim with the project's scene as
// the footage would show him: what was recorded is a function of seed and time.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/frame_source.hpp"

namespace proofmark::attack::replay {

// "segments": the attacker has a clip of each action and one of the victim at rest, and plays the clip that fits what
// is asked. Parameters: reaction (seconds until he has chosen), clip_in (seconds of the clip that are cut off before
// the action), clip_length (seconds), fade (seconds over which a cut is softened).
// "puppet": a helper performs before a camera; of the footage each time the picture is shown whose pose is nearest to
// his. Parameters: lag (seconds), pose_step (degrees between the poses that the footage holds), face_step (likewise of
// lids and mouth, 0 to 1).
[[nodiscard]] std::vector<std::string> live_contents();
// Empty for an unknown content.
[[nodiscard]] std::vector<std::string> live_parameters(const std::string& content);
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> make_live_content(const Species& species,
                                                                             const std::string& content, Stage& stage,
                                                                             const SeededRandom& seed);

}  // namespace proofmark::attack::replay
