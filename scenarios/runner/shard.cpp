#include "scenarios/runner/shard.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>

namespace proofmark::runner {
namespace {

// 0 for anything but a whole number.
std::size_t number_of(std::string_view text) {
  std::size_t value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
  return problem == std::errc() && end == text.data() + text.size() ? value : 0;
}

}  // namespace

Result<Shard> parse_shard(std::string_view text) {
  const auto slash = text.find('/');
  const std::size_t number = number_of(text.substr(0, slash));
  const std::size_t of = slash == std::string_view::npos ? 0 : number_of(text.substr(slash + 1));
  if (number < 1 || number > of || of > kMostShards)
    return fail("--shard", "K/N with 1 <= K <= N <= " + std::to_string(kMostShards), "'" + std::string(text) + "'",
                "For example --shard 2/4.");
  return Shard{number, of, {}};
}

std::vector<std::size_t> share_out(const std::vector<double>& seconds, std::size_t of) {
  std::vector<std::size_t> order(seconds.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return seconds[a] > seconds[b]; });
  std::vector<double> load(of, 0);
  std::vector<std::size_t> shard(seconds.size(), 0);
  for (const std::size_t task : order) {
    const auto least = std::min_element(load.begin(), load.end());
    shard[task] = static_cast<std::size_t>(least - load.begin());
    *least += seconds[task];
  }
  return shard;
}

Result<Shard> with_attempts(Shard shard, const PlannedRun& planned, const Suite& suite) {
  if (shard.of > planned.tasks.size())
    return fail("--shard", "at most as many shards as attempts (" + std::to_string(planned.tasks.size()) + ")",
                std::to_string(shard.of), "Choose fewer.");
  std::vector<double> seconds;
  for (const Task& task : planned.tasks)
    seconds.push_back(expected_seconds(suite.scenarios[task.scenario], suite.level));
  const auto shares = share_out(seconds, shard.of);
  shard.attempts.clear();
  for (std::size_t i = 0; i < shares.size(); ++i)
    if (shares[i] + 1 == shard.number) shard.attempts.push_back(planned.tasks[i].id);
  return shard;
}

}  // namespace proofmark::runner
