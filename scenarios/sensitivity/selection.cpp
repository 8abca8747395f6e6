#include "scenarios/sensitivity/selection.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/bytes.hpp"

namespace proofmark::sensitivity {
namespace {

using reports::Kind;

// "time_running_back" and "video.times-back" have a word in common. Beginnings of four letters, so that "expired" and
// "expiry" do too.
std::set<std::string> words_of(const std::string& name) {
  std::set<std::string> words;
  std::string word;
  for (const char c : name + ".") {
    if (c >= 'a' && c <= 'z') {
      word += c;
    } else {
      if (word.size() >= 3) words.insert(word.substr(0, 4));
      word.clear();
    }
  }
  return words;
}

bool relevant(const Area& area, const runner::Scenario& scenario) {
  const auto named = [&](const std::string& check) {
    return std::find(area.checks.begin(), area.checks.end(), check) != area.checks.end();
  };
  const auto& checks = scenario.expected.checks;
  if (std::any_of(checks.begin(), checks.end(), named)) return true;
  return std::any_of(area.probes.begin(), area.probes.end(), [&](const std::string& beginning) {
    return scenario.name.starts_with(beginning) || scenario.probe.starts_with(beginning);
  });
}

bool wanted(const Area& area, const runner::Scenario& scenario, bool thorough) {
  if (thorough || !films(scenario) || area.films == Films::all) return true;
  return area.films == Films::genuine && scenario.kind == Kind::genuine;
}

}  // namespace

runner::Suite all_cases(std::vector<runner::Scenario> cases) {
  runner::Suite suite;
  suite.name = "sensitivity";
  suite.title = "Every case once";
  suite.description = "The cases that a planted weakness is tried against.";
  suite.level = reports::Level::full_service;
  suite.start = Instant(std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + std::chrono::hours(9));
  suite.spacing = std::chrono::minutes(10);
  suite.time_limit = std::chrono::seconds(180);
  std::string all;
  for (runner::Scenario& each : cases) {
    const auto& levels = each.levels;
    if (std::find(levels.begin(), levels.end(), suite.level) == levels.end()) continue;
    if (each.gate == reports::GateRole::reported || !runner::playable(each.kind, suite.level)) continue;
    each.attempts = std::max<std::size_t>(1, std::min(each.attempts, each.species.size()));
    all += each.name + "/" + each.sha256 + "\n";
    suite.scenarios.push_back(std::move(each));
  }
  suite.sha256 = sha256_hex(to_bytes(all));
  return suite;
}

bool films(const runner::Scenario& scenario) {
  return scenario.kind != Kind::document_attack && scenario.kind != Kind::probe;
}

std::vector<std::size_t> attempts_for(const Weakness& weakness, const runner::Suite& suite,
                                      const std::vector<runner::Task>& tasks, bool thorough) {
  const Area& area = *find_area(weakness.area);
  const std::set<std::string> words = words_of(weakness.name);
  using Key = std::tuple<int, int, double, std::size_t>;  // smaller is earlier
  std::vector<Key> keys;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const runner::Scenario& scenario = suite.scenarios[tasks[i].scenario];
    if (!wanted(area, scenario, thorough)) continue;
    int shared = 0;
    for (const std::string& word : words_of(scenario.name + "." + scenario.card))
      shared += words.contains(word) ? 1 : 0;
    const int group = relevant(area, scenario) || shared > 1 ? 0 : films(scenario) ? 2 : 1;
    keys.emplace_back(group, group == 0 ? -shared : 0, runner::expected_seconds(scenario, suite.level), i);
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::size_t> order;
  for (const Key& key : keys) order.push_back(std::get<3>(key));
  return order;
}

}  // namespace proofmark::sensitivity
