// One run of the shards that were played apart.
#pragma once
#include <filesystem>
#include <vector>

#include "common/result.hpp"
#include "reports/documents/report.hpp"

namespace proofmark::runner {

struct MergeOptions {
  std::filesystem::path out;
  std::vector<std::filesystem::path> shards;  // run folders of `proofmark run --shard K/N`, in any order
  bool incomplete = false;                    // a shard or an attempt that is missing is no error; the report says so
  reports::ReportOptions report;              // not used by merge_shards
};

// Makes `out` the run folder that the unsharded run would have left: plan, catalogue, evidence, observations in the
// plan's order, pictures. Refused: shards of different plans (the machines apart), of another number of shards, the
// same shard or attempt twice, an observation of an attempt that is not the shard's, and, unless told otherwise,
// missing shards and open attempts. Killed at any point it may be started again. Reports are the caller's to write.
[[nodiscard]] Result<void> merge_shards(const MergeOptions& options);

}  // namespace proofmark::runner
