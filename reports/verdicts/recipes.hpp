// The recipes of the rates, by what they are about. Each adds its rates in the report's order.
#pragma once
#include <vector>

#include "reports/verdicts/counting.hpp"

namespace proofmark::reports {

// FRR, FAR, GFRR, GFAR, FTE (full service); FTA, FNMR, FMR (full service and comparison); impostors by relation.
[[nodiscard]] Result<void> add_recognition(std::vector<Rate>& out, const Material& material);
// BPCER, BPNRR, per species APCER and its maximum, APNRR, IAPAR (full service and attack detection).
[[nodiscard]] Result<void> add_attack_detection(std::vector<Rate>& out, const Material& material);
// Injections: missed, without a classification, accepted; per species and per cell of method (IAM) and instrument
// (IAI).
[[nodiscard]] Result<void> add_social_engineering(std::vector<Rate>& out, const Material& material);
[[nodiscard]] Result<void> add_injection(std::vector<Rate>& out, const Material& material);
// Document attacks accepted, genuine cards refused, probes of availability.
[[nodiscard]] Result<void> add_documents_and_service(std::vector<Rate>& out, const Material& material);

// Classifiers that several of them use. Accepted is an error; what did not end in a decision is no response.
[[nodiscard]] Count accepted_is_error(const Observation& observation);
// Classified as `wrong` is an error.
enum class PadClass;
[[nodiscard]] std::function<Count(const Observation&)> classified_as(Level level, PadClass wrong);
[[nodiscard]] std::function<Count(const Observation&)> not_classified(Level level);
// The worst of several rates of one family: the one with the highest figure, judged by all.
[[nodiscard]] Rate maximum_of(const std::vector<Rate>& all, std::string name, std::string definition);
// In the plan's order, each once.
[[nodiscard]] std::vector<std::string> species_of(const Plan& plan, Kind kind);

}  // namespace proofmark::reports
