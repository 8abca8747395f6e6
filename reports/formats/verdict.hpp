// The five verdicts. There is no sixth: what is neither shown nor refuted is inconclusive.
#pragma once
#include <string_view>

namespace proofmark::reports {

enum class Verdict { pass, fail, inconclusive, not_applicable, external_evidence_pending };

// "pass", "fail", "inconclusive", "not applicable", "external evidence pending".
[[nodiscard]] std::string_view name_of(Verdict verdict);

}  // namespace proofmark::reports
