// What a plan could show, before anything runs: for each rate its attempts, the bound that they allow without any
// error, and whether that would be enough for the catalogue's limit.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/catalogue.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/suite.hpp"

namespace proofmark::runner {

struct RatePower {
  std::string metric;   // "apcer"
  std::string species;  // of attacks; relation of impostors that are not unrelated; else empty
  std::uint64_t n = 0;
  double upper = 1;  // one-sided 95 % upper bound when none of them is an error
  std::optional<reports::Limit> limit;
  bool enough = false;                  // that bound would meet the limit
  std::optional<std::uint64_t> needed;  // attempts without error that would
  std::string smallest_group;           // "sex male"; empty: one person or none
  std::uint64_t smallest_n = 0;
};

// In the plan's order; deterministic checks (document attacks, probes) are no rates and are left out.
[[nodiscard]] Result<std::vector<RatePower>> power_of(const Suite& suite, const PlannedRun& planned,
                                                      const reports::Catalogue* catalogue);
// "apcer of print-matte: n = 150, without any error the upper bound is 1.98 %, enough for < 7 %"
[[nodiscard]] std::string line_of(const RatePower& power);

}  // namespace proofmark::runner
