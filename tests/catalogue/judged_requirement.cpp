#include "tests/catalogue/judged_requirement.hpp"

#include <utility>

namespace proofmark::reports {

ScenarioVerdict scenario(std::string name, std::vector<std::string> requirements, Verdict verdict) {
  ScenarioVerdict out;
  out.scenario = std::move(name);
  out.requirements = std::move(requirements);
  out.gate = GateRole::required;
  out.planned = out.observed = out.as_expected = 4;
  out.verdict = verdict;
  out.reason = "because";
  return out;
}

Rate rate(const std::string& id, const std::string& limit, Verdict verdict) {
  Rate out;
  out.id = id;
  out.planned = out.n = 10;
  out.limit = Limit{};
  out.limit->id = limit;
  out.verdict = verdict;
  out.reason = "measured";
  return out;
}

Requirement requirement(RequirementKind kind) {
  Requirement out;
  out.id = "tender.1";
  out.kind = kind;
  if (kind != RequirementKind::testable) out.slots = {"lab"};
  return out;
}

FiledEvidence filed(std::string issued, std::string expires) {
  FiledEvidence out;
  out.slot = "lab";
  out.file = "report.pdf";
  out.issuer = "Laboratory X";
  out.accreditation = "LA.01.234";
  out.issued = std::move(issued);
  out.expires = std::move(expires);
  out.filed = out.issued;
  return out;
}

Evaluation evaluation(Requirement r) {
  Evaluation out;
  out.catalogue.emplace();
  EvidenceSlot slot;
  slot.id = "lab";
  slot.clause = "a clause";
  slot.accreditation = true;
  slot.valid_months = 24;
  out.catalogue->slots = {slot};
  out.catalogue->requirements = {std::move(r)};
  return out;
}

RequirementResult judged(Evaluation e, const char* on) {
  const auto done = judge_requirements(e, on);
  if (!done) ADD_FAILURE() << done.error().line();
  return e.requirements.empty() ? RequirementResult{} : e.requirements.front();
}

}  // namespace proofmark::reports
