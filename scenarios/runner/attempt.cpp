#include "scenarios/runner/attempt.hpp"

#include <algorithm>
#include <cstdio>
#include <exception>

#include "attacks/classes.hpp"
#include "attacks/document/document.hpp"
#include "attacks/misdirection/misdirection.hpp"
#include "attacks/registry/registry.hpp"
#include "common/files.hpp"
#include "scenarios/probes/probe.hpp"
#include "scenarios/runner/captures.hpp"
#include "scenarios/runner/morphed.hpp"
#include "scenarios/runner/pictures.hpp"

namespace proofmark::runner {
namespace {

using reports::Kind;
using reports::Level;
using reports::Observation;
using reports::Outcome;
using subjects::Answer;

constexpr std::size_t most_frames = 6;

std::string yymmdd(std::chrono::year_month_day date) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d%02u%02u", static_cast<int>(date.year()) % 100,
                static_cast<unsigned>(date.month()) % 100, static_cast<unsigned>(date.day()) % 100);
  return text;
}

// Whether the observation is what the scenario demands; else the attempt's frames are kept. The verdict is the
// report's.
bool as_demanded(const Scenario& scenario, const Observation& observation) {
  if (observation.outcome != Outcome::completed || observation.failed_to_acquire) return false;
  const bool genuine = scenario.kind == Kind::genuine;
  if (observation.probe) return observation.probe->held;
  if (observation.pad) return observation.pad->attack != genuine;
  if (observation.decision == reports::Decision::none)
    return observation.comparison && (observation.comparison->score >= observation.comparison->threshold) == genuine;
  const auto& wanted = scenario.expected;
  if (observation.decision != wanted.decision || wanted.checks.empty()) return observation.decision == wanted.decision;
  return std::any_of(observation.checks.begin(), observation.checks.end(), [&](const reports::Check& check) {
    return check.result != reports::CheckResult::passed &&
           std::find(wanted.checks.begin(), wanted.checks.end(), check.id) != wanted.checks.end();
  });
}

class AttemptRun {
 public:
  AttemptRun(RunContext& context, const Task& task, subjects::Subject& subject)
      : context_(context),
        task_(task),
        scenario_(context.suite.scenarios[task.scenario]),
        subject_(subject),
        stream_(attempt_stream(context.seed, task.id)),
        chip_random_(stream_.derive("chip")),
        now_(context.real_time ? SystemClock().now() : task.start),
        give_up_(std::chrono::steady_clock::now() + context.suite.time_limit) {}

  Observation play() {
    if (const auto clock = subject_.clock()) clock->set(task_.start);
    auto answered = answer();
    Observation observation;
    if (answered) {
      observation = std::move(answered->observation);
      log_ = std::move(answered->log);
    } else {
      observation.outcome = Outcome::harness_error;
      observation.error = answered.error().line();
    }
    if (observation.outcome != Outcome::completed) settle(observation);
    // Files are an extra: a run does not fail for want of one, and the report shows those that are there.
    static_cast<void>(keep_pictures());
    if (!context_.attempts.empty())
      static_cast<void>(keep_files(task_.index == 0 || !as_demanded(scenario_, observation)));
    return observation;
  }

 private:
  // An error: this side could not make what the attempt needs.
  Result<Answer> answer() {
    if (scenario_.kind == Kind::probe) return probe();
    switch (context_.suite.level) {
      case Level::full_service:
        return session();
      case Level::chip_inspection:
        return inspection();
      case Level::pad:
        return presentation();
      case Level::comparison:
        break;
    }
    return comparison();
  }

  // A subject that has ended crashed, whatever else was seen of it.
  void settle(Observation& observation) {
    if (observation.outcome != Outcome::harness_error && !subject_.running()) {
      observation.outcome = Outcome::crash;
      observation.error = "the service ended: " + subject_.ending() + "; " + observation.error;
    }
    std::replace(observation.error.begin(), observation.error.end(), '\n', ' ');
    std::replace(observation.error.begin(), observation.error.end(), '\r', ' ');
    if (observation.error.empty()) observation.error = "no cause was given";
    observation.decision = reports::Decision::none;
  }

