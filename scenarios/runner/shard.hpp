// A share of a plan's attempts, for a run on several machines: shard K of N plays its share in a run folder of its own,
// and `merge_shards` makes one run of them. The share depends on the plan alone.
#pragma once
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/shard_file.hpp"

namespace proofmark::runner {

// "2/4": 1 <= K <= N <= 1000. `attempts` is left empty.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);

// For each task its shard, from 0: the dearest first, each to the shard with the least expected time so far.
[[nodiscard]] std::vector<std::size_t> share_out(const std::vector<double>& seconds, std::size_t of);
// `shard` with its attempts. An error when there are more shards than attempts.
[[nodiscard]] Result<Shard> with_attempts(Shard shard, const PlannedRun& planned, const Suite& suite);

}  // namespace proofmark::runner
