#include "reports/formats/verdict.hpp"

#include "reports/formats/names.hpp"

namespace proofmark::reports {

std::string_view name_of(Verdict verdict) {
  static constexpr Names<Verdict, 5> kVerdicts{{{Verdict::pass, "pass"},
                                                {Verdict::fail, "fail"},
                                                {Verdict::inconclusive, "inconclusive"},
                                                {Verdict::not_applicable, "not applicable"},
                                                {Verdict::external_evidence_pending, "external evidence pending"}}};
  return look_up(kVerdicts, verdict);
}

}  // namespace proofmark::reports
