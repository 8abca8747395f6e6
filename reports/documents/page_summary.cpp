// Head, gate and outcomes: what was tested, whether the gate is passed, and what came out.
#include <array>

#include "reports/documents/page_parts.hpp"

namespace proofmark::reports::page {
namespace {

void fact(Dictionary& into, const std::string& name, const std::string& value) {
  Dictionary& one = add(into, "FACT");
  set(one, "NAME", name);
  set(one, "VALUE", value);
}

constexpr std::size_t kMostNotes = 12;

struct KindName {
  Kind kind;
  const char* text;
};
constexpr std::array<KindName, 5> kKinds{{{Kind::genuine, "genuine persons"},
                                          {Kind::impostor, "zero-effort impostors"},
                                          {Kind::presentation_attack, "presentation attacks"},
                                          {Kind::injection_attack, "injection attacks"},
                                          {Kind::document_attack, "document attacks"}}};

struct Share {
  std::size_t part = 0;
  std::size_t whole = 0;
  [[nodiscard]] std::string text() const { return std::to_string(part) + " of " + std::to_string(whole); }
};

// What the gate does not ask, in one sentence, so that a passed gate is not read as more than it is.
std::string alongside(const Evaluation& e) {
  Share genuine, impostors, attacks;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Kind kind = e.plan.attempts[i].kind;
    if (kind == Kind::document_attack) continue;
    Share& share = kind == Kind::genuine ? genuine : kind == Kind::impostor ? impostors : attacks;
    ++share.whole;
    if (e.observations[i] && e.observations[i]->decision == Decision::accepted) ++share.part;
  }
  return "Reported, not gated: " + genuine.text() + " genuine persons accepted, " + impostors.text() +
         " zero-effort impostors accepted, " + attacks.text() + " presentation and injection attacks accepted.";
}

}  // namespace

void fill_head(Dictionary& into, const Evaluation& e) {
  const Plan& plan = e.plan;
  set(into, "SUBJECT", plan.subject.name);
  set(into, "VERSION", plan.subject.version);
  set(into, "SUITE", plan.suite);
  set(into, "STATEMENT", std::string(simulated_statement()));
  set(into, "COMMAND", plan.command);
  fact(into, "Subject", plan.subject.name + " " + plan.subject.version);
  fact(into, "Suite", plan.suite + ", " + plural(plan.attempts.size(), "attempt", "attempts") + " planned");
  fact(into, "Seed", std::to_string(plan.seed));
  fact(into, "Run", plan.run);
  fact(into, "Harness", "proofmark " + plan.harness);
  fact(into, "Machine", plan.machine);
  fact(into, "Start on the simulated clock", plan.started);
  fact(into, "Thresholds set on",
       plan.subject.thresholds_set_on.empty()
           ? "not stated; rates measured on the data that thresholds were set on are too good"
           : plan.subject.thresholds_set_on);
  if (plan.subject.settings.empty()) return;
  Dictionary& settings = add(into, "SETTINGS");
  set(settings, "COUNT", plural(plan.subject.settings.size(), "setting", "settings"));
  for (const Setting& s : plan.subject.settings) {
    Dictionary& one = add(settings, "SETTING");
    set(one, "NAME", s.name);
    set(one, "VALUE", s.value);
  }
}

void fill_gate(Dictionary& into, const Evaluation& e) {
  Dictionary& gate = add(into, "GATE");
  set_verdict(gate, e.gate.verdict);
  set(gate, "REASON", e.gate.reason);
  for (const GateCondition& c : e.gate.conditions) {
    Dictionary& row = add(gate, "CONDITION");
    set(row, "TEXT", c.text);
    set(row, "OBSERVED", c.observed);
    set_verdict(row, c.verdict);
  }
  say(gate, "ALONGSIDE", "TEXT", alongside(e));
  std::vector<std::string> notes;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Attempt& a = e.plan.attempts[i];
    const bool document = a.kind == Kind::document_attack;
    const Decision decision = e.observations[i] ? e.observations[i]->decision : Decision::none;
    if (document && decision == Decision::refused && e.attempts[i].verdict != Verdict::pass)
      notes.push_back(a.id + " was refused, which the gate asks for, but: " + e.attempts[i].reason);
    if (!document && a.kind != Kind::genuine && decision == Decision::accepted)
      notes.push_back(a.id + " was accepted. This is reported and not part of the gate.");
    if (a.kind == Kind::genuine && decision == Decision::accepted && e.attempts[i].verdict != Verdict::pass)
      notes.push_back(a.id + ": " + e.attempts[i].reason);
  }
  notes.insert(notes.end(), e.problems.begin(), e.problems.end());
  if (notes.empty()) return;
  Dictionary& list = add(gate, "NOTES");
  for (std::size_t i = 0; i < notes.size() && i < kMostNotes; ++i) say(list, "NOTE", "TEXT", notes[i]);
  if (notes.size() > kMostNotes)
    say(list, "NOTE", "TEXT",
        "and " + std::to_string(notes.size() - kMostNotes) + " more; verdicts.json has them all.");
}

void fill_outcomes(Dictionary& into, const Evaluation& e) {
  for (const KindName& kind : kKinds) {
    std::size_t planned = 0, accepted = 0, refused = 0, crash = 0, timeout = 0, harness = 0, missing = 0;
    for (std::size_t i = 0; i < e.attempts.size(); ++i) {
      if (e.plan.attempts[i].kind != kind.kind) continue;
      ++planned;
      const auto& o = e.observations[i];
      if (!o) {
        ++missing;
      } else if (o->outcome == Outcome::crash) {
        ++crash;
      } else if (o->outcome == Outcome::timeout) {
        ++timeout;
      } else if (o->outcome == Outcome::harness_error) {
        ++harness;
      } else {
        ++(o->decision == Decision::accepted ? accepted : refused);
      }
    }
    if (planned == 0) continue;
    Dictionary& row = add(into, "OUTCOME");
    set(row, "KIND", kind.text);
    set(row, "EXPECTED", kind.kind == Kind::genuine ? "accepted" : "refused");
    const auto count = [&](const char* name, std::size_t value) { set(row, name, std::to_string(value)); };
    count("PLANNED", planned);
    count("ACCEPTED", accepted);
    count("REFUSED", refused);
    count("CRASH", crash);
    count("TIMEOUT", timeout);
    count("NOTHING", missing + harness);
  }
}

void fill_outside(Dictionary& into, const Evaluation& e) {
  for (const OutsideEvidence& o : e.outside) {
    Dictionary& row = add(into, "OUTSIDE");
    set(row, "CLAUSE", o.clause);
    set(row, "TEXT", o.text);
    set(row, "REASON", o.reason);
    set_verdict(row, o.verdict);
  }
}

}  // namespace proofmark::reports::page
