#include "scenarios/runner/attempt.hpp"

#include <algorithm>
#include <exception>

#include "attacks/document/document.hpp"
#include "scenarios/runner/captures.hpp"
#include "scenarios/subjects/observe.hpp"
#include "scenarios/runner/pictures.hpp"
#include "simulators/centre/centre.hpp"

namespace proofmark::runner {
namespace {

using reports::Observation;
using reports::Outcome;

// The stream that was sent, kept for the first attempt of a scenario alone.
struct KeptStream {
  std::vector<Bytes> units;
  std::vector<camera::StreamTime> times;
};

std::vector<WantedPicture> choose_pictures(const Scenario& scenario, const Task& task, const KeptStream& kept,
                                           const subjects::SessionLog& log) {
  std::vector<WantedPicture> wanted;
  if (kept.units.empty()) return wanted;
  const auto frame_at = [&](camera::StreamTime at) {
    const auto it = std::lower_bound(kept.times.begin(), kept.times.end(), at);
    return std::min(static_cast<std::size_t>(it - kept.times.begin()), kept.times.size() - 1);
  };
  const std::string what = scenario.name + (task.species.empty() ? "" : " (" + task.species + ")");
  wanted.push_back({frame_at(std::chrono::milliseconds(300)), task.id + "-a", what + ": as sent, simulated"});
  if (!log.challenges.empty()) {
    const auto& asked = log.challenges.front();
    wanted.push_back(
        {frame_at(asked.at + std::chrono::milliseconds(1100)), task.id + "-b",
         what + ": 1.1 s after \"" + std::string(camera::name_of(asked.action)) + "\" was asked, simulated"});
  }
  return wanted;
}

Outcome outcome_of(subjects::SessionFailure failure) {
  switch (failure) {
    case subjects::SessionFailure::timeout:
      return Outcome::timeout;
    case subjects::SessionFailure::harness:
      return Outcome::harness_error;
    case subjects::SessionFailure::none:
    case subjects::SessionFailure::broken:
      break;
  }
  return Outcome::crash;
}

class AttemptRun {
 public:
  AttemptRun(RunContext& context, const Task& task, subjects::Subject& subject)
      : context_(context),
        task_(task),
        scenario_(context.suite.scenarios[task.scenario]),
        subject_(subject),
        stream_(attempt_stream(context.seed, task.id)),
        chip_random_(stream_.derive("chip")) {}

  void play(Observation& observation) {
    subject_.clock()->set(task_.start);
    auto card = make_card();
    if (!card) return end(observation, Outcome::harness_error, card.error().line());
    auto centre = centre::Centre::create(subject_.endpoints().relying, subject_.endpoints().pki, subject_.clock());
    if (!centre) return end(observation, Outcome::harness_error, centre.error().line());
    const std::uint64_t named = scenario_.order == Role::other ? task_.other.value_or(task_.holder) : task_.holder;
    auto order = (*centre)->place_order(
        centre::OrderRequest::of(civil_record(context_.seed, named, context_.suite.start), task_.reference));
    if (!order) return end(observation, Outcome::crash, "placing the order: " + order.error().line());
    const subjects::SessionResult session = play_with(**card, order->token);
    if (session.failure == subjects::SessionFailure::none)
      observation.session_seconds = std::chrono::duration<double>(session.log.closed - session.log.opened).count();
    if (session.failure != subjects::SessionFailure::none)
      return end(observation, outcome_of(session.failure), session.error);
    auto package = (*centre)->fetch_package(*order);
    if (!package) return end(observation, Outcome::crash, "the package: " + package.error().line());
    if (auto taken = subjects::observe_package(*package, observation); !taken)
      return end(observation, Outcome::crash, "the package: " + taken.error().line());
    keep_pictures(session.log);
  }

 private:
  void end(Observation& observation, Outcome outcome, std::string error) {
    if (outcome != Outcome::harness_error && !subject_.running()) {
      outcome = Outcome::crash;
      error = "the service ended: " + subject_.ending() + "; " + error;
    }
    std::replace(error.begin(), error.end(), '\n', ' ');
    observation.outcome = outcome;
    observation.decision = reports::Decision::none;
    observation.error = std::move(error);
  }

  Result<std::unique_ptr<card::Card>> make_card() {
    const card::Profile& profile = context_.profiles.at(scenario_.card);
    card::Personalisation input;
    input.civil = civil_record(context_.seed, task_.holder, context_.suite.start);
    can_ = input.civil.can;
    PROOFMARK_TRY(const auto portrait, context_.people->portrait(task_.holder));
    input.portrait = *portrait;
    if (task_.other && !profile.faults.empty()) {
      PROOFMARK_TRY(const auto other, context_.people->portrait(*task_.other));
      input.other_portrait = *other;
    }
    return attacks::document::make_card(profile, input, *context_.issuer, chip_random_);
  }

  subjects::SessionResult play_with(card::Card& card, const std::string& token) {
    subjects::DeviceOptions options;
    options.url = subject_.endpoints().device;
    options.ca_file = (subject_.endpoints().pki / "ca.pem").string();
    options.token = token;
    options.can = can_;
    options.give_up = std::chrono::steady_clock::now() + context_.suite.time_limit;
    options.capture = [this] { return make_capture(context_, task_, stream_); };
    if (task_.index == 0 && !context_.pictures.empty())
      options.sent = [this](const camera::AccessUnit& unit) {
        kept_.units.push_back(unit.data);
        kept_.times.push_back(unit.captured);
      };
    return subjects::play_session(options, subjects::transceiver_of(card), subject_.clock());
  }

  // Pictures are an extra: a run does not fail for want of one, and the report shows those that are there.
  void keep_pictures(const subjects::SessionLog& log) {
    const auto wanted = choose_pictures(scenario_, task_, kept_, log);
    if (!wanted.empty()) static_cast<void>(save_pictures(context_.pictures, kept_.units, wanted));
  }

  RunContext& context_;
  const Task& task_;
  const Scenario& scenario_;
  subjects::Subject& subject_;
  SeededRandom stream_;
  SeededRandom chip_random_;
  std::string can_;
  KeptStream kept_;
};

}  // namespace

Result<void> load_mechanisms(const std::filesystem::path& card_profiles, const std::filesystem::path& document_species,
                             const std::filesystem::path& attacks, RunContext& context) {
  for (const auto& folder : {card_profiles, document_species}) {
    PROOFMARK_TRY(const auto profiles, card::list_profiles(folder));
    for (const card::Profile& profile : profiles) context.profiles.emplace(profile.name, profile);
  }
  PROOFMARK_TRY(const auto all, attack::load_all_species(attacks));
  for (const attack::Species& species : all) context.species.emplace(species.id, species);
  for (const Scenario& scenario : context.suite.scenarios) {
    const std::string place = "suite " + context.suite.name + ", scenario " + scenario.name;
    if (context.profiles.count(scenario.card) == 0)
      return fail(place, "a card profile of simulators/card/profiles or attacks/document/species",
                  "'" + scenario.card + "'", "`proofmark card --list` shows them.");
    for (const std::string& id : scenario.species) {
      const auto found = context.species.find(id);
      if (found == context.species.end())
        return fail(place, "a species of attacks/*/species", "'" + id + "'", "Correct the suite.");
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
  observation.attempt = task.id;
  const auto began = std::chrono::steady_clock::now();
  try {
    AttemptRun(context, task, subject).play(observation);
  } catch (const std::exception& error) {
    observation = Observation();
    observation.attempt = task.id;
    observation.error = std::string("exception in the harness: ") + error.what();
  }
  observation.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return observation;
}

}  // namespace proofmark::runner
