#include "scenarios/runner/people.hpp"

#include <opencv2/core.hpp>

#include "common/media/jpeg.hpp"
#include "scenarios/runner/plan.hpp"
#include "simulators/camera/live_person.hpp"
#include "simulators/camera/scene/scene.hpp"

namespace proofmark::runner {
camera::Device sample_device(const SeededRandom& stream) {
  SeededRandom random = stream.derive("device");
  camera::Device device;
  device.noise = random.uniform(1.4, 2.6);
  device.jitter_ms = random.uniform(0.8, 2.0);
  device.exposure_drift = random.uniform(0.01, 0.03);
  return device;
}

People::People(std::shared_ptr<const person::Assets> assets, std::uint64_t seed, Instant start)
    : assets_(std::move(assets)), seed_(seed), start_(start) {}

Identity People::identity(std::uint64_t number) const {
  const auto today = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(start_));
  Identity identity;
  identity.civil = civil_record(seed_, number, start_);
  identity.appearance = person::sample_appearance(*assets_, person_stream(seed_, number), identity.civil, today);
  return identity;
}

person::Appearance People::appearance(const Looks& who) const {
  if (!who.resembles) return identity(who.number).appearance;
  return person::look_alike(identity(*who.resembles).appearance, identity(who.number).appearance, who.difference);
}

Result<Looks> looks_of(const std::string& relation, std::uint64_t other, std::uint64_t holder) {
  if (relation.empty() || relation == "unrelated") return Looks(other);
  if (relation == "twin") return Looks(other, holder, 0.2F);
  if (relation == "sibling") return Looks(other, holder, 0.5F);
  if (relation == "look-alike") return Looks(other);  // the case names a pair that a search by the comparer found
  return fail("relation", "unrelated, look-alike, twin or sibling", "'" + relation + "'", "Correct the case.");
}

Result<std::unique_ptr<camera::Scene>> People::scene(const Looks& who, const camera::Environment& environment) const {
  return camera::Scene::create(assets_, appearance(who), environment);
}

Result<std::shared_ptr<const Bytes>> People::kept(Album& album, std::uint64_t number,
                                                  const std::function<Result<Bytes>()>& make) {
  std::shared_ptr<Kept> entry;
  {
    const std::scoped_lock lock(mutex_);
    auto& slot = album[number];
    if (!slot) slot = std::make_shared<Kept>();
    entry = slot;
  }
  const std::scoped_lock lock(entry->mutex);
  if (!entry->jpeg) {
    PROOFMARK_TRY(Bytes jpeg, make());
    entry->jpeg = std::make_shared<const Bytes>(std::move(jpeg));
  }
  return entry->jpeg;
}

Result<std::shared_ptr<const Bytes>> People::portrait(std::uint64_t number) {
  return kept(portraits_, number, [&]() -> Result<Bytes> {
    cv::Mat picture;
    PROOFMARK_CHECK(camera::document_portrait(assets_, identity(number).appearance, picture));
    // ICAO 9303-9 asks for a portrait of 15 to 20 KB at this size; quality 85 lies there.
    return media::encode_jpeg(picture, 85);
  });
}

Result<std::shared_ptr<const Bytes>> People::live_picture(std::uint64_t number,
                                                          const std::function<Result<Bytes>()>& take) {
  return kept(live_pictures_, number, take);
}

Result<std::unique_ptr<camera::FrameSource>> People::before_camera(const Looks& who, const SeededRandom& stream) const {
  PROOFMARK_TRY(auto room, scene(who, camera::Environment::sample(stream.derive("environment"))));
  return std::unique_ptr<camera::FrameSource>(
      std::make_unique<camera::LivePerson>(std::move(room), stream.derive("behaviour")));
}

Result<std::unique_ptr<camera::Capture>> People::live(const Looks& who, const camera::Device& device,
                                                      const SeededRandom& stream) const {
  PROOFMARK_TRY(auto person, before_camera(who, stream));
  return camera::make_camera(std::move(person), device, stream.derive("camera"));
}

Result<std::shared_ptr<const camera::Recording>> People::recording(const Looks& who, const SeededRandom& stream,
                                                                   double seconds) const {
  const camera::Device device = sample_device(stream);
  PROOFMARK_TRY(auto capture, live(who, device, stream));
  PROOFMARK_TRY(camera::Recording recording,
                camera::record_session(*capture, device, seconds, stream.derive("challenges")));
  return std::make_shared<const camera::Recording>(std::move(recording));
}

Result<void> People::photograph(const Looks& who, const SeededRandom& stream, cv::Mat& bgr) const {
  PROOFMARK_TRY(const auto room, scene(who, camera::Environment::sample(stream.derive("environment"))));
  camera::SceneState state;
  state.expression.smile = 0.15F;
  cv::Mat picture;
  PROOFMARK_CHECK(room->render(state, picture));
  // Upright, around the head: the middle 9/16 of the picture's height as width.
  const int width = picture.rows * 3 / 4;
  bgr = picture(cv::Rect((picture.cols - width) / 2, 0, width, picture.rows)).clone();
  return {};
}

}  // namespace proofmark::runner
