// One requirement with what may serve it (scenarios, rates, filed evidence), put together by hand and judged.
#pragma once
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "reports/verdicts/requirements.hpp"

namespace proofmark::reports {

inline constexpr const char* kToday = "2026-11-22";

// Played four times, all as expected.
ScenarioVerdict scenario(std::string name, std::vector<std::string> requirements, Verdict verdict = Verdict::pass);
// Of ten attempts, compared with that limit.
Rate rate(const std::string& id, const std::string& limit, Verdict verdict);
// "tender.1"; unless testable, with the slot "lab".
Requirement requirement(RequirementKind kind);
// In the slot "lab", by an accredited laboratory.
FiledEvidence filed(std::string issued, std::string expires = "");
// Of a catalogue of this one requirement and the slot "lab", whose evidence counts 24 months.
Evaluation evaluation(Requirement r);
// The one requirement's result.
RequirementResult judged(Evaluation e, const char* on = kToday);

}  // namespace proofmark::reports