  // The photograph with which the document was issued.
  Result<Bytes> issued_portrait(std::uint64_t holder, const std::optional<std::uint64_t>& other) {
    const attack::AttackClass* of = attack::find_class(scenario_.attack_class);
    if (of != nullptr && of->on_document)
      return morphed_portrait(*context_.people, context_.species.at(task_.species), holder, other.value_or(holder),
                              stream_.derive("attack"));
    PROOFMARK_TRY(const auto portrait, context_.people->portrait(holder));
    return *portrait;
  }

  Result<std::unique_ptr<card::Card>> make_card(const card::Profile& profile, std::uint64_t holder,
                                                const std::optional<std::uint64_t>& other, RandomSource& random) {
    card::Personalisation input;
    input.civil = context_.census->civil(holder);
    input.today = now_;
    PROOFMARK_TRY(input.portrait, issued_portrait(holder, other));
    if (other && !profile.faults.empty()) {
      PROOFMARK_TRY(const auto exchanged, context_.people->portrait(*other));
      input.other_portrait = *exchanged;
    }
    return attacks::document::make_card(profile, input, *context_.issuer, random);
  }

  person::CivilRecord record(std::uint64_t number) const { return context_.census->civil(number); }
  // What the holder reads off the card.
  person::CivilRecord printed(const card::Profile& profile) const {
    return card::printed_record(profile, record(task_.holder), now_);
  }

  Result<Answer> session() {
    const card::Profile& profile = context_.profiles.at(scenario_.card);
    PROOFMARK_TRY(const auto card, make_card(profile, task_.holder, task_.other, chip_random_));
    const std::uint64_t named = scenario_.order == Role::other ? task_.other.value_or(task_.holder) : task_.holder;
    const person::CivilRecord ordered = record(named);
    const person::CivilRecord held = printed(profile);
    subjects::SessionTask task;
    task.order = {task_.reference, ordered.given_names, ordered.surname, ordered.personal_code,
                  ordered.document_number};
    if (profile.can) task.can = held.can;
    if (!profile.pace || !profile.can)  // the zone is the only key
      task.zone = subjects::PrintedZone{held.document_number, yymmdd(held.date_of_birth), yymmdd(held.date_of_expiry)};
    task.chip = apdus_.around(subjects::transceiver_of(*card));
    task.field = subjects::field_of(*card);
    task.capture = [this] { return make_capture(context_, task_, stream_); };
    if (scenario_.attack_class == "misdirection") task.agrees = misled();
    task.sent = [this](const camera::AccessUnit& unit) { sent_.push_back(unit); };
    task.time = now_;
    task.give_up = give_up_;
    return subject_.session(task);
  }

  // The person's mind before consent. A species that cannot be played is found before the run (load_mechanisms).
  std::function<bool(const subjects::ShownBeforeConsent&)> misled() const {
    return [this](const subjects::ShownBeforeConsent& shown) {
      const auto on = attack::misdirection::goes_on(
          context_.species.at(task_.species), {shown.relying_party, shown.verification_code}, stream_.derive("attack"));
      return on.value_or(true);
    };
  }

  Result<Answer> inspection() {
    const card::Profile& profile = context_.profiles.at(scenario_.card);
    PROOFMARK_TRY(const auto card, make_card(profile, task_.holder, task_.other, chip_random_));
    const person::CivilRecord held = printed(profile);
    subjects::InspectionTask task;
    task.id = task_.reference;
    if (profile.can) task.can = held.can;
    task.zone = {held.document_number, yymmdd(held.date_of_birth), yymmdd(held.date_of_expiry)};
    task.chip = apdus_.around(subjects::transceiver_of(*card));
    task.field = subjects::field_of(*card);
    task.time = now_;
    task.give_up = give_up_;
    return subject_.inspect(task);
  }

  Result<Answer> presentation() {
    PROOFMARK_TRY(const auto folder, SampleFolder::create());
    subjects::PresentationTask task;
    task.id = task_.reference;
    task.video = folder->path() / (task_.reference + ".mp4");
    task.give_up = give_up_;
    PROOFMARK_CHECK(write_presentation(context_, task_, stream_, task.video, sent_));
    return subject_.judge(task);
  }

