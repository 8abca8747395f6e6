// Document attacks, refused genuine persons, and every single attempt with its checks.
#include "reports/documents/page_parts.hpp"
#include "reports/formats/percent.hpp"

namespace proofmark::reports::page {
namespace {

std::string outcome_text(const std::optional<Observation>& o) {
  if (!o) return "no observation";
  if (o->outcome == Outcome::completed) return std::string(name_of(o->decision));
  return o->outcome == Outcome::harness_error ? "harness error" : std::string(name_of(o->outcome));
}

std::string kind_text(const Attempt& a) {
  std::string text(name_of(a.kind));
  for (char& c : text)
    if (c == '_') c = ' ';
  return a.species.empty() ? text : text + ", " + a.species;
}

void fill_evidence(Dictionary& row, const Observation& o) {
  Dictionary& evidence = add(row, "EVIDENCE");
  for (const Check& c : o.checks) {
    Dictionary& check = add(evidence, "CHECK");
    set(check, "ID", c.id);
    set(check, "RESULT", std::string(c.result == CheckResult::not_performed ? "not performed" : name_of(c.result)));
    set(check, "RESULT_CLASS",
        c.result == CheckResult::passed         ? "pass"
        : c.result == CheckResult::failed       ? "fail"
        : c.result == CheckResult::undetermined ? "inconclusive"
                                                : "none");
    set(check, "REASON", c.reason);
  }
  std::vector<std::string> figures;
  if (o.session_seconds) figures.push_back("session " + seconds(*o.session_seconds) + " on the simulated clock");
  figures.push_back(plural(o.tries, "try", "tries"));
  if (o.video)
    figures.push_back(std::to_string(o.video->frames) + " frames of " + std::to_string(o.video->width) + " x " +
                      std::to_string(o.video->height) + " at " + decimal(o.video->frames_per_second, 2) +
                      " per second");
  if (o.comparison)
    figures.push_back("face comparison " + decimal(o.comparison->score, 4) + ", threshold " +
                      decimal(o.comparison->threshold, 4));
  set(evidence, "FIGURES", joined(figures));
  if (o.actions.empty()) return;
  Dictionary& actions = add(evidence, "ACTIONS");
  for (const ActionRecord& a : o.actions) {
    Dictionary& one = add(actions, "ACTION");
    set(one, "NUMBER", std::to_string(a.number));
    set(one, "NAME", a.action);
    set(one, "ASKED", seconds(static_cast<double>(a.asked_at_ms) / 1000));
    set(one, "WINDOW", seconds(static_cast<double>(a.window_ms) / 1000));
    set(one, "ANSWERED", a.answered_at_ms ? seconds(static_cast<double>(*a.answered_at_ms) / 1000) : "not answered");
    set(one, "RESULT", a.result);
  }
}

}  // namespace

void fill_document_attacks(Dictionary& into, const Evaluation& e) {
  for (const ScenarioResult& s : e.document_attacks) {
    Dictionary& row = add(into, "DOCUMENT_ROW");
    set(row, "SCENARIO", s.scenario);
    set(row, "REQUIREMENT", s.requirement);
    set(row, "CLAUSES", joined(s.clauses, "; "));
    set(row, "REFUSED", std::to_string(s.refused));
    set(row, "PLANNED", std::to_string(s.planned));
    set(row, "BY", s.refusing_checks.empty() ? "no check" : joined(s.refusing_checks));
    set(row, "EXPECTED", s.expected_checks.empty() ? "any" : joined(s.expected_checks));
    set_verdict(row, s.verdict);
    set(row, "REASON", s.reason);
  }
  if (e.document_attacks.empty()) add(into, "NO_DOCUMENT_ATTACKS");
}

void fill_refusals(Dictionary& into, const Evaluation& e) {
  bool any = false;
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const auto& o = e.observations[i];
    if (e.plan.attempts[i].kind != Kind::genuine || !o || o->decision == Decision::accepted) continue;
    any = true;
    Dictionary& row = add(into, "REFUSAL");
    set(row, "ID", e.plan.attempts[i].id);
    set(row, "PERSON", e.plan.attempts[i].person);
    set(row, "OUTCOME", outcome_text(o));
    if (o->outcome != Outcome::completed) say(row, "CAUSE", "TEXT", o->error);
    for (const Check& c : o->checks)
      if (c.result == CheckResult::failed || c.result == CheckResult::undetermined)
        say(row, "CAUSE", "TEXT",
            c.id + " " + std::string(name_of(c.result)) + (c.reason.empty() ? "" : ": " + c.reason));
  }
  if (!any) add(into, "NO_REFUSALS");
}

void fill_attempts(Dictionary& into, const Evaluation& e) {
  for (std::size_t i = 0; i < e.attempts.size(); ++i) {
    const Attempt& a = e.plan.attempts[i];
    Dictionary& row = add(into, "ATTEMPT");
    set(row, "ID", a.id);
    set(row, "SCENARIO", a.scenario);
    set(row, "KIND", kind_text(a));
    set(row, "PERSON", a.person);
    set(row, "HOLDER", a.holder);
    set(row, "REQUIREMENT", a.requirement);
    set(row, "CLAUSES", joined(a.clauses, "; "));
    set(row, "EXPECTED",
        std::string(name_of(a.expected.decision)) +
            (a.expected.checks.empty() ? "" : " by " + joined(a.expected.checks, " or ")));
    set(row, "OUTCOME", outcome_text(e.observations[i]));
    set(row, "REASON", e.attempts[i].reason);
    set_verdict(row, e.attempts[i].verdict);
    if (e.observations[i]) fill_evidence(row, *e.observations[i]);
  }
}

void fill_pictures(Dictionary& into, const std::vector<Picture>& pictures) {
  if (pictures.empty()) return;
  Dictionary& section = add(into, "PICTURES");
  for (const Picture& p : pictures) {
    Dictionary& one = add(section, "PICTURE");
    set(one, "CAPTION", p.caption);
    set(one, "DATA", p.jpeg_base64);
  }
}

}  // namespace proofmark::reports::page
