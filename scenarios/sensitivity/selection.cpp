#include "scenarios/sensitivity/selection.hpp"

#include <algorithm>
#include <set>
#include <tuple>

#include "common/bytes.hpp"

namespace proofmark::sensitivity {
namespace {

using reports::Kind;

// Beginnings of the words of at least `shortest` letters, so that "expired" and "expiry" meet.
std::set<std::string> words_of(const std::string& text, std::size_t shortest) {
  std::set<std::string> words;
  std::string word;
  for (const char c : text + ".") {
    if (c >= 'a' && c <= 'z') {
      word += c;
    } else {
      if (word.size() >= shortest) words.insert(word.substr(0, std::max<std::size_t>(shortest, 4)));
      word.clear();
    }
  }
  return words;
}

int shared(const std::set<std::string>& a, const std::set<std::string>& b) {
  return static_cast<int>(std::count_if(a.begin(), a.end(), [&](const std::string& word) { return b.contains(word); }));
}

// A scenario of this likeness comes before those that are cheap: a name in common, or three words.
constexpr int alike = 3;

// How much a scenario seems to speak about the weakness: names count more than sentences.
int likeness(const Weakness& weakness, const runner::Scenario& scenario) {
  const std::string names = scenario.name + "." + scenario.card + "." + scenario.parameters;
  return 3 * shared(words_of(weakness.name, 3), words_of(names, 3)) +
         shared(words_of(weakness.weakness, 5), words_of(scenario.requirement, 5));
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
  if (thorough || !films(scenario) || area.films == Films::all || relevant(area, scenario)) return true;
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
  suite.time_limit = std::chrono::seconds(600);
  std::string all;
  for (runner::Scenario& each : cases) {
    const auto& levels = each.levels;
    if (std::find(levels.begin(), levels.end(), suite.level) == levels.end()) continue;
    if (each.gate == reports::GateRole::reported || !runner::playable(each.kind, suite.level)) continue;
    // The same scenario for a part of the population says nothing more about one service.
    if (!each.cast.group.empty()) continue;
    each.attempts = std::max<std::size_t>(1, std::min(each.attempts, each.species.size()));
    all += each.name + "/" + each.sha256 + "\n";
    suite.scenarios.push_back(std::move(each));
  }
  suite.sha256 = sha256_hex(to_bytes(all));
  return suite;
}

bool films(const runner::Scenario& scenario) {
  if (scenario.kind == Kind::probe)
    return scenario.probe.starts_with("video.") || scenario.probe.starts_with("liveness.");
  return scenario.kind != Kind::document_attack;
}

std::vector<std::size_t> attempts_for(const Weakness& weakness, const runner::Suite& suite,
                                      const std::vector<runner::Task>& tasks, bool thorough) {
  const Area& area = *find_area(weakness.area);
  using Key = std::tuple<int, int, double, std::size_t>;  // smaller is earlier
  std::vector<Key> keys;
  for (std::size_t i = 0; i < tasks.size(); ++i) {
    const runner::Scenario& scenario = suite.scenarios[tasks[i].scenario];
    if (!wanted(area, scenario, thorough)) continue;
    const int like = likeness(weakness, scenario);
    const int group = relevant(area, scenario) || like >= alike ? 0 : films(scenario) ? 2 : 1;
    keys.emplace_back(group, -like, runner::expected_seconds(scenario, suite.level), i);
  }
  std::sort(keys.begin(), keys.end());
  std::vector<std::size_t> order;
  for (const Key& key : keys) order.push_back(std::get<3>(key));
  return order;
}

}  // namespace proofmark::sensitivity
