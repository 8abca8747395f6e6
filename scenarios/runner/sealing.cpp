#include "scenarios/runner/sealing.hpp"

#include "common/clock.hpp"

namespace proofmark::runner {

reports::SealOptions own_seal(const Project& project) {
  reports::SealOptions out;
  out.own_keys = project.seal_keys();
  return out;
}

reports::ReportOptions sealed_now(reports::ReportOptions options) {
  if (options.seal) options.seal->time = SystemClock().now();
  return options;
}

}  // namespace proofmark::runner
