// A person as meshes: the identity's shape, the layers worn on it, and their pose in one frame.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "simulators/camera/scene/layer.hpp"
#include "simulators/camera/scene/mouth.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/camera/scene/worn.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/assets.hpp"

namespace proofmark::camera {

class Figure {
 public:
  // An error when the appearance names a target, proxy or texture that the assets do not hold.
  [[nodiscard]] static Result<Figure> create(std::shared_ptr<const person::Assets> assets,
                                             const person::Appearance& appearance);

  // Puts expression, gaze, breath and head pose into positions and normals of every layer.
  void pose(const SceneState& state);

  // Puts `worn` on, once occlusion is known; layers that it hides go. Precondition: check_worn.
  void wear(std::shared_ptr<const Worn> worn);

  std::vector<Layer> layers;
  Vec3 centre;             // of the face, at rest: what camera and light look at
  bool mouth_shut = true;  // of the frame posed last: teeth cannot be seen

  // Tells the figure which skin is the inside of the mouth: what sees no sky at rest (occlusion of the skin layer).
  void find_mouth_cavity();

 private:
  struct Unit {  // an expression target, blended over populations
    std::vector<std::uint32_t> vertex;
    std::vector<Vec3> delta;
  };
  Result<void> shape(const person::Appearance& appearance);
  Result<void> dress(const person::Appearance& appearance);
  [[nodiscard]] Unit unit(const std::vector<std::pair<std::string, float>>& targets,
                          const std::array<float, 3>& population) const;
  static void add(std::vector<Vec3>& vertices, const Unit& u, float weight);
  void express(const Expression& e);
  void gaze(const Expression& e);
  [[nodiscard]] Vec3 joint(const std::vector<std::int32_t>& vertices) const;
  void lower_arms();
  void set_mouth(const person::SkinLook& skin);
  void open_mouth(const Expression& e);
  [[nodiscard]] Layer* mouth_layer(const char* proxy);
  void place_worn();

  std::shared_ptr<const person::Assets> assets_;
  std::shared_ptr<const Worn> worn_;
  std::vector<Vec3> neutral_, expressed_;
  std::vector<Vec3> jaws_;           // what teeth and tongue are set in: the skin before its cavity is drawn in
  std::vector<Vec3> inside_;         // teeth or tongue before the head's motion
  std::vector<Vec3> shell_, outer_;  // before the head's motion: the shell, and what hair on a shell grows from
  Vec3 proxy_scale_, pivot_;
  std::vector<std::size_t> cavity_;  // vertices inside the mouth
  std::optional<Mouth> mouth_;       // of persons of a population
  Vec3 tone_;                        // of their skin: linear reflectance
  Unit blink_left_, blink_right_, wide_, smile_, open_, brows_, round_, spread_;
};

}  // namespace proofmark::camera
