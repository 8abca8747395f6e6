// A share of a plan's attempts, for a run on several machines: shard K of N plays its share in a run folder of its own,
// and `merge_shards` makes one run of them. The share depends on the plan alone.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"
#include "scenarios/runner/plan.hpp"

namespace proofmark::runner {

inline constexpr std::string_view kShardFile = "shard.json";  // in the run folder of a shard

struct Shard {
  std::size_t number = 1;  // from 1
  std::size_t of = 1;
  std::vector<std::string> attempts;  // its share, in the plan's order
};

inline constexpr std::size_t kMostShards = 1000;  // a job array of Slurm ends at 1000 unless its owner says otherwise

// "2/4": 1 <= K <= N <= 1000. `attempts` is left empty.
[[nodiscard]] Result<Shard> parse_shard(std::string_view text);

// For each task its shard, from 0: the dearest first, each to the shard with the least expected time so far.
[[nodiscard]] std::vector<std::size_t> share_out(const std::vector<double>& seconds, std::size_t of);
// `shard` with its attempts. An error when there are more shards than attempts.
[[nodiscard]] Result<Shard> with_attempts(Shard shard, const PlannedRun& planned, const Suite& suite);

[[nodiscard]] std::string shard_to_json(const Shard& shard);
[[nodiscard]] Result<Shard> shard_from_json(const std::string& text, const std::string& origin);
// None: FOLDER has no shard.json, so it is a whole run's.
[[nodiscard]] Result<std::optional<Shard>> read_shard(const std::filesystem::path& folder);

}  // namespace proofmark::runner
