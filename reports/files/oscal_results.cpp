// OSCAL assessment-results 1.2.1 (NIST). OSCAL knows satisfied and not-satisfied alone, so everything but a pass is
// not-satisfied, with the verdict beside it; what does not apply is not assessed and has no finding.
#include <algorithm>
#include <set>

#include "reports/files/files.hpp"
#include "reports/files/names.hpp"
#include "reports/files/oscal.hpp"
#include "reports/formats/json_fields.hpp"

namespace proofmark::reports {
namespace {

using files::line;
using files::token;
using oscal::property;

class Results {
 public:
  explicit Results(const Evaluation& evaluation) : e_(evaluation) {}

  std::string text() {
    OrderedJson observations = OrderedJson::array();
    for (const ScenarioVerdict& s : e_.scenarios) observations.push_back(of_scenario(s));
    for (const Rate& r : e_.rates) observations.push_back(of_rate(r));
    for (const FiledEvidence& f : e_.evidence) observations.push_back(of_evidence(f));
    OrderedJson findings = OrderedJson::array();
    for (const RequirementResult& r : e_.requirements)
      if (r.verdict != Verdict::not_applicable) findings.push_back(finding(r));
    OrderedJson result = {
        {"uuid", id("result")},
        {"title", line("Suite " + e_.plan.suite + " against " + e_.plan.subject.name)},
        {"description", line(std::string(simulated_statement()) + " Gate: " + std::string(name_of(e_.gate.verdict)) +
                             ": " + e_.gate.reason)},
        {"start", started()},
        {"props", OrderedJson::array({property("simulated", "true"), property("gate", name_of(e_.gate.verdict)),
                                      property("suite", e_.plan.suite), property("seed", std::to_string(e_.plan.seed)),
                                      property("level", name_of(e_.plan.subject.level))})},
        {"local-definitions", {{"components", OrderedJson::array({component()})}}},
        {"reviewed-controls", reviewed()}};
    if (!observations.empty()) result["observations"] = observations;
    if (!findings.empty()) result["findings"] = findings;
    result["remarks"] = "Times are those of the simulated clock.";
    const OrderedJson all = {{"uuid", id("assessment-results")},
                             {"metadata", oscal::metadata(e_, "Results of run " + e_.plan.run + " (simulated)")},
                             {"import-ap", {{"href", "#" + id("plan.json")}}},
                             {"results", OrderedJson::array({result})},
                             {"back-matter", back_matter()}};
    return dump_pretty({{"assessment-results", all}});
  }

 private:
  std::string id(const std::string& of) const { return files::uuid(e_.plan.run + "\n" + of); }
  std::string started() const { return oscal::date_time(e_.plan.started); }

  OrderedJson component() const {
    OrderedJson out = {{"uuid", id("subject")},
                       {"type", "service"},
                       {"title", line(e_.plan.subject.name)},
                       {"description", line("The system under test, version " + e_.plan.subject.version +
                                            ", reached by " + e_.plan.subject.reached_by)}};
    OrderedJson settings = OrderedJson::array();
    for (const Setting& s : e_.plan.subject.settings) {
      OrderedJson one = property("setting", s.name + " = " + s.value);
      settings.push_back(one);
    }
    settings.push_back(property("thresholds-set-on", e_.plan.subject.thresholds_set_on.empty()
                                                         ? std::string("not stated")
                                                         : e_.plan.subject.thresholds_set_on));
    out["props"] = settings;
    out["status"] = {{"state", "other"}, {"remarks", "as it was tested"}};
    return out;
  }

  OrderedJson subjects() const {
    return OrderedJson::array({{{"subject-uuid", id("subject")}, {"type", "component"}}});
  }

  OrderedJson observation(const std::string& key, const std::string& title, const std::string& description,
                          OrderedJson props) const {
    return {
        {"uuid", id(key)},
        {"title", line(title)},
        {"description", line(description)},
        {"props", std::move(props)},
        {"methods", OrderedJson::array({"TEST"})},
        {"types", OrderedJson::array({"control-objective"})},
        {"subjects", subjects()},
        {"relevant-evidence", OrderedJson::array({{{"href", std::string("#") + id("observations.jsonl")},
                                                   {"description", "the observations of the attempts, one a line"}}})},
        {"collected", started()}};
  }

  OrderedJson of_scenario(const ScenarioVerdict& s) const {
    return observation(
        "scenario " + s.scenario, s.scenario, s.requirement + " " + files::scenario_text(s),
        OrderedJson::array({property("simulated", "true"), property("scenario", s.scenario),
                            property("verdict", name_of(s.verdict)), property("attempts", std::to_string(s.planned)),
                            property("as-demanded", std::to_string(s.as_expected)),
                            property("gate-role", name_of(s.gate))}));
  }

