#include "reports/risk/risk_plan.hpp"

#include <algorithm>

#include "common/bytes.hpp"

namespace proofmark::reports::risk {
namespace {

std::string settings_hash(const Plan& plan) {
  std::string all = plan.subject.reached_by + "\n";
  for (const Setting& setting : plan.subject.settings) all += setting.name + "=" + setting.value + "\n";
  return sha256_hex(to_bytes(all));
}

const PreviousRisk* find(const std::optional<PreviousPlan>& previous, const std::string& id) {
  if (!previous) return nullptr;
  const auto at =
      std::find_if(previous->risks.begin(), previous->risks.end(), [&](const auto& risk) { return risk.id == id; });
  return at == previous->risks.end() ? nullptr : &*at;
}

// Each change in both languages.
void compare(RiskPlan& plan, const AssessedRisk& now, const PreviousRisk* before) {
  Change change{now.risk.id, {}};
  const auto say = [&](const std::string& en, const std::string& lt) {
    change.text.en += (change.text.en.empty() ? "" : "; ") + en;
    change.text.lt += (change.text.lt.empty() ? "" : "; ") + lt;
  };
  const auto numbers = [](int from, int to) { return " " + std::to_string(from) + " → " + std::to_string(to); };
  if (before == nullptr) {
    say("new entry", "naujas įrašas");
  } else {
    if (before->inherent != now.inherent)
      say("inherent risk" + numbers(before->inherent, now.inherent),
          "pirminė rizika" + numbers(before->inherent, now.inherent));
    if (before->residual != now.residual)
      say("residual risk" + numbers(before->residual, now.residual),
          "liekamoji rizika" + numbers(before->residual, now.residual));
    if (before->support != now.support)
      say("evidence " + text_of(before->support).en + " → " + text_of(now.support).en,
          "įrodymai: " + text_of(before->support).lt + " → " + text_of(now.support).lt);
  }
  if (!change.text.en.empty()) plan.changes.push_back(std::move(change));
}

// Entries that the register no longer has: a risk does not vanish silently.
void note_removed(RiskPlan& plan, const PreviousPlan& previous) {
  for (const PreviousRisk& before : previous.risks) {
    const bool kept = std::any_of(plan.risks.begin(), plan.risks.end(),
                                  [&](const AssessedRisk& now) { return now.risk.id == before.id; });
    if (!kept) plan.changes.push_back({before.id, {"no longer in the register", "registre nebėra"}});
  }
}

Result<Trigger> year_trigger(const PlanInput& input) {
  Trigger trigger{"year", false, {}};
  if (!input.previous) {
    trigger.open = true;
    trigger.reason = {"first plan: there is no earlier one to review",
                      "pirmasis planas: ankstesnio peržiūrėtino plano nėra"};
    return trigger;
  }
  PROOFMARK_TRY(const Day before, parse_day(input.previous->date, "a date of the plan"));
  const Day due = plus_months(before, 12);
  trigger.open = input.date >= due;
  trigger.reason = {"the previous plan is of " + to_text(before) + ", its review was due by " + to_text(due),
                    "ankstesnis planas – " + to_text(before) + ", jį reikėjo peržiūrėti iki " + to_text(due)};
  return trigger;
}

Result<Trigger> incident_trigger(const PlanInput& input) {
  Trigger trigger{"incident", false, {}};
  std::string en, lt;
  for (const Incident& incident : input.incidents) {
    PROOFMARK_TRY(const Day on, parse_day(incident.date, "a date of the plan"));
    if (on > input.date)
      return fail("tender 7.5.2", "incidents up to the plan's date " + to_text(input.date), incident.date,
                  "Correct the date.");
    if (input.previous) {
      PROOFMARK_TRY(const Day before, parse_day(input.previous->date, "a date of the plan"));
      if (on < before) continue;  // of the same day: the earlier plan may not have known it
    }
    trigger.open = true;
    en += (en.empty() ? "" : "; ") + incident.date + ": " + incident.text.en;
    lt += (lt.empty() ? "" : "; ") + incident.date + ": " + incident.text.lt;
  }
  trigger.reason = trigger.open ? Text{en, lt}
                                : Text{"no incident was reported since the previous plan",
                                       "nuo ankstesnio plano apie incidentus nepranešta"};
  return trigger;
}

Trigger change_trigger(const RiskPlan& plan, const PlanInput& input) {
  Trigger trigger{"change", false, {}};
  if (!input.previous) {
    trigger.reason = {"first plan: nothing to compare with", "pirmasis planas: nėra su kuo lyginti"};
    return trigger;
  }
  const PreviousPlan& before = *input.previous;
  const auto differs = [&](const std::string& from, const std::string& to, const char* en, const char* lt) {
    if (from == to) return;
    trigger.open = true;
    trigger.reason.en += (trigger.reason.en.empty() ? "" : "; ") + std::string(en) + " " + from + " → " + to;
    trigger.reason.lt += (trigger.reason.lt.empty() ? "" : "; ") + std::string(lt) + " " + from + " → " + to;
  };
  differs(before.subject, plan.subject, "service", "paslauga");
  differs(before.subject_version, plan.subject_version, "version", "versija");
  differs(before.settings_sha256.substr(0, 12), plan.settings_sha256.substr(0, 12), "settings", "nustatymai");
  if (!trigger.open)
    trigger.reason = {"same service, version and settings as in the previous plan",
                      "paslauga, versija ir nustatymai tokie patys kaip ankstesniame plane"};
  return trigger;
}

Trigger threat_trigger(const RiskPlan& plan, const PlanInput& input) {
  Trigger trigger{"threat", false, {}};
  if (!input.previous) {
    trigger.reason = {"first plan: every entry is new", "pirmasis planas: visi įrašai nauji"};
    return trigger;
  }
  std::string ids;
  for (const AssessedRisk& one : plan.risks)
    if (find(input.previous, one.risk.id) == nullptr) ids += (ids.empty() ? "" : ", ") + one.risk.id;
  trigger.open = !ids.empty();
  trigger.reason = trigger.open ? Text{"new in the register: " + ids, "nauji registro įrašai: " + ids}
                                : Text{"no new entry in the register", "naujų registro įrašų nėra"};
  return trigger;
}

AssessedRisk assess(const Risk& risk, const std::string& clause, const Evaluation& evaluation, Day date) {
  AssessedRisk out;
  out.risk = risk;
  out.clause = clause;
  out.evidence = gather(risk.evidence, evaluation);
  out.support = support_of(out.evidence);
  out.inherent = risk.likelihood.level * risk.impact.level;
  out.residual = out.support == Support::shown ? risk.residual.level * risk.impact.level : out.inherent;
  out.next_review = plus_months(date, risk.review_months);
  return out;
}

}  // namespace

Result<RiskPlan> make_risk_plan(const Register& entries, const Evaluation& evaluation, const PlanInput& input) {
  RiskPlan plan;
  plan.date = to_text(input.date);
  if (input.previous) {
    PROOFMARK_TRY(const Day before, parse_day(input.previous->date, "a date of the plan"));
    if (before > input.date)
      return fail("tender 7.5.2", "a previous plan before " + plan.date, to_text(before),
                  "Give the earlier plan, or a later --date.");
    plan.previous_date = to_text(before);
  }
  plan.run = evaluation.plan.run;
  plan.suite = evaluation.plan.suite;
  plan.began = evaluation.began;
  plan.started = evaluation.plan.started;
  plan.subject = evaluation.plan.subject.name;
  plan.subject_version = evaluation.plan.subject.version;
  plan.reached_by = evaluation.plan.subject.reached_by;
  plan.register_sha256 = entries.sha256;
  plan.settings_sha256 = settings_hash(evaluation.plan);
  plan.planned = evaluation.plan.attempts.size();
  for (const auto& observation : evaluation.observations) plan.observed += observation ? 1U : 0U;
  for (const RiskGroup& group : entries.groups)
    for (const Risk& risk : group.risks) plan.risks.push_back(assess(risk, group.clause, evaluation, input.date));
  if (input.previous) {
    for (const AssessedRisk& risk : plan.risks) compare(plan, risk, find(input.previous, risk.risk.id));
    note_removed(plan, *input.previous);
  }
  PROOFMARK_TRY(Trigger year, year_trigger(input));
  PROOFMARK_TRY(Trigger incident, incident_trigger(input));
  plan.triggers = {std::move(year), std::move(incident), change_trigger(plan, input), threat_trigger(plan, input)};
  return plan;
}

}  // namespace proofmark::reports::risk
