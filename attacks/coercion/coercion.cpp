#include "attacks/coercion/coercion.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "attacks/coercion/duress.hpp"
#include "attacks/coercion/hand.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::attack::coercion {
namespace {

// The coercer as a second person in the same room, further from the phone.
class Companion {
 public:
  Companion(std::unique_ptr<camera::Scene> scene, const Species& species, int side, const SeededRandom& seed)
      : scene_(std::move(scene)),
        behaviour_(camera::Habits::sample(seed.derive("coercion/coercer")), seed.derive("coercion/coercer")),
        farther_(species.draw("coercer_distance", 1.5, seed)),
        x_(side * species.draw("coercer_x", 0.4, seed)),
        y_(species.draw("coercer_y", 0.05, seed)),
        blur_(0.6 + 1.2 * (farther_ - 1)) {}

  // Over the room in `bgr`. The phone moves for him as for the holder, less so with the distance.
  Result<void> draw(camera::StreamTime t, const camera::CameraPose& phone, cv::Mat& bgr) {
    camera::SceneState state = behaviour_.at(t);
    state.camera = phone;
    state.camera.distance = std::min(3.9F, phone.distance * static_cast<float>(farther_));
    state.camera.shift_x += static_cast<float>(x_);
    state.camera.shift_y += static_cast<float>(y_);
    state.head.yaw *= 0.5F;
    PROOFMARK_CHECK(scene_->render_person(state, bgr));
    // Behind the plane of focus.
    cv::GaussianBlur(bgr, bgr, cv::Size(0, 0), blur_);
    return {};
  }

 private:
  std::unique_ptr<camera::Scene> scene_;
  camera::Behaviour behaviour_;
  double farther_, x_, y_, blur_;
};

// What the place's light makes of skin: the shown face against the person's colour, per channel in display values.
person::Vec3 as_lit(const person::Vec3& colour, const cv::Mat& frame, const person::Vec3& holder_tone) {
  const cv::Rect face(frame.cols / 2 - 50, frame.rows / 2 - 20, 100, 80);
  const cv::Scalar seen = cv::mean(frame(face));
  const auto gain = [](double shown, float tone) {
    return static_cast<float>(std::clamp(shown / 255 / std::max(0.05, static_cast<double>(tone)), 0.03, 1.15));
  };
  return {std::min(1.0F, colour.x * gain(seen[2], holder_tone.x)),
          std::min(1.0F, colour.y * gain(seen[1], holder_tone.y)),
          std::min(1.0F, colour.z * gain(seen[0], holder_tone.z))};
}

class Coerced final : public camera::FrameSource {
 public:
  Coerced(std::unique_ptr<camera::Scene> scene, Duress duress, std::optional<Companion> companion,
          std::optional<Hand> hand)
      : scene_(std::move(scene)),
        duress_(std::move(duress)),
        companion_(std::move(companion)),
        hand_(std::move(hand)) {}

  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    const camera::SceneState state = duress_.at(t);
    if (companion_) {
      PROOFMARK_CHECK(scene_->render_room(state, bgr));
      PROOFMARK_CHECK(companion_->draw(t, state.camera, bgr));
      PROOFMARK_CHECK(scene_->render_person(state, bgr));
    } else {
      PROOFMARK_CHECK(scene_->render(state, bgr));
    }
    if (hand_) hand_->draw(state.camera, state.breath, bgr);
    return {};
  }
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window) override {
    duress_.challenge(challenge, t, window);
  }
  void challenge_over(camera::StreamTime t) override { duress_.challenge_over(t); }
  double illuminance() const override { return scene_->illuminance(); }

 private:
  std::unique_ptr<camera::Scene> scene_;
  Duress duress_;
  std::optional<Companion> companion_;
  std::optional<Hand> hand_;
};

// "home" is where people do it of their own will; "dark" a room in which somebody has put out the light.
camera::Environment room(const Species& species, const SeededRandom& seed) {
  const SeededRandom stream = seed.derive("coercion/environment");
  if (species.choice("light", "home") != "dark") return camera::Environment::sample(stream);
  camera::Environment e = camera::Environment::sample(camera::Place::low_light, stream);
  const auto dim = static_cast<float>(species.draw("dim", 0.5, seed));
  for (float* light : {&e.light_intensity, &e.ambient, &e.fill, &e.background_light, &e.illuminance}) *light *= dim;
  return e;
}

}  // namespace

bool shows_coercer(const Species& species) {
  return species.choice("coercer", "unseen") != "unseen" || species.choice("hand", "none") != "none";
}

Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, const Persons& persons,
                                                         const SeededRandom& seed) {
  if (species.attack_class != "coercion")
    return fail("attacks/coercion", "a species of the class coercion", species.attack_class,
                "Use that class's mechanism.");
  std::vector<std::string> known = Duress::parameters();
  known.insert(known.end(), {"coercer_distance", "coercer_x", "coercer_y", "dim"});
  PROOFMARK_CHECK(species.allow(
      known, {{"coercer", {"unseen", "seen"}}, {"hand", {"none", "shoulder", "throat"}}, {"light", {"home", "dark"}}}));
  if (shows_coercer(species) && !persons.coercer)
    return fail("attacks/coercion", "a second person for the species " + species.id, "none",
                "Name persons/first_other in the case.");
  SeededRandom random = seed.derive("coercion/side");
  const int side = random.chance(0.5) ? 1 : -1;
  const camera::Environment environment = room(species, seed);
  PROOFMARK_TRY(auto scene, camera::Scene::create(persons.assets, persons.holder, environment));
  std::optional<Companion> companion;
  if (species.choice("coercer", "unseen") == "seen") {
    PROOFMARK_TRY(auto other, camera::Scene::create(persons.assets, *persons.coercer, environment));
    companion.emplace(std::move(other), species, side, seed);
  }
  std::optional<Hand> hand;
  if (const std::string grip = species.choice("hand", "none"); grip != "none") {
    cv::Mat look;
    PROOFMARK_CHECK(scene->render({}, look));
    const person::Vec3 tone = persons.holder.skin.tone;
    hand.emplace(grip == "throat" ? Grip::throat : Grip::shoulder, side, as_lit(persons.coercer->skin.tone, look, tone),
                 as_lit(persons.coercer->outfit_colour, look, tone), seed);
  }
  return std::unique_ptr<camera::FrameSource>(
      std::make_unique<Coerced>(std::move(scene), Duress(species, side, seed), std::move(companion), std::move(hand)));
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, const Persons& persons,
                                              const camera::Device& device, const SeededRandom& seed) {
  PROOFMARK_TRY(std::unique_ptr<camera::FrameSource> source, make_source(species, persons, seed));
  return camera::make_camera(std::move(source), device, seed);
}

}  // namespace proofmark::attack::coercion