  Result<Answer> comparison() {
    PROOFMARK_TRY(const auto folder, SampleFolder::create());
    PROOFMARK_TRY(portrait_, issued_portrait(task_.holder, task_.other));
    PROOFMARK_TRY(photograph_, take_photograph(context_, task_, stream_));
    subjects::ComparisonTask task;
    task.id = task_.reference;
    task.reference = folder->path() / (task_.reference + "-1.jpg");
    task.probe = folder->path() / (task_.reference + "-2.jpg");
    task.give_up = give_up_;
    PROOFMARK_CHECK(write_file(task.reference, portrait_));
    PROOFMARK_CHECK(write_file(task.probe, photograph_));
    return subject_.compare(task);
  }

  Result<Answer> probe() {
    if (!subject_.endpoints().own_words)
      return fail("probe " + scenario_.probe, "a subject that speaks docs/interface.md word for word",
                  "a mapping with words or paths of its own", "Put a proxy before it that speaks the interface.");
    const std::uint64_t other = task_.other.value_or(task_.holder);
    const auto number = [this, other](probes::Who who) { return who == probes::Who::holder ? task_.holder : other; };
    probes::ProbeTask task{.probe = scenario_.probe,
                           .parameters = scenario_.parameters,
                           .reference = task_.reference,
                           .random = stream_.derive("probe"),
                           .start = now_,
                           .give_up = give_up_,
                           .holder = record(task_.holder),
                           .other = record(other),
                           .card = {},
                           .scene = {}};
    task.card = [this, number, other](probes::Who who, const std::string& profile,
                                      RandomSource& random) -> Result<std::unique_ptr<card::Card>> {
      const auto found = context_.profiles.find(profile);
      if (found == context_.profiles.end())
        return fail("probe " + scenario_.probe, "a card profile", "'" + profile + "'", "Correct the case.");
      return make_card(found->second, number(who), other, random);
    };
    task.scene = [this, number](probes::Who who, const camera::Environment& environment) {
      return context_.people->scene(number(who), environment);
    };
    PROOFMARK_TRY(reports::ProbeAnswer held, probes::run_probe(task, subject_));
    Answer answer;
    if (!subject_.running()) {
      answer.observation.outcome = Outcome::crash;
      answer.observation.error = "observed " + held.observed;
      return answer;
    }
    answer.observation.outcome = Outcome::completed;
    answer.observation.probe = std::move(held);
    return answer;
  }

  Result<void> keep_pictures() {
    if (task_.index != 0 || context_.pictures.empty() || sent_.empty()) return {};
    std::error_code problem;
    std::filesystem::create_directories(context_.pictures, problem);
    const std::string what = scenario_.name + (task_.species.empty() ? "" : " (" + task_.species + ")");
    std::vector<WantedPicture> wanted;
    wanted.push_back({frame_at(sent_, std::chrono::milliseconds(300)), context_.pictures / (task_.id + "-a.jpg"), 640,
                      what + ": as sent, simulated"});
    if (!log_.challenges.empty()) {
      const auto& asked = log_.challenges.front();
      wanted.push_back(
          {frame_at(sent_, asked.at + std::chrono::milliseconds(1100)), context_.pictures / (task_.id + "-b.jpg"), 640,
           what + ": 1.1 s after \"" + std::string(camera::name_of(asked.action)) + "\" was asked, simulated"});
    }
    return save_pictures(sent_, wanted);
  }

  // Every attempt's APDUs (some 50 kB each); `frames`: its frames too.
  Result<void> keep_files(bool frames) {
    const std::filesystem::path folder = context_.attempts / task_.id;
    const bool pictured = frames && !(sent_.empty() && portrait_.empty());
    if (apdus_.empty() && !pictured) return {};
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    if (!apdus_.empty()) {
      PROOFMARK_CHECK(write_text(folder / "apdu.jsonl", apdus_.lines()));
    }
    if (!pictured) return {};
    if (!portrait_.empty()) {
      PROOFMARK_CHECK(save_small(portrait_, folder / "frame-1.jpg"));
      PROOFMARK_CHECK(save_small(photograph_, folder / "frame-2.jpg"));
    }
    if (sent_.empty()) return {};
    // One for each challenge while it is answered; without challenges one from the middle.
    std::vector<camera::StreamTime> times;
    for (const auto& asked : log_.challenges) times.push_back(asked.at + std::chrono::milliseconds(1100));
    if (times.empty()) times.push_back(sent_.back().captured / 2);
    times.resize(std::min(times.size(), most_frames));
    std::vector<WantedPicture> wanted;
    for (std::size_t i = 0; i < times.size(); ++i)
      wanted.push_back({frame_at(sent_, times[i]), folder / ("frame-" + std::to_string(i + 1) + ".jpg"), 320, ""});
    return save_pictures(sent_, wanted);
  }