  OrderedJson of_rate(const Rate& r) const {
    return observation(
        "rate " + r.id, r.name + (r.species.empty() ? "" : " (" + r.species + ")"),
        r.definition + " " + files::rate_text(r),
        OrderedJson::array({property("simulated", "true"), property("rate", r.id),
                            property("verdict", name_of(r.verdict)), property("attempts", std::to_string(r.n)),
                            property("errors", std::to_string(r.errors))}));
  }

  OrderedJson of_evidence(const FiledEvidence& f) const {
    OrderedJson out = {{"uuid", id("evidence " + f.slot + " " + f.sha256)},
                       {"title", line(f.slot)},
                       {"description", line("Filed document " + f.file + " of " + f.issuer +
                                            (f.accreditation.empty() ? "" : ", accreditation " + f.accreditation) +
                                            (f.remark.empty() ? "" : "; " + f.remark))},
                       {"props", OrderedJson::array({property("simulated", "false"), property("slot", f.slot),
                                                     property("sha-256", f.sha256)})},
                       {"methods", OrderedJson::array({"EXAMINE"})},
                       {"collected", oscal::date_time(f.issued)}};
    if (!f.expires.empty()) out["expires"] = oscal::date_time(f.expires);
    return out;
  }

  OrderedJson finding(const RequirementResult& r) const {
    const Requirement* q = oscal::requirement(e_, r.id);
    const bool pass = r.verdict == Verdict::pass;
    OrderedJson related = OrderedJson::array();
    std::set<std::string> known;
    for (const ScenarioVerdict& s : e_.scenarios) known.insert("scenario " + s.scenario);
    for (const Rate& rate : e_.rates) known.insert("rate " + rate.id);
    const auto relate = [&](const std::string& key) {
      if (known.contains(key)) related.push_back({{"observation-uuid", id(key)}});
    };
    for (const std::string& s : r.scenarios) relate("scenario " + s);
    for (const std::string& rate : r.rates) relate("rate " + rate);
    for (const FiledEvidence& f : e_.evidence)
      if (std::find(r.filed.begin(), r.filed.end(), f.slot) != r.filed.end())
        related.push_back({{"observation-uuid", id("evidence " + f.slot + " " + f.sha256)}});
    OrderedJson out = {
        {"uuid", id("finding " + r.id)},
        {"title", line(q == nullptr ? r.id : q->clause)},
        {"description", line(q == nullptr ? r.id : q->text.en)},
        {"props", OrderedJson::array({property("verdict", name_of(r.verdict)),
                                      property("simulated", r.simulated ? "true" : "false")})},
        {"target",
         {{"type", "objective-id"},
          {"target-id", token(r.id) + "_obj"},
          {"status",
           {{"state", pass ? "satisfied" : "not-satisfied"},
            {"reason", pass                         ? "pass"
                       : r.verdict == Verdict::fail ? "fail"
                                                    : "other"},
            {"remarks",
             line(std::string(name_of(r.verdict)) + ": " + r.reason +
                  (r.simulated ? " (rests on a simulation: it supports the logic, not a certificate)" : ""))}}}}}};
    if (!related.empty()) out["related-observations"] = related;
    return out;
  }

  OrderedJson reviewed() const {
    OrderedJson selection;
    OrderedJson left_out = OrderedJson::array();
    for (const RequirementResult& r : e_.requirements)
      if (r.verdict == Verdict::not_applicable) left_out.push_back({{"control-id", token(r.id)}});
    selection["include-all"] = OrderedJson::object();
    if (!left_out.empty()) selection["exclude-controls"] = left_out;
    selection["remarks"] = e_.catalogue ? "The requirements of oscal-catalog.json; those left out do not apply here."
                                        : "The run holds no catalogue of requirements: no finding was made.";
    OrderedJson out = {{"control-selections", OrderedJson::array({selection})}};
    if (e_.catalogue)
      out["links"] =
          OrderedJson::array({{{"href", std::string("#") + id("oscal-catalog.json")}, {"rel", "reference"}}});
    return out;
  }

  OrderedJson back_matter() const {
    OrderedJson resources = OrderedJson::array();
    const auto add = [&](const std::string& file, const char* title, const char* type) {
      resources.push_back({{"uuid", id(file)},
                           {"title", title},
                           {"rlinks", OrderedJson::array({{{"href", file}, {"media-type", type}}})}});
    };
    add("plan.json", "Everything that the run was to attempt", "application/json");
    add("observations.jsonl", "What was observed of each attempt", "application/jsonl");
    add("results.json", "Rates, intervals and verdicts", "application/json");
    if (e_.catalogue) add("oscal-catalog.json", "The requirements", "application/oscal.catalog+json");
    return {{"resources", resources}};
  }

  const Evaluation& e_;
};

}  // namespace

std::string results_to_oscal(const Evaluation& evaluation) {
  return Results(evaluation).text();
}

}  // namespace proofmark::reports
