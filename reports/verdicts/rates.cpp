#include "reports/verdicts/rates.hpp"

#include <algorithm>

#include "reports/verdicts/recipes.hpp"

namespace proofmark::reports {
namespace {

bool of_availability(const Attempt& a) {
  return a.kind == Kind::probe && (a.metric == "unavailability" || a.limit == "unavailability");
}

Count refused_is_error(const Observation& o) {
  return o.decision == Decision::accepted ? Count::correct : Count::error;
}

Count no_answer_is_error(const Observation& o) {
  return o.outcome == Outcome::completed && o.probe && o.probe->held ? Count::correct : Count::error;
}

Result<void> add_if_planned(std::vector<Rate>& out, const Material& m, Recipe recipe) {
  PROOFMARK_TRY(Rate rate, measure(m, std::move(recipe)));
  if (rate.planned > 0) out.push_back(std::move(rate));
  return {};
}

}  // namespace

Result<void> add_documents_and_service(std::vector<Rate>& out, const Material& m) {
  const Level level = m.plan.subject.level;
  if (level == Level::full_service || level == Level::chip_inspection) {
    Recipe accepted;
    accepted.rate = words("document_accepted", "document_accepted", "document", "Document attacks accepted",
                          "Attempts with a faulty, foreign or copied chip that were accepted, of those that ended in a "
                          "decision. Each is a deterministic requirement; the rate is a summary over them.");
    accepted.selected = [](const Attempt& a) { return a.kind == Kind::document_attack; };
    accepted.class_of = accepted_is_error;
    PROOFMARK_CHECK(add_if_planned(out, m, std::move(accepted)));
    Recipe refused;
    refused.rate = words("false_alarm", "false_alarm", "document", "Genuine documents refused",
                         "Attempts with a genuine chip that were not accepted; crash and timeout count as that.");
    refused.selected = [level](const Attempt& a) {
      return a.kind == Kind::genuine && (level == Level::chip_inspection || a.metric == "false_alarm");
    };
    refused.class_of = refused_is_error;
    PROOFMARK_CHECK(add_if_planned(out, m, std::move(refused)));
  }
  Recipe probes;
  probes.rate = words("unavailability", "unavailability", "service", "Unavailability",
                      "Probes of the service that were not answered as they should be; crash and timeout count as "
                      "that (tender 7.4.15). Probes of a test's minutes say nothing about months.");
  probes.selected = of_availability;
  // A probe's scenario may name the rate or, as all probes do, its kind.
  const auto& all = m.plan.attempts;
  if (std::any_of(all.begin(), all.end(), [](const Attempt& a) { return of_availability(a) && a.metric == "probes"; }))
    probes.metric = "probes";
  probes.class_of = no_answer_is_error;
  return add_if_planned(out, m, std::move(probes));
}

Result<std::vector<Rate>> rates(const Plan& plan, const Matched& matched, const std::vector<Limit>* limits) {
  const Material material{plan, matched, limits};
  std::vector<Rate> out;
  PROOFMARK_CHECK(add_recognition(out, material));
  PROOFMARK_CHECK(add_attack_detection(out, material));
  PROOFMARK_CHECK(add_injection(out, material));
  PROOFMARK_CHECK(add_social_engineering(out, material));
  PROOFMARK_CHECK(add_documents_and_service(out, material));
  return out;
}

}  // namespace proofmark::reports
