// What a plan could show, before anything runs: for each rate its attempts, the bound that they allow without any
// error, and whether that would be enough for the catalogue's limit.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "reports/formats/catalogue.hpp"
#include "reports/formats/plan.hpp"

namespace proofmark::runner {

struct RatePower {
  std::string metric;   // the rate's family: "apcer"
  std::string species;  // of attacks, method and instrument of injections, relation of related impostors; else empty
  std::uint64_t n = 0;
  double upper = 1;                    // one-sided 95 % upper bound when none of them is an error
  std::uint64_t repeated_persons = 0;  // so many persons occur several times, and `upper` comes from resampling them
  std::optional<reports::Limit> limit;
  bool enough = false;                  // that bound would meet the limit
  std::optional<std::uint64_t> needed;  // attempts without error that would
  std::string smallest_group;           // "sex male"; empty: one person or none
  std::uint64_t smallest_n = 0;
};

// Every rate that the run's report will state, in its order, if each attempt ends in an answer; the list is that of the
// rooms that judge. Left out: deterministic checks (document attacks, genuine cards) and the maximum over species,
// whose power is that of its species.
[[nodiscard]] Result<std::vector<RatePower>> power_of(const reports::Plan& plan, const reports::Catalogue* catalogue);
[[nodiscard]] std::string name_of(const RatePower& power);  // "apcer of print-matte"
// "apcer of print-matte: n = 150, without any error the upper bound is 1.98 %, enough for < 7 %"
[[nodiscard]] std::string line_of(const RatePower& power);

}  // namespace proofmark::runner
