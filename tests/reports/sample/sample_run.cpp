#include "tests/reports/sample_run.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <system_error>

#include "common/files.hpp"
#include "common/random.hpp"
#include "reports/formats/began.hpp"
#include "reports/formats/run_folder.hpp"
#include "tests/reports/sample/sample_parts.hpp"

namespace proofmark::reports::sample {
namespace {

constexpr std::array<const char*, 13> kChecks = {
    "session.complete", "order.match",         "chip.access",     "chip.passive",     "chip.revocation",
    "chip.genuine",     "document.validity",   "video.format",    "video.continuity", "face.found",
    "face.match",       "liveness.challenges", "liveness.passive"};

struct DocumentScenario {
  const char* name;
  const char* requirement;
  std::vector<std::string> clauses;
  const char* check;
};

const std::vector<DocumentScenario>& documents() {
  static const std::vector<DocumentScenario> kAll = {
      {"document.clone",
       "A copy of all chip data without the private key is refused",
       {"ETSI TS 119 461 VAL-8.3.2-04X", "BSI TR-03105-5.1 ISO7816_D"},
       "chip.genuine"},
      {"document.dg2_exchanged",
       "A chip whose portrait was exchanged is refused",
       {"ETSI TS 119 461 VAL-8.3.2-02"},
       "chip.passive"},
      {"document.unknown_csca",
       "A security object of an unknown country signer is refused",
       {"ETSI TS 119 461 VAL-8.3.1-06X"},
       "chip.passive"},
      {"document.revoked_signer",
       "A security object of a revoked document signer is refused",
       {"ETSI TS 119 461 VAL-8.3.1-06X"},
       "chip.revocation"},
      {"document.expired", "An expired document is refused", {"ETSI TS 119 461 VAL-8.3.1-07"}, "document.validity"},
      {"document.other_order",
       "A card that does not belong to the order is refused",
       {"ETSI TS 119 461 COL-8.2.1-02"},
       "order.match"}};
  return kAll;
}

void add(Plan& plan, const std::string& scenario, Kind kind, std::size_t person, std::size_t holder,
         const std::string& species, const std::string& requirement, std::vector<std::string> clauses,
         std::vector<std::string> checks) {
  Attempt a;
  std::size_t number = 1;
  for (const Attempt& other : plan.attempts) number += other.scenario == scenario ? 1U : 0U;
  a.id = scenario + "-" + (number < 10 ? "0" : "") + std::to_string(number);
  a.scenario = scenario;
  a.kind = kind;
  a.person = plan.persons[person % plan.persons.size()].id;
  a.holder = plan.persons[holder % plan.persons.size()].id;
  a.species = species;
  a.requirement = requirement;
  a.clauses = std::move(clauses);
  a.expected.decision = kind == Kind::genuine ? Decision::accepted : Decision::refused;
  a.expected.checks = std::move(checks);
  a.gate = kind == Kind::document_attack ? GateRole::required : GateRole::measured;
  a.metric = kind == Kind::genuine               ? "frr"
             : kind == Kind::impostor            ? "far"
             : kind == Kind::presentation_attack ? "apcer"
             : kind == Kind::injection_attack    ? "injection_success"
                                                 : "document_accepted";
  plan.attempts.push_back(std::move(a));
}

Observation blank(const Plan& plan, const Attempt& attempt) {
  const SeededRandom seed(plan.seed, "sample");
  SeededRandom random = seed.derive(attempt.id);
  Observation o;
  o.run = plan.run;
  o.attempt = attempt.id;
  o.outcome = Outcome::completed;
  o.session_seconds = 11 + 4 * random.uniform();
  o.wall_seconds = 3 + random.uniform();
  o.video = VideoFigures{300 + random.below(60), 1280, 720, 29.5 + random.uniform()};
  for (std::uint32_t k = 0; k < 3; ++k) {
    static constexpr std::array<const char*, 3> kActions = {"turn_left", "blink", "open_mouth"};
    o.actions.push_back({k + 1, kActions[k], 2000 + 2500 * k, 2500, 2700 + 2500 * k, "passed"});
  }
  o.comparison = Comparison{0.55 + 0.2 * random.uniform(), 0.363};
  o.package_sha256 = sha256_hex(to_bytes(plan.run + attempt.id));
  return o;
}

}  // namespace

Plan plan() {
  Plan p;
  p.run = "first-7-sample";
  p.suite = "first";
  p.seed = 7;
  p.harness = "0.1.0";
  p.machine = "made-up processor, 2 cores, Debian GNU/Linux 12";
  p.command = "./proofmark run --suite first --seed 7";
  p.started = "2026-03-02T09:00:00Z";
  p.subject.name = "proofmarkd";
  p.subject.version = "0.1.0";
  p.subject.settings = {{"face.match threshold", "0.363"}, {"challenges per session", "3"}};
  p.subject.thresholds_set_on = "split 'tuning', seeds 1000 to 1099; none of its persons is in this run";
  for (std::size_t i = 1; i <= 8; ++i)
    p.persons.push_back({"person-" + std::to_string(i),
                         {{"age", i % 3 == 0   ? "50-69"
                                  : i % 3 == 1 ? "18-29"
                                               : "30-49"},
                          {"sex", i % 2 == 0 ? "male" : "female"},
                          {"skin", i < 4   ? "light"
                                   : i < 7 ? "medium"
                                           : "dark"}}});
  for (std::size_t i = 0; i < 8; ++i)
    add(p, "genuine", Kind::genuine, i, i, "", "A genuine person is accepted", {"ETSI TS 119 461 BIN-8.4.3-08X"}, {});
  for (std::size_t i = 0; i < 8; ++i)
    add(p, "impostor", Kind::impostor, i, i + 1, "", "Another person's live face is refused",
        {"ETSI TS 119 461 BIN-8.4.3-07X"}, {"face.match"});
  for (std::size_t i = 0; i < 2; ++i)
    add(p, "print.photo", Kind::presentation_attack, i, i, "print.photo", "A printed photo is refused",
        {"ETSI TS 119 461 BIN-8.4.2-08X"}, {"liveness.challenges", "liveness.passive"});
  for (std::size_t i = 0; i < 2; ++i)
    add(p, "replay.screen", Kind::presentation_attack, i + 2, i + 2, "replay.screen",
        "A genuine session shown on a screen is refused", {"ETSI TS 119 461 BIN-8.4.2-08X"},
        {"liveness.challenges", "liveness.passive"});
  for (std::size_t i = 0; i < 2; ++i)
    add(p, "injection.recorded", Kind::injection_attack, i + 4, i + 4, "injection.recorded",
        "An injected recording is refused", {"ETSI TS 119 461 BIN-8.4.2-02A", "tender 7.5.3.1"},
        {"liveness.challenges"});
  for (const DocumentScenario& d : documents())
    for (std::size_t i = 0; i < 2; ++i)
      add(p, d.name, Kind::document_attack, i, i, "", d.requirement, d.clauses, {d.check});
  return p;
}

void accept(Observation& o) {
  o.outcome = Outcome::completed;
  o.decision = Decision::accepted;
  o.checks.clear();
  for (const char* id : kChecks) o.checks.push_back({id, CheckResult::passed, ""});
}

void refuse(Observation& o, const std::string& check, const std::string& reason) {
  o.outcome = Outcome::completed;
  o.decision = Decision::refused;
  o.checks.clear();
  CheckResult result = CheckResult::passed;
  for (const char* id : kChecks) {
    const bool here = id == check;
    o.checks.push_back({id, here ? CheckResult::failed : result, here ? reason : ""});
    // A session that fails on the chip ends before its video.
    if (here && !check.starts_with("face.") && !check.starts_with("liveness.")) result = CheckResult::not_performed;
  }
}

static Observation good_session(const Plan& plan, const Attempt& attempt) {
  Observation o = blank(plan, attempt);
  if (attempt.expected.decision == Decision::accepted) {
    accept(o);
  } else {
    refuse(o, attempt.expected.checks.front(), attempt.expected.checks.front() + ": expected X, observed Y");
  }
  // Two persons, two faces: the score says so wherever the check does.
  if (attempt.kind == Kind::impostor) o.comparison->score -= 0.4;
  return o;
}

Observation good(const Plan& plan, const Attempt& attempt) {
  if (plan.subject.level == Level::full_service && attempt.kind != Kind::probe) return good_session(plan, attempt);
  return good_at_level(plan, attempt);
}

std::vector<Observation> all_good(const Plan& plan) {
  std::vector<Observation> out;
  for (const Attempt& a : plan.attempts) out.push_back(good(plan, a));
  return out;
}

Observation ended(const Plan& plan, const Attempt& attempt, Outcome outcome) {
  Observation o;
  o.run = plan.run;
  o.attempt = attempt.id;
  o.outcome = outcome;
  o.error = "the connection ended before the package";
  return o;
}

namespace {

// One folder per process, gone with it unless somebody wants to look: PROOFMARK_KEEP=1.
struct Scratch {
  std::filesystem::path path =
      std::filesystem::temp_directory_path() / ("proofmark-reports-" + std::to_string(::getpid()));
  Scratch() = default;
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch() {
    std::error_code error;
    if (std::getenv("PROOFMARK_KEEP") == nullptr) std::filesystem::remove_all(path, error);
  }
};

}  // namespace

std::filesystem::path folder(const std::string& name) {
  static const Scratch scratch;
  const auto path = scratch.path / name;
  std::filesystem::remove_all(path);
  std::filesystem::create_directories(path);
  return path;
}

void write(const std::filesystem::path& folder, const Plan& plan, const std::vector<Observation>& observations) {
  ASSERT_TRUE(write_plan(folder / kPlanFile, plan));
  std::string lines;  // in one piece: ObservationLog flushes every line to disk
  for (const Observation& o : observations) {
    const auto line = observation_to_json(o);
    ASSERT_TRUE(line) << line.error().line();
    lines += *line + "\n";
  }
  ASSERT_TRUE(write_text(folder / kObservationsFile, lines));
  const auto began = began_to_json("2026-11-22T08:00:00Z");
  ASSERT_TRUE(began) << began.error().line();
  ASSERT_TRUE(write_text(folder / kBeganFile, *began));
}

void write(const std::filesystem::path& folder, Plan plan, const std::vector<Observation>& observations,
           const Catalogue& catalogue) {
  const auto text = catalogue_to_json(catalogue);
  ASSERT_TRUE(text) << text.error().line();
  ASSERT_TRUE(write_text(folder / kCatalogueFile, *text));
  plan.catalogue_sha256 = sha256_hex(to_bytes(*text));
  write(folder, plan, observations);
}

}  // namespace proofmark::reports::sample
