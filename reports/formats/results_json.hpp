// The parts of results.json; internal to this room.
#pragma once
#include "reports/formats/json_fields.hpp"
#include "reports/formats/percent.hpp"
#include "reports/formats/results.hpp"

namespace proofmark::reports::results_json {

// Figures: results_figures.cpp.
[[nodiscard]] OrderedJson json_of(const Interval& interval);
[[nodiscard]] OrderedJson json_of(const std::optional<Limit>& limit);
[[nodiscard]] OrderedJson json_of(const std::optional<Ratio>& ratio);
[[nodiscard]] OrderedJson json_of(const std::optional<Differential>& differential);
[[nodiscard]] OrderedJson json_of(const std::optional<BootstrapBounds>& bounds);
[[nodiscard]] OrderedJson json_of(const GroupRate& group);
[[nodiscard]] OrderedJson json_of(const Rate& rate);
[[nodiscard]] OrderedJson json_of(const PotentialMaximum& maximum);
[[nodiscard]] OrderedJson json_of(const SumRate& sum);
[[nodiscard]] OrderedJson json_of(const RelationRatio& ratio);
[[nodiscard]] OrderedJson json_of(const DetPoint& point);
[[nodiscard]] OrderedJson json_of(const OperatingPoint& point);
[[nodiscard]] OrderedJson json_of(const ScoreTable& table);
[[nodiscard]] OrderedJson json_of(const std::optional<Availability>& availability);
// Verdicts and observations: results.cpp.
[[nodiscard]] OrderedJson json_of(const std::optional<Quantile>& quantile);
[[nodiscard]] OrderedJson json_of(const ScenarioResult& result);
[[nodiscard]] OrderedJson json_of(const AttackSpecies& species);
[[nodiscard]] OrderedJson json_of(const SessionTimes& times);
[[nodiscard]] OrderedJson json_of(const OutsideEvidence& evidence);
[[nodiscard]] OrderedJson json_of(const ScenarioVerdict& verdict);
[[nodiscard]] OrderedJson json_of(const RequirementResult& result);

template <typename T>
[[nodiscard]] OrderedJson or_null(const std::optional<T>& value) {
  return value ? OrderedJson(*value) : OrderedJson(nullptr);
}
template <>
[[nodiscard]] inline OrderedJson or_null(const std::optional<double>& value) {
  return value ? OrderedJson(stable(*value)) : OrderedJson(nullptr);
}
[[nodiscard]] inline OrderedJson text_or_null(const std::string& text) {
  return text.empty() ? OrderedJson(nullptr) : OrderedJson(text);
}
template <typename T>
[[nodiscard]] OrderedJson list(const std::vector<T>& items) {
  OrderedJson out = OrderedJson::array();
  for (const T& item : items) out.push_back(json_of(item));
  return out;
}

}  // namespace proofmark::reports::results_json
