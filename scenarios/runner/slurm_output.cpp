#include "scenarios/runner/slurm_output.hpp"

#include <charconv>
#include <set>
#include <sstream>

namespace proofmark::runner {

Result<std::string> parse_job(const std::string& text, const std::string& origin) {
  const std::string job = text.substr(0, text.find_first_of(";\n"));
  if (job.empty() || job.size() > 10 || job.find_first_not_of("0123456789") != std::string::npos)
    return fail(origin, "a job's number", "'" + text.substr(0, 80) + "'",
                "See with squeue what runs; remove a damaged note of the job and start the same command again.");
  return job;
}

std::map<std::size_t, std::string> parse_states(const std::string& printed) {
  std::map<std::size_t, std::string> states;
  std::istringstream lines(printed);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string index, state;
    if (!(words >> index >> state)) continue;
    // Not by >>, which takes a negative number for one beyond all bounds.
    std::size_t shard = 0;
    const auto [end, problem] = std::from_chars(index.data(), index.data() + index.size(), shard);
    if (problem == std::errc() && end == index.data() + index.size()) states[shard] = state;
  }
  return states;
}

bool has_ended(const std::string& state) {
  static const std::set<std::string> ends = {"COMPLETED",     "FAILED",    "CANCELLED", "TIMEOUT",   "NODE_FAIL",
                                             "OUT_OF_MEMORY", "BOOT_FAIL", "DEADLINE",  "PREEMPTED", "REVOKED"};
  return ends.count(state) != 0;
}

}  // namespace proofmark::runner
