// Probes: questions that the harness itself puts to a subject's interface. Nobody is judged by a package here; a probe
// holds or does not, and says what it expected and what it observed.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/random.hpp"
#include "common/result.hpp"
#include "reports/formats/observation.hpp"
#include "scenarios/subjects/subject.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/card/card.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::probes {

enum class Who { holder, other };  // of the attempt's two persons

// What the harness gives to one probe. Cards and scenes are made only when a probe asks for them.
struct ProbeTask {
  std::string probe;              // "tls.version"
  std::string parameters = "{}";  // the case's, a JSON object as text; read strictly
  std::string reference;          // the relying side's number for the first order; further orders count on from it
  SeededRandom random;            // of this attempt alone; probes derive named streams from it
  Instant start;                  // the attempt's; a subject's simulated clock stands there
  // Wall time at which a probe gives up; its subject then did not answer in time.
  std::chrono::steady_clock::time_point give_up;
  person::CivilRecord holder, other;
  // A card of that person and that profile (simulators/card/profiles, attacks/document/species). `random` must outlive
  // the card.
  std::function<Result<std::unique_ptr<card::Card>>(Who, const std::string& profile, RandomSource& random)> card;
  // The person before a phone in that room; what the person does and what camera looks on is the probe's to add.
  std::function<Result<std::unique_ptr<camera::Scene>>(Who, const camera::Environment&)> scene;
};

// The names that run_probe knows, sorted.
[[nodiscard]] std::vector<std::string> probe_names();

// Plays the probe. An answer with `held` false: the subject did otherwise than demanded, or does not offer what is
// asked for ("not offered"). An error: the harness could not ask (an unknown probe or parameter, no card, no network on
// this side); it says nothing about the subject. A subject that ended is for the caller to see (Subject::running). A
// probe may move a simulated clock by days; the caller starts a new subject where that is beyond its next attempt.
[[nodiscard]] Result<reports::ProbeAnswer> run_probe(const ProbeTask& task, subjects::Subject& subject);

// An unknown probe or a parameter that it does not know, found before a run is begun.
[[nodiscard]] Result<void> check_probe(const std::string& probe, const std::string& parameters);

}  // namespace proofmark::probes
