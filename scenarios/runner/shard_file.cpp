#include "scenarios/runner/shard_file.hpp"

#include "common/files.hpp"
#include "scenarios/runner/strict_json.hpp"

namespace proofmark::runner {

std::string shard_to_json(const Shard& shard) {
  const nlohmann::ordered_json json = {
      {"format", "proofmark-shard/1"}, {"shard", shard.number}, {"of", shard.of}, {"attempts", shard.attempts}};
  return json.dump(2) + "\n";
}

Result<Shard> shard_from_json(const std::string& text, const std::string& origin) {
  PROOFMARK_TRY(const nlohmann::json json, parse_strict(text, origin));
  StrictObject object(json, origin, "");
  static_cast<void>(object.one_of("format", {"proofmark-shard/1"}));
  Shard shard;
  shard.of = static_cast<std::size_t>(object.number("of", 1, kMostShards));
  shard.number = static_cast<std::size_t>(object.number("shard", 1, shard.of));
  shard.attempts = object.texts("attempts");
  PROOFMARK_CHECK(object.finish());
  return shard;
}

Result<std::optional<Shard>> read_shard(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / kShardFile;
  std::error_code problem;
  if (!std::filesystem::exists(file, problem)) return std::optional<Shard>();
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(Shard shard, shard_from_json(text, file.string()));
  return std::optional(std::move(shard));
}

}  // namespace proofmark::runner
