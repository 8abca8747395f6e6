// The risk management plan and the security documentation as documents, in both languages.
#pragma once
#include <filesystem>

#include "reports/documents/document.hpp"
#include "reports/risk/risk_plan.hpp"

namespace proofmark::reports::risk {

// `evaluation`: of the run that the plan was made from.
[[nodiscard]] Document plan_document(const RiskPlan& plan, const Register& entries, const Evaluation& evaluation,
                                     Language language, Medium medium);
// Tender 7.5.3.1 to 7.5.3.8: the measures of the register beside what the run measured of them.
[[nodiscard]] Document security_document(const RiskPlan& plan, const Register& entries, const Evaluation& evaluation,
                                         Language language, Medium medium);

// risk-plan and security, each as .html, .lt.html, .pdf and .lt.pdf, and plan.json, each complete or not at all,
// plan.json last: with it the folder is complete.
[[nodiscard]] Result<void> write_documents(const std::filesystem::path& folder, const RiskPlan& plan,
                                           const Register& entries, const Evaluation& evaluation);

}  // namespace proofmark::reports::risk
