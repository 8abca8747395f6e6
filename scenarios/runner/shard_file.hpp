// What the run folder of a shard says of its share: {"format": "proofmark-shard/1", "shard": K, "of": N, "attempts":
// [...]}.
#pragma once
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace proofmark::runner {

inline constexpr std::string_view kShardFile = "shard.json";  // in the run folder of a shard

struct Shard {
  std::size_t number = 1;  // from 1
  std::size_t of = 1;
  std::vector<std::string> attempts;  // its share, in the plan's order
};

inline constexpr std::size_t kMostShards = 1000;  // a job array of Slurm ends at 1000 unless its owner says otherwise

[[nodiscard]] std::string shard_to_json(const Shard& shard);
// Strict; an error names `origin` and the field.
[[nodiscard]] Result<Shard> shard_from_json(const std::string& text, const std::string& origin);
// None: FOLDER has no shard.json, so it is a whole run's.
[[nodiscard]] Result<std::optional<Shard>> read_shard(const std::filesystem::path& folder);

}  // namespace proofmark::runner
