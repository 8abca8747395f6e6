#include "attacks/live_person.hpp"

#include "simulators/camera/live_person.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::attack {

Result<std::unique_ptr<camera::Capture>> live_person(std::shared_ptr<const person::Assets> assets,
                                                     const person::Appearance& who, const camera::Device& device,
                                                     const SeededRandom& seed) {
  PROOFMARK_TRY(auto scene,
                camera::Scene::create(std::move(assets), who, camera::Environment::sample(seed.derive("environment"))));
  auto person = std::make_unique<camera::LivePerson>(std::move(scene), seed.derive("behaviour"));
  return camera::make_camera(std::move(person), device, seed.derive("camera"));
}

}  // namespace proofmark::attack
