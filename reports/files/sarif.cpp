// SARIF 2.1.0 (OASIS): what a CI shows beside the code. What decides the gate is a `fail`; what has too little evidence
// is `open`, which the standard keeps for just that, and is never left out.
#include <algorithm>
#include <map>

#include "common/bytes.hpp"
#include "reports/files/files.hpp"
#include "reports/files/names.hpp"
#include "reports/formats/json_fields.hpp"

namespace proofmark::reports {
namespace {

using files::line;

constexpr const char* kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

constexpr std::size_t kMostAttempts = 50;  // named with one result; the report has them all

class Run {
 public:
  explicit Run(const Evaluation& evaluation) : e_(evaluation) {}

  std::string text() {
    gate();
    scenarios();
    rates();
    requirements();
    const OrderedJson tool = {
        {"driver",
         {{"name", "proofmark"},
          {"version", line(e_.plan.harness)},
          {"shortDescription", {{"text", "Simulation and conformance tests of remote identity proofing"}}},
          {"rules", rules_}}}};
    const bool whole = e_.problems.empty();
    OrderedJson invocation = {{"executionSuccessful", whole}, {"commandLine", line(e_.plan.command)}};
    if (!whole) {
      OrderedJson notes = OrderedJson::array();
      for (const std::string& p : e_.problems) notes.push_back({{"level", "error"}, {"message", {{"text", line(p)}}}});
      invocation["toolExecutionNotifications"] = notes;
    }
    const OrderedJson run = {
        {"tool", tool},
        {"automationDetails", {{"id", "proofmark/" + line(e_.plan.suite) + "/" + line(e_.plan.run)}}},
        {"invocations", OrderedJson::array({invocation})},
        {"columnKind", "utf16CodeUnits"},
        {"results", results_},
        {"properties",
         {{"simulated", true},
          {"statement", std::string(simulated_statement())},
          {"seed", e_.plan.seed},
          {"suite", line(e_.plan.suite)},
          {"subject", line(e_.plan.subject.name + " " + e_.plan.subject.version)},
          {"gate", std::string(name_of(e_.gate.verdict))}}}};
    return dump_pretty({{"$schema", kSchema}, {"version", "2.1.0"}, {"runs", OrderedJson::array({run})}});
  }

 private:
  void rule(const std::string& id, const std::string& name, const std::string& brief, const std::string& full,
            OrderedJson properties) {
    indices_.emplace(id, rules_.size());
    rules_.push_back({{"id", id},
                      {"name", name},
                      {"shortDescription", {{"text", line(brief)}}},
                      {"fullDescription", {{"text", line(full)}}},
                      {"properties", std::move(properties)}});
  }

  // `decides`: it is why the gate is not passed.
  void result(const std::string& id, Verdict verdict, bool decides, const std::string& message,
              const std::vector<std::string>& files, const std::vector<std::string>& attempts) {
    if (verdict == Verdict::pass || verdict == Verdict::not_applicable) return;
    const bool failed = verdict == Verdict::fail;
    const char* level = failed ? "error" : decides ? "warning" : "none";
    OrderedJson locations = OrderedJson::array();
    for (const std::string& file : files) {
      OrderedJson logical = OrderedJson::array();
      if (locations.empty())
        for (const std::string& a : attempts)
          logical.push_back({{"fullyQualifiedName", e_.plan.run + "/" + a}, {"kind", "attempt"}});
      OrderedJson one = {{"physicalLocation", {{"artifactLocation", {{"uri", file}}}, {"region", {{"startLine", 1}}}}}};
      if (!logical.empty()) one["logicalLocations"] = logical;
      locations.push_back(one);
    }
    // The same finding of the next run of this suite has the same fingerprint.
    const std::string key = e_.plan.suite + "\n" + e_.plan.subject.name + "\n" + id;
    results_.push_back({{"ruleId", id},
                        {"ruleIndex", indices_.at(id)},
                        {"kind", failed || decides ? "fail" : "open"},
                        {"level", level},
                        {"message", {{"text", line(message)}}},
                        {"locations", locations},
                        {"partialFingerprints", {{"finding/v1", sha256_hex(to_bytes(key))}}},
                        {"properties", {{"verdict", std::string(name_of(verdict))}, {"simulated", true}}}});
  }

  void gate() {
    for (const GateCondition& c : e_.gate.conditions) {
      const std::string id = "gate/" + c.id;
      rule(id, "GateCondition", c.text, c.text, {{"gate", "required"}});
      result(id, c.verdict, true, "gate: " + c.text + ": " + c.observed + " (simulated)",
             {"scenarios/suites/" + e_.plan.suite + ".json"}, {});
    }
  }

  void scenarios() {
    for (const ScenarioVerdict& s : e_.scenarios) {
      const std::string id = "scenario/" + s.scenario;
      rule(id, "Scenario", s.requirement, s.requirement,
           {{"kind", std::string(name_of(s.kind))},
            {"gate", std::string(name_of(s.gate))},
            {"requirements", s.requirements}});
      std::vector<std::string> attempts;
      for (std::size_t i = 0; i < e_.attempts.size(); ++i)
        if (e_.plan.attempts[i].scenario == s.scenario && e_.attempts[i].verdict != Verdict::pass &&
            attempts.size() < kMostAttempts)
          attempts.push_back(e_.plan.attempts[i].id);
      result(id, s.verdict, s.gate == GateRole::required, s.scenario + ": " + files::scenario_text(s),
             {"scenarios/cases/" + s.scenario + ".json"}, attempts);
    }
  }

  void rates() {
    for (const Rate& r : e_.rates) {
      const std::string id = "rate/" + r.id;
      rule(id, "Rate", r.name + (r.species.empty() ? "" : " (" + r.species + ")"), r.definition,
           {{"family", r.family}, {"gate", std::string(name_of(r.gate))}});
      result(id, r.verdict, false, files::rate_text(r), {"scenarios/suites/" + e_.plan.suite + ".json"}, {});
    }
  }

  void requirements() {
    if (!e_.catalogue) return;
    for (const Requirement& q : e_.catalogue->requirements) {
      const auto found = std::find_if(e_.requirements.begin(), e_.requirements.end(),
                                      [&](const RequirementResult& r) { return r.id == q.id; });
      if (found == e_.requirements.end()) continue;
      const std::string id = "requirement/" + q.id;
      rule(
          id, "Requirement", q.clause, q.clause + ": " + q.text.en,
          {{"source", q.source}, {"kind", std::string(name_of(q.kind))}, {"checked", std::string(name_of(q.checked))}});
      std::vector<std::string> places;
      for (const std::string& s : found->scenarios) places.push_back("scenarios/cases/" + s + ".json");
      if (places.empty()) places.push_back("scenarios/catalogue/" + q.source + ".json");
      if (places.size() > 10) places.resize(10);
      std::string message =
          q.clause + ": " + q.text.en + ": " + std::string(name_of(found->verdict)) + ": " + found->reason;
      if (found->simulated) message += " (simulated)";
      result(id, found->verdict, false, message, places, {});
    }
  }

  const Evaluation& e_;
  OrderedJson rules_ = OrderedJson::array();
  OrderedJson results_ = OrderedJson::array();
  std::map<std::string, std::size_t> indices_;
};

}  // namespace

std::string results_to_sarif(const Evaluation& evaluation) {
  return Run(evaluation).text();
}

}  // namespace proofmark::reports
