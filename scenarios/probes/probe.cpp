#include "scenarios/probes/probe.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "common/json_text.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

const std::vector<ProbeEntry>& entries() {
  static const std::vector<ProbeEntry> all = [] {
    std::vector<ProbeEntry> sorted = all_probes();
    std::sort(sorted.begin(), sorted.end(), [](const ProbeEntry& a, const ProbeEntry& b) { return a.name < b.name; });
    return sorted;
  }();
  return all;
}

struct Question {
  const ProbeEntry* entry = nullptr;
  nlohmann::json parameters;
};

Result<void> check_parameters(const ProbeEntry& entry, const nlohmann::json& parameters) {
  const auto wrong = [&](const std::string& expected, const std::string& observed) {
    return fail("probe " + entry.name, expected, observed, "Correct the case's field \"parameters\".");
  };
  for (const auto& [name, value] : parameters.items()) {
    if (name == "fault" && !entry.faults.empty()) {
      if (value.is_string() && entry.faults.contains(value.get<std::string>())) continue;
      std::string known;
      for (const std::string& fault : entry.faults) known += (known.empty() ? "" : ", ") + fault;
      return wrong("fault as one of " + known, value.dump());
    }
    if (entry.numbers.contains(name)) {
      if (value.is_number_unsigned() && value > 0 && value <= 100000) continue;
      return wrong(name + " as a whole number from 1 to 100000", value.dump());
    }
    if (entry.texts.contains(name)) {
      if (value.is_string() && !value.get<std::string>().empty()) continue;
      return wrong(name + " as text", value.dump());
    }
    return wrong("a parameter that it knows", "'" + name + "'");
  }
  if (!entry.faults.empty() && !parameters.contains("fault")) return wrong("the parameter fault", "none");
  for (const std::string& name : entry.texts)
    if (!parameters.contains(name)) return wrong("the parameter " + name, "none");
  return {};
}

Result<Question> find(const std::string& probe, const std::string& parameters) {
  const auto found =
      std::find_if(entries().begin(), entries().end(), [&](const ProbeEntry& entry) { return entry.name == probe; });
  if (found == entries().end())
    return fail("probe", "a probe of scenarios/probes", "'" + probe + "'", "Correct the case's field \"probe\".");
  PROOFMARK_TRY(auto json, parse_json_text(parameters, "the parameters of probe " + probe));
  Question question{&*found, std::move(json)};
  if (!question.parameters.is_object())
    return fail("probe " + probe, "parameters as a JSON object", parameters, "Correct the case.");
  PROOFMARK_CHECK(check_parameters(*found, question.parameters));
  return question;
}

}  // namespace

std::vector<std::string> probe_names() {
  std::vector<std::string> names;
  for (const ProbeEntry& entry : entries()) names.push_back(entry.name);
  return names;
}

Result<void> check_probe(const std::string& probe, const std::string& parameters) {
  PROOFMARK_CHECK(find(probe, parameters));
  return {};
}

Result<reports::ProbeAnswer> run_probe(const ProbeTask& task, subjects::Subject& subject) {
  PROOFMARK_TRY(const Question question, find(task.probe, task.parameters));
  try {
    return question.entry->run(task, subject, question.parameters);
  } catch (const std::exception& problem) {
    return fail("probe " + task.probe, "no exception", problem.what(), "Report it.");
  }
}

}  // namespace proofmark::probes
