#include "tests/risk/support.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>

#include "reports/verdicts/evaluate.hpp"
#include "tests/reports/sample_run.hpp"

namespace proofmark::reports::risk::testing {
namespace {

namespace fs = std::filesystem;

struct Case {
  const char* scenario;
  Kind kind;
  const char* species;
  const char* check;
  std::vector<std::string> requirements;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all = {
      {"presentation.replay",
       Kind::presentation_attack,
       "replay-phone",
       "liveness.challenges",
       {"tender.7.5.1.2.1", "tender.7.5.3.1"}},
      {"presentation.print.matte",
       Kind::presentation_attack,
       "print-document-photo-matte",
       "liveness.passive",
       {"tender.7.5.1.2.1"}},
      {"presentation.print.glossy",
       Kind::presentation_attack,
       "print-photograph-glossy",
       "liveness.passive",
       {"tender.7.5.1.2.1"}},
      {"document.card-access-removed", Kind::document_attack, "", "chip.access", {"table.14"}},
      {"document.card-security-missing", Kind::document_attack, "", "chip.access", {"table.14"}},
      {"liveness.unpredictable", Kind::probe, "", "", {"tender.7.5.3.1"}},
      {"liveness.window", Kind::probe, "", "", {"tender.7.5.3.1"}}};
  return all;
}

void add(Plan& plan, const Case& one, std::size_t count) {
  for (std::size_t i = 1; i <= count; ++i) {
    Attempt a;
    a.id = std::string(one.scenario) + "-" + std::to_string(i);
    a.scenario = one.scenario;
    a.kind = one.kind;
    a.requirement = "It is refused.";
    a.requirements = one.requirements;
    a.gate = GateRole::required;
    if (one.kind == Kind::probe) {
      a.probe = one.scenario;
    } else {
      a.person = a.holder = plan.persons[i % plan.persons.size()].id;
      a.expected.checks = {one.check};
      a.species = one.species;
    }
    if (one.kind == Kind::presentation_attack) {
      a.gate = GateRole::measured;
      a.metric = "apcer";
    }
    plan.attempts.push_back(std::move(a));
  }
}

Requirement requirement(const std::string& id, RequirementKind kind, std::vector<std::string> slots,
                        std::vector<std::string> limits) {
  Requirement out;
  out.id = id;
  out.source = id.substr(0, id.find('.'));
  out.clause = out.source + " " + id.substr(id.find('.') + 1);
  out.text = {"Demanded.", "Reikalaujama."};
  out.kind = kind;
  out.slots = std::move(slots);
  out.limits = std::move(limits);
  for (const Case& one : cases())
    if (std::find(one.requirements.begin(), one.requirements.end(), id) != one.requirements.end())
      out.scenarios.push_back(one.scenario);
  return out;
}

EvidenceSlot slot(const std::string& id, const std::string& en, const std::string& lt) {
  EvidenceSlot out;
  out.id = id;
  out.text = {en, lt};
  out.clause = "a clause";
  return out;
}

Catalogue catalogue() {
  Catalogue out = sample::catalogue();
  const auto both = RequirementKind::mechanism_and_document;
  out.requirements = {requirement("tender.7.5.1.2.1", both, {"lab.pad", "risk.plan"}, {"apcer"}),
                      requirement("tender.7.5.3.1", both, {"security.documentation"}, {}),
                      requirement("tender.7.5.1.2.3", RequirementKind::document_only, {"risk.plan"}, {}),
                      requirement("table.14", RequirementKind::testable, {}, {})};
  out.slots = {slot("lab.pad", "laboratory report", "laboratorijos ataskaita"),
               slot("risk.plan", "risk management plan", "rizikos valdymo planas"),
               slot("security.documentation", "security documentation", "saugumo dokumentacija")};
  CatalogueSuite suite{"annual", reports::Level::full_service, {}};
  for (const Case& one : cases()) suite.scenarios.push_back(one.scenario);
  std::sort(suite.scenarios.begin(), suite.scenarios.end());
  out.suites = {suite};
  return out;
}

}  // namespace

fs::path register_folder() {
  return fs::path(PROOFMARK_SOURCE_DIR) / "reports" / "risk";
}

fs::path scratch(const std::string& name) {
  const fs::path folder = fs::path(PROOFMARK_BINARY_DIR) / "tests" / ("risk-" + std::to_string(::getpid())) / name;
  fs::remove_all(folder);
  fs::create_directories(folder);
  return folder;
}

Register entries() {
  auto read = load_register(register_folder());
  EXPECT_TRUE(read) << read.error().line();
  return read ? *std::move(read) : Register{};
}

Evaluation measured(const Story& story) {
  Plan plan = sample::full_plan();
  plan.run = "annual-1-made-up";
  plan.suite = "annual";
  plan.subject.settings = {{"face.match", "0.78"}};
  plan.attempts.clear();
  // One attempt a person: with several each, bounds over persons would decide.
  plan.persons.clear();
  for (std::size_t i = 1; i <= 64; ++i) plan.persons.push_back({"person-" + std::to_string(i), {{"sex", "female"}}});
  for (const Case& one : cases()) {
    if (std::find(story.left_out.begin(), story.left_out.end(), one.scenario) != story.left_out.end()) continue;
    const std::string species = one.species;
    add(plan, one,
        species == "replay-phone"                 ? story.phone
        : species == "print-document-photo-matte" ? story.matte
        : species == "print-photograph-glossy"    ? story.glossy
                                                  : 2);
  }
  ObservationFile file;
  std::size_t phones = 0, glossy = 0, cards = 0;
  for (const Attempt& attempt : plan.attempts) {
    Observation o = sample::good(plan, attempt);
    if (attempt.species == "replay-phone") {
      ++phones;
      if (phones <= story.phone_unanswered) continue;
      if (phones <= story.phone_unanswered + story.phone_accepted) sample::accept(o);
    }
    if (attempt.species == "print-photograph-glossy" && ++glossy <= story.glossy_accepted) sample::accept(o);
    if (attempt.scenario == "document.card-access-removed" && ++cards == 1 && story.downgrade_accepted)
      sample::accept(o);
    file.observations.push_back(std::move(o));
  }
  auto judged = evaluate(plan, file, catalogue(), story.filed, "2026-11-22");
  EXPECT_TRUE(judged) << judged.error().line();
  if (!judged) return {};
  judged->began = "2026-11-22T08:00:00Z";
  return *std::move(judged);
}

}  // namespace proofmark::reports::risk::testing
