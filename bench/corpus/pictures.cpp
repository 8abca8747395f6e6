#include "bench/corpus/pictures.hpp"

#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::corpus {
namespace {

constexpr std::size_t kViews = 3, kFrames = 5;  // a view is looked at when the encoder has settled on it

// Holds each pose for some frames, with a little tremor.
class Posed final : public camera::FrameSource {
 public:
  Posed(std::unique_ptr<camera::Scene> scene, SeededRandom random) : scene_(std::move(scene)) {
    const auto around = [&](double middle, double spread) {
      return static_cast<float>(random.uniform(middle - spread, middle + spread));
    };
    const float side = random.chance(0.5) ? 1.0F : -1.0F;
    for (camera::SceneState& view : views_) {
      view.head = {around(0, 3), around(0, 3), around(0, 2)};
      view.camera.distance = around(1, 0.12);
      view.camera.shift_x = around(0, 0.03);
      view.expression.smile = around(0.1, 0.1);
    }
    views_[1].head.yaw = side * around(11, 4);
    views_[1].expression.smile = around(0.45, 0.3);
    views_[2].head.pitch = around(0, 9);
    views_[2].head.roll = -side * around(6, 3);
  }
  Result<void> frame(camera::StreamTime, cv::Mat& bgr) override {
    camera::SceneState state = views_[std::min(frame_ / kFrames, kViews - 1)];
    state.camera.shift_y = 0.002F * static_cast<float>(frame_ % 2);
    ++frame_;
    return scene_->render(state, bgr);
  }
  void challenge(const camera::Challenge&, camera::StreamTime, camera::StreamTime) override {}
  void challenge_over(camera::StreamTime) override {}

 private:
  std::unique_ptr<camera::Scene> scene_;
  std::array<camera::SceneState, kViews> views_;
  std::size_t frame_ = 0;
};

}  // namespace

Result<cv::Mat> portrait_of(const World& world, const person::VirtualPerson& who) {
  const auto look = person::as_of(*world.assets, world.population, who, person::day_of_portrait(who));
  cv::Mat picture;
  PROOFMARK_CHECK(camera::document_portrait(world.assets, look, picture));
  PROOFMARK_TRY(const Bytes jpeg, media::encode_jpeg(picture, 85));
  return media::decode_jpeg(jpeg);
}

Result<std::vector<cv::Mat>> film_of(const World& world, const person::VirtualPerson& who, std::uint64_t room) {
  const SeededRandom stream = person::life_stream(who, "film").derive("room", room);
  const std::chrono::year_month_day day = std::chrono::sys_days(world.today) - std::chrono::days(room);
  PROOFMARK_TRY(auto scene,
                camera::Scene::create(world.assets, person::as_of(*world.assets, world.population, who, day),
                                      camera::Environment::sample(stream.derive("environment"))));
  auto source = std::make_unique<Posed>(std::move(scene), stream.derive("poses"));
  PROOFMARK_TRY(auto camera, camera::make_camera(std::move(source), camera::Device{}, stream.derive("camera")));
  PROOFMARK_TRY(auto decoder, media::Decoder::create());
  std::vector<cv::Mat> views;
  for (std::size_t i = 0; i < kViews * kFrames; ++i) {
    PROOFMARK_TRY(const auto unit, camera->next());
    PROOFMARK_TRY(const auto pictures, decoder->decode(unit.data));
    if (i % kFrames == kFrames - 1 && !pictures.empty()) views.push_back(pictures.front().clone());
  }
  return views;
}

}  // namespace proofmark::corpus
