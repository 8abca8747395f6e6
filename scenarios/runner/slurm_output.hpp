// What Slurm's programs print.
#pragma once
#include <cstddef>
#include <map>
#include <string>

#include "common/result.hpp"

namespace proofmark::runner {

// `sbatch --parsable` prints NUMBER or NUMBER;CLUSTER; the run's note of the job is the number alone. Numbers of jobs
// have 32 bits. An error names `origin`.
[[nodiscard]] Result<std::string> parse_job(const std::string& text, const std::string& origin);

// What `squeue -h -r -t all -o "%K %T"` printed: index of the task -> state. A line of another form is left out.
[[nodiscard]] std::map<std::size_t, std::string> parse_states(const std::string& printed);
[[nodiscard]] bool has_ended(const std::string& state);

}  // namespace proofmark::runner