  RunContext& context_;
  const Task& task_;
  const Scenario& scenario_;
  subjects::Subject& subject_;
  SeededRandom stream_;
  SeededRandom chip_random_;
  Instant now_;  // the subject's time at the attempt's start
  subjects::Deadline give_up_;
  subjects::SessionLog log_;
  ApduLog apdus_;
  std::vector<camera::AccessUnit> sent_;
  Bytes portrait_, photograph_;  // level comparison
};

}  // namespace

Result<void> load_mechanisms(const Project& project, RunContext& context) {
  for (const auto& folder : {project.card_profiles(), project.document_species()}) {
    PROOFMARK_TRY(const auto profiles, card::list_profiles(folder));
    for (const card::Profile& profile : profiles) context.profiles.emplace(profile.name, profile);
  }
  PROOFMARK_TRY(const auto all, attack::load_all_species(project.attacks()));
  for (const attack::Species& species : all) context.species.emplace(species.id, species);
  PROOFMARK_TRY(context.devices, load_devices(project.devices()));
  PROOFMARK_TRY(context.networks, load_networks(project.networks()));
  for (const Scenario& scenario : context.suite.scenarios) {
    const std::string place = "suite " + context.suite.name + ", scenario " + scenario.name;
    if (context.profiles.count(scenario.card) == 0)
      return fail(place, "a card profile of simulators/card/profiles or attacks/document/species",
                  "'" + scenario.card + "'", "`proofmark card --list` shows them.");
    if (context.devices.count(scenario.device) == 0) {
      std::string names;
      for (const auto& [name, model] : context.devices) names += (names.empty() ? "" : ", ") + name;
      return fail(place, "a device of simulators/camera/devices: " + names, "'" + scenario.device + "'",
                  "Correct the case.");
    }
    if (!scenario.network.empty() && context.networks.count(scenario.network) == 0) {
      std::string names;
      for (const auto& [name, model] : context.networks) names += (names.empty() ? "" : ", ") + name;
      return fail(place, "a network of simulators/camera/networks: " + names, "'" + scenario.network + "'",
                  "Correct the case.");
    }
    PROOFMARK_TRY(const Looks known_relation, looks_of(scenario.relation, 0, 0, !context.suite.population.empty()));
    static_cast<void>(known_relation);
    for (const std::string& id : scenario.species) {
      const auto found = context.species.find(id);
      if (found == context.species.end())
        return fail(place, "a species of attacks/*/species", "'" + id + "'", "Correct the suite.");
      if (found->second.attack_class != scenario.attack_class)
        return fail(place, "a species of class " + scenario.attack_class,
                    "'" + id + "' of class " + found->second.attack_class, "Correct the case.");
      if (found->second.method.empty() == (scenario.kind == Kind::injection_attack))
        return fail(place, "an injection method for an injection attack, and for it alone",
                    "'" + id + "' with method '" + found->second.method + "'", "Choose another species.");
      if (const std::string relation = attack::relation_of(found->second);
          scenario.kind == Kind::impostor && relation != scenario.relation)
        return fail(place, "the relation of its species, by which it is counted: " + relation,
                    "'" + scenario.relation + "'", "Correct the case.");
      // Thresholds were set on the development split; figures on it would flatter the service.
      if (found->second.split != "evaluation")
        return fail(place, "a species of the evaluation split", "'" + id + "' of split " + found->second.split,
                    "Choose another species.");
    }
  }
  return {};
}

Observation run_attempt(RunContext& context, const Task& task, subjects::Subject& subject) {
  Observation observation;
  const auto began = std::chrono::steady_clock::now();
  try {
    observation = AttemptRun(context, task, subject).play();
  } catch (const std::exception& error) {
    observation = Observation();
    observation.error = std::string("exception in the harness: ") + error.what();
  }
  observation.attempt = task.id;
  observation.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return observation;
}

}  // namespace proofmark::runner
