#include "scenarios/runner/people.hpp"

#include <opencv2/core.hpp>

#include "common/media/jpeg.hpp"
#include "simulators/camera/live_person.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/life.hpp"

namespace proofmark::runner {
camera::Device sample_device(const SeededRandom& stream) {
  SeededRandom random = stream.derive("device");
  camera::Device device;
  device.noise = random.uniform(1.4, 2.6);
  device.jitter_ms = random.uniform(0.8, 2.0);
  device.exposure_drift = random.uniform(0.01, 0.03);
  return device;
}

People::People(std::shared_ptr<const person::Assets> assets, std::shared_ptr<const Census> census,
               std::vector<camera::Place> places, matcher::ModelFolder models)
    : assets_(std::move(assets)),
      census_(std::move(census)),
      places_(std::move(places)),
      embeddings_(std::move(models)) {}

Result<person::Appearance> People::appearance(const Looks& who) const {
  const auto today = census_->today();
  if (const NamedPopulation* of = census_->population(); of != nullptr) {
    if (who.resembles)
      return fail("looks", "kin by their genes, in a population", "a face between two others", "Name the relation.");
    if (!who.kin) {
      PROOFMARK_TRY(const person::VirtualPerson person, census_->life(who.number));
      return person::as_of(*assets_, of->population, person, today);
    }
    PROOFMARK_TRY(const person::VirtualPerson relative, census_->relative(who.number, *who.kin));
    return person::as_of(*assets_, of->population, relative, today);
  }
  const auto drawn = [&](std::uint64_t number) {
    return person::sample_appearance(*assets_, person_stream(census_->seed(), number), census_->civil(number), today);
  };
  if (who.kin) return fail("looks", "a population, where persons have kin", "none", "Name one in the suite.");
  if (!who.resembles) return drawn(who.number);
  return person::look_alike(drawn(*who.resembles), drawn(who.number), who.difference);
}

camera::Environment People::environment(const SeededRandom& stream) const {
  if (places_.empty()) return camera::Environment::sample(stream);
  SeededRandom choice = stream.derive("place");
  return camera::Environment::sample(places_[choice.below(places_.size())], stream);
}

Result<Looks> looks_of(const std::string& relation, std::uint64_t other, std::uint64_t holder, bool in_population) {
  if (relation.empty() || relation == "unrelated") return Looks(other);
  if (relation == "twin" || relation == "sibling") {
    const bool twin = relation == "twin";
    if (!in_population) return Looks(other, holder, twin ? 0.2F : 0.5F);
    Looks relative(holder);
    relative.kin = twin ? person::Relation::identical_twin : person::Relation::fraternal_sibling;
    return relative;
  }
  if (relation == "parent") {
    if (!in_population)
      return fail("relation", "a population, where persons have parents", "none", "Name one in the suite.");
    Looks relative(holder);
    relative.kin = person::Relation::parent;
    return relative;
  }
  // The case names a pair that a search by the comparer found, or its species finds one.
  if (relation == "look-alike" || relation == "morph") return Looks(other);
  return fail("relation", "unrelated, look-alike, twin, sibling, parent or morph", "'" + relation + "'",
              "Correct the case.");
}

Result<std::unique_ptr<camera::Scene>> People::scene(const Looks& who, const camera::Environment& environment) const {
  PROOFMARK_TRY(const person::Appearance looks, appearance(who));
  return camera::Scene::create(assets_, looks, environment);
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

// In a population years may lie between the document's photograph and today.
Result<person::Appearance> People::on_document(std::uint64_t number, std::uint64_t holder) const {
  const NamedPopulation* of = census_->population();
  if (of == nullptr) return appearance(number);
  PROOFMARK_TRY(const person::VirtualPerson person, census_->life(number));
  PROOFMARK_TRY(const person::VirtualPerson document, census_->life(holder));
  return person::as_of(*assets_, of->population, person, person::day_of_portrait(document));
}

Result<std::shared_ptr<const Bytes>> People::portrait(std::uint64_t number) {
  return kept(portraits_, number, [&]() -> Result<Bytes> {
    cv::Mat picture;
    PROOFMARK_TRY(const person::Appearance looks, on_document(number, number));
    PROOFMARK_CHECK(camera::document_portrait(assets_, looks, picture));
    // ICAO 9303-9 asks for a portrait of 15 to 20 KB at this size; quality 85 lies there.
    return media::encode_jpeg(picture, 85);
  });
}

Result<std::shared_ptr<const Bytes>> People::live_picture(std::uint64_t number,
                                                          const std::function<Result<Bytes>()>& take) {
  return kept(live_pictures_, number, take);
}

Result<std::unique_ptr<camera::FrameSource>> People::before_camera(const Looks& who, const SeededRandom& stream) const {
  PROOFMARK_TRY(auto room, scene(who, environment(stream.derive("environment"))));
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
  PROOFMARK_TRY(const auto room, scene(who, environment(stream.derive("environment"))));
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
