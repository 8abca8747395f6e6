// What one photograph gives a maker of masks or a make-up artist: the face's shape, and its colours laid out over the
// texture plane that all heads share.
#pragma once
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "attacks/species.hpp"
#include "attacks/stage.hpp"
#include "simulators/camera/scene/viewpoint.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::attack {

// The head of one person at rest, and what is needed of the mesh to lay something on it.
struct HeadModel {
  std::vector<camera::Vec3> place, normal;  // per base vertex, decimetres
  std::vector<float> open;                  // per base vertex: the share of the sky that it sees, 0 to 1
  camera::Vec3 left_eye, right_eye, centre;
};
// An error when the appearance does not fit the assets.
[[nodiscard]] Result<HeadModel> model_head(const std::shared_ptr<const person::Assets>& assets,
                                           const person::Appearance& appearance);

// The material of a species, the photograph that an attacker has, and where each vertex of the victim's head falls in
// it. The stage's photographs are taken from a known place (stage.hpp); a maker would mark the points by hand.
struct Photograph {
  cv::Mat bgr;                      // CV_8UC3
  std::vector<camera::Vec2> pixel;  // per base vertex
  std::vector<float> facing;        // per base vertex: cosine between its normal and the way to the camera
  double pixels_per_mm = 1;         // at the face
};
[[nodiscard]] Result<Photograph> take_photograph(const Species& species, Stage& stage, const HeadModel& victim);

// The photograph's colours over the layout: CV_32FC4, blue, green and red display-referred 0..1, and how well the
// photograph shows the place, 0..1. What it does not show has the mean colour of the cheeks, which also stands in the
// first texel. `hair`, where given, is the colour of the scalp under a wig.
[[nodiscard]] cv::Mat lay_out(const Photograph& photograph, const person::Assets& assets,
                              const std::optional<camera::Vec3>& hair = std::nullopt);

// The reflectance (linear, per channel) of skin that a booth's light shows in that display-referred colour.
[[nodiscard]] camera::Vec3 reflectance_of(camera::Vec3 shown);

}  // namespace proofmark::attack
