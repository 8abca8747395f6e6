#include "bench/calibration/people.hpp"

#include <opencv2/core.hpp>

#include "common/media/jpeg.hpp"
#include "simulators/camera/live_person.hpp"
#include "simulators/person/life.hpp"

namespace proofmark::calibration {
namespace {

constexpr std::chrono::year_month_day today{std::chrono::year{2026}, std::chrono::March, std::chrono::day{2}};

enum class On { portrait, film };

person::Appearance appearance_of(const Sources& sources, std::uint64_t index, On day) {
  const SeededRandom seed = person_seed(sources, index);
  if (!sources.population) {
    const auto civil = person::make_civil_record(seed.derive("civil"), today);
    return person::sample_appearance(*sources.assets, seed.derive("appearance"), civil, today);
  }
  const auto who = person::sample_person(*sources.population, sources.seed, person::kDevelopment + index, today);
  return person::as_of(*sources.assets, *sources.population, who,
                       day == On::film ? today : person::day_of_portrait(who));
}

camera::Environment surroundings(const Sources& sources, const SeededRandom& session) {
  const SeededRandom room = session.derive("environment");
  if (sources.places.empty()) return camera::Environment::sample(room);
  SeededRandom which = session.derive("place");
  return camera::Environment::sample(sources.places[which.below(sources.places.size())], room);
}

}  // namespace

SeededRandom person_seed(const Sources& sources, std::uint64_t index) {
  return SeededRandom(sources.seed).derive("development/person", index);
}

Result<Subject> make_subject(const Sources& sources, std::uint64_t index) {
  SeededRandom seed = person_seed(sources, index);
  cv::Mat portrait;
  PROOFMARK_CHECK(camera::document_portrait(sources.assets, appearance_of(sources, index, On::portrait), portrait));
  PROOFMARK_TRY(Bytes jpeg, media::encode_jpeg(portrait, 90));
  return Subject{std::move(seed), std::move(jpeg), portrait};
}

Result<cv::Mat> photograph(const Sources& sources, std::uint64_t index) {
  const SeededRandom seed = person_seed(sources, index);
  PROOFMARK_TRY(auto scene, camera::Scene::create(sources.assets, appearance_of(sources, index, On::film),
                                                  camera::Environment::sample(seed.derive("photograph"))));
  cv::Mat frame;
  PROOFMARK_CHECK(scene->render({}, frame));
  return frame(cv::Rect(340, 0, 600, 720)).clone();
}

Result<std::unique_ptr<camera::Capture>> live_camera(const Sources& sources, std::uint64_t index, std::uint64_t take) {
  const SeededRandom seed = person_seed(sources, index);
  const SeededRandom session = seed.derive("session", take);
  PROOFMARK_TRY(auto scene, camera::Scene::create(sources.assets, appearance_of(sources, index, On::film),
                                                  surroundings(sources, session)));
  auto person = std::make_unique<camera::LivePerson>(std::move(scene), session.derive("behaviour"));
  return camera::make_camera(std::move(person), camera::Device{}, session.derive("camera"));
}

}  // namespace proofmark::calibration
