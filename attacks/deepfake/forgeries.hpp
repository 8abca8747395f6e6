// The forgeries of this folder. Each gives what the attacker's software shows: 1280x720, as it would go to a virtual
// camera or onto a screen.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/frame_source.hpp"

namespace proofmark::attack::deepfake {

using MadeSource = Result<std::unique_ptr<camera::FrameSource>>;

// A forged face in the attacker's own picture: the victim's (face swap), a mean of both (morph: an opacity below 1 and
// a large loss of identity). Parameters, beside Performer's and Paste's: face_pixels (side of the square that the
// generator makes), identity_loss (share of the attacker's own shape that leaks into the face), light_error (degrees
// between the light on the face and that in the room), fail_turn (degrees of yaw or twice the pitch from which the
// swap breaks down), fail_depth (how far, 1: his own face is seen), dropout (share of pictures in which it is not
// found), camera_noise (8-bit steps, of the attacker's camera; the forged face has none).
[[nodiscard]] std::vector<std::string> swap_parameters();
[[nodiscard]] MadeSource make_swap(const Species& species, Stage& stage, const SeededRandom& seed);

// A filter of augmented reality: a frontal picture of the victim as texture on the attacker's moving face, his own eyes
// and mouth in its openings. Parameters: face_pixels (of the texture), camera_noise, fail_turn, fail_depth, dropout.
[[nodiscard]] std::vector<std::string> filter_parameters();
[[nodiscard]] MadeSource make_filter(const Species& species, Stage& stage, const SeededRandom& seed);

// Re-enactment: one picture of the victim whose head is made to move as the attacker's does, pasted back into the
// picture, whose body and room stand still. Parameters: face_pixels (of the moving part), identity_loss, crop (its
// size against the head), picture_sway (fraction of the height, of the whole picture: a hand that is feigned).
[[nodiscard]] std::vector<std::string> reenactment_parameters();
[[nodiscard]] MadeSource make_reenactment(const Species& species, Stage& stage, const SeededRandom& seed);

// A face and a room that were never before a camera. Parameters: picture_rows (that the generator draws), identity_loss
// (how far from the victim the face is on its way to the attacker's), smooth (share of a blurred picture: skin without
// pores), colourful (gain of saturation), picture_sway.
[[nodiscard]] std::vector<std::string> synthetic_parameters();
[[nodiscard]] MadeSource make_synthetic(const Species& species, Stage& stage, const SeededRandom& seed);

}  // namespace proofmark::attack::deepfake
