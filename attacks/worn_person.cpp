#include "attacks/worn_person.hpp"

#include "simulators/camera/live_person.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::attack {

Result<std::unique_ptr<camera::FrameSource>> worn_person(std::shared_ptr<const person::Assets> assets,
                                                         const person::Appearance& wearer,
                                                         std::shared_ptr<const camera::Worn> worn,
                                                         const SeededRandom& seed) {
  PROOFMARK_TRY(auto scene,
                camera::Scene::create(std::move(assets), wearer,
                                      camera::Environment::sample(seed.derive("environment")), std::move(worn)));
  return std::unique_ptr<camera::FrameSource>(
      std::make_unique<camera::LivePerson>(std::move(scene), seed.derive("behaviour")));
}

}  // namespace proofmark::attack
