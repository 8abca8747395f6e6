#include "scenarios/corpus/film.hpp"

#include <cmath>
#include <opencv2/core.hpp>

#include "attacks/registry/registry.hpp"
#include "common/files.hpp"
#include "common/media/mp4.hpp"
#include "scenarios/runner/morphed.hpp"
#include "scenarios/runner/stage.hpp"
#include "simulators/camera/live_person.hpp"

namespace proofmark::corpus {
namespace {

using camera::StreamTime;

StreamTime microseconds(double seconds) {
  return StreamTime(std::llround(seconds * 1e6));
}

std::uint64_t milliseconds(StreamTime t) {
  return static_cast<std::uint64_t>(t.count() / 1000);
}

// Takes note of whether the mechanism made use of another person.
class NotingStage final : public runner::AttemptStage {
 public:
  using AttemptStage::AttemptStage;
  Result<person::Appearance> attacker() override {
    asked_ = true;
    return AttemptStage::attacker();
  }
  [[nodiscard]] bool attacker_asked() const { return asked_; }

 private:
  bool asked_ = false;
};

Result<std::unique_ptr<camera::Capture>> before_camera(const Plan& plan, const Item& item, const camera::Device& device,
                                                       const runner::People& people) {
  const SeededRandom stream = item_stream(plan, item);
  const SeededRandom room = stream.derive("environment");
  camera::Environment environment = camera::Environment::sample(room);
  if (item.place != kHome) {
    PROOFMARK_TRY(const camera::Place place, camera::parse_place(item.place));
    environment = camera::Environment::sample(place, room);
  }
  PROOFMARK_TRY(auto scene, people.scene(item.person, environment));
  return camera::make_camera(std::make_unique<camera::LivePerson>(std::move(scene), stream.derive("behaviour")), device,
                             stream.derive("camera"));
}

// Films what stands before the camera or in its place, and asks what the script says.
Result<void> film(camera::Capture& capture, const Plan& plan, const Item& item, const std::filesystem::path& file,
                  Record& record) {
  PROOFMARK_TRY(const auto writer, media::Mp4Writer::create(file, camera::kWidth, camera::kHeight));
  const Script& script = plan.spec.scripts[item.script];
  auto next = script.begin();
  bool asking = false;
  for (;;) {
    PROOFMARK_TRY(const camera::AccessUnit unit, capture.next());
    const StreamTime t = unit.captured;
    // At least the first picture, and none beyond the length.
    if (t >= microseconds(plan.spec.seconds) && t.count() > 0) break;
    PROOFMARK_CHECK(writer->write(unit.data, t));
    if (asking && t >= microseconds(next->at + next->window)) {
      capture.challenge_over(t);
      record.asked.back().over_ms = milliseconds(t);
      asking = false;
      ++next;
    }
    if (!asking && next != script.end() && t >= microseconds(next->at)) {
      capture.challenge(next->action, t, microseconds(next->window));
      record.asked.push_back({std::string(camera::name_of(next->action)), milliseconds(t), 0});
      asking = true;
    }
  }
  if (asking) record.asked.back().over_ms = milliseconds(microseconds(plan.spec.seconds));
  return writer->close();
}

void describe(const attack::Species& species, const SeededRandom& drawn_from, Record& record) {
  record.species = species.id;
  record.attack_class = species.attack_class;
  record.method = species.method;
  record.instrument = species.instrument;
  record.material = species.material;
  record.attack_potential = species.attack_potential;
  record.clause = species.clause;
  record.choices = species.choices;
  for (const auto& [parameter, range] : species.parameters)
    record.parameters[parameter] = species.draw(parameter, range.low, drawn_from);
}

Result<std::unique_ptr<camera::Capture>> attack_on(const Plan& plan, const Item& item, const camera::Device& device,
                                                   runner::People& people, Record& record) {
  const attack::Species& species = plan.species.at(item.species);
  const SeededRandom stream = item_stream(plan, item);
  const SeededRandom attempt = stream.derive("attack");
  describe(species, attempt, record);
  const auto attacker = item.attacker ? std::optional(runner::Looks(*item.attacker)) : std::nullopt;
  // A second more than the clip, so that no recording shows its seam.
  NotingStage stage(people, item.person, attacker, device, plan.spec.seconds + 1, stream);
  PROOFMARK_TRY(auto capture, attack::make_capture(species, stage, attempt));
  if (stage.attacker_asked() && item.attacker) record.attacker = subject_of(*item.attacker);
  if (stage.chosen() && !stage.chosen()->kin) record.attacker = subject_of(stage.chosen()->number);
  return capture;
}

// A morph is a picture: the photograph of the accomplice's document.
Result<void> write_morph(const Plan& plan, const Item& item, runner::People& people, const std::filesystem::path& file,
                         Record& record) {
  const attack::Species& species = plan.species.at(item.species);
  const SeededRandom attempt = item_stream(plan, item).derive("attack");
  describe(species, attempt, record);
  if (!item.attacker)
    return fail("corpus " + plan.spec.name, "two persons for " + species.id, "one", "Raise the number of persons.");
  record.attacker = subject_of(*item.attacker);
  PROOFMARK_TRY(const Bytes jpeg, runner::morphed_portrait(people, species, item.person, *item.attacker, attempt));
  return write_file(file, jpeg);
}

Result<void> write_portrait(runner::People& people, std::uint64_t person, const std::filesystem::path& file) {
  PROOFMARK_TRY(const auto jpeg, people.portrait(person));
  return write_file(file, *jpeg);
}

}  // namespace

Result<Record> make_file(const Plan& plan, const Item& item, runner::People& people,
                         const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / item.file;
  const runner::Census& census = people.census();
  Record record;
  record.file = item.file;
  record.kind = name_of(item.kind);
  record.split = name_of(item.split);
  record.subject = subject_of(item.person);
  if (census.population() != nullptr) {
    PROOFMARK_TRY(const person::VirtualPerson life, census.life(item.person));
    record.family = life.family;
  }
  record.groups = census.groups(item.person);
  record.stream = std::to_string(plan.spec.seed) + "/corpus/" + item.file;
  record.licence = plan.spec.licence;
  if (item.kind == Kind::portrait) {
    PROOFMARK_CHECK(write_portrait(people, item.person, file));
  } else if (item.device.empty()) {
    PROOFMARK_CHECK(write_morph(plan, item, people, file, record));
  } else {
    const runner::DeviceModel& model = plan.devices.at(item.device);
    camera::Device device = model.sample(item_stream(plan, item));
    if (item.unit) {
      PROOFMARK_TRY(device, model.unit(*item.unit));
    }
    record.device = item.device;
    record.unit = item.unit;
    record.place = item.place;
    const bool attacks = item.kind == Kind::attack;
    PROOFMARK_TRY(const auto capture,
                  attacks ? attack_on(plan, item, device, people, record) : before_camera(plan, item, device, people));
    PROOFMARK_CHECK(film(*capture, plan, item, file, record));
  }
  PROOFMARK_CHECK(take_facts(file, record));
  return record;
}

}  // namespace proofmark::corpus
