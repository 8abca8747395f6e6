#include "reports/verdicts/limits.hpp"

namespace proofmark::reports {
namespace {

// How far each source was checked. The ETSI clauses themselves were read in a third-party transcription.
constexpr const char* kSecondary = "clause: transcription of the ETSI text; figure: secondary source";
constexpr const char* kProposed = "clause: transcription of the ETSI text; figure: this project's proposal";

Limit limit(double value, bool or_equal, std::string text, std::string source, LimitKind kind, std::string checked) {
  Limit out;
  out.value = value;
  out.or_equal = or_equal;
  out.text = std::move(text);
  out.source = std::move(source);
  out.kind = kind;
  out.checked = std::move(checked);
  return out;
}

}  // namespace

Limit frr_limit() {
  return limit(0.04, false, "one-sided 95 % upper bound below 4 %",
               "goal under ETSI TS 119 461 BIN-8.4.3-08X, which sets no figure; industry figure", LimitKind::borrowed,
               kSecondary);
}

Limit far_limit() {
  return limit(
      1e-4, true, "one-sided 95 % upper bound at most 0.01 %",
      "goal under ETSI TS 119 461 BIN-8.4.3-07X, which sets no figure; figure of NIST SP 800-63A-4 (FMR at most "
      "1:10,000) and BSI TR-03166, normal",
      LimitKind::borrowed, kSecondary);
}

Limit bpcer_limit() {
  return limit(0.15, true, "one-sided 95 % upper bound at most 15 %",
               "goal under ETSI TS 119 461 BIN-8.4.2-09X, which sets no figure; figure of the iBeta evaluation levels",
               LimitKind::borrowed, kSecondary);
}

Limit apcer_limit() {
  return limit(0.07, false, "one-sided 95 % upper bound below 7 %, for every species",
               "goal under ETSI TS 119 461 BIN-8.4.2-08X, which sets no figure; figure of NIST SP 800-63A-4 (0.07)",
               LimitKind::borrowed, kSecondary);
}

Limit iapar_limit() {
  return limit(0.07, false, "one-sided 95 % upper bound below 7 %", "NIST SP 800-63A-4 (IAPAR below 0.07)",
               LimitKind::borrowed, kSecondary);
}

Limit injection_detection_limit() {
  return limit(0.07, false, "one-sided 95 % upper bound below 7 %",
               "goal under ETSI TS 119 461 BIN-8.4.2-04A, which sets no figure; as APCER", LimitKind::proposed,
               kProposed);
}

Limit injection_success_limit() {
  Limit out = limit(0.07, false, "no success, and a one-sided 95 % upper bound below 7 %",
                    "ETSI TS 119 461 BIN-8.4.2-02A and -04A; no success is the project's own goal, 7 % as for IAPAR",
                    LimitKind::own_goal, kProposed);
  out.any_fails = true;
  return out;
}

}  // namespace proofmark::reports
