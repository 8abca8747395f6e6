#include "reports/compare/compare.hpp"
#include "reports/verdicts/load.hpp"

namespace proofmark::reports {

Result<RunComparison> compare_folders(const std::filesystem::path& a, const std::filesystem::path& b) {
  PROOFMARK_TRY(const Evaluation of_a, load_evaluation(a, {}));
  PROOFMARK_TRY(const Evaluation of_b, load_evaluation(b, {}));
  return compare(of_a, of_b);
}

}  // namespace proofmark::reports
