// liveness.*: the challenges over many sessions (tender 7.4.5.4): unpredictable, non-repeating, bounded in time.
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/poisson.hpp>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "scenarios/probes/door.hpp"
#include "scenarios/probes/footage.hpp"
#include "scenarios/probes/registry.hpp"

namespace proofmark::probes {
namespace {

using nlohmann::json;

constexpr double kActions = 7;          // docs/interface.md
constexpr double kSignificance = 1e-6;  // of each test: a run of the suite does not fail by chance
constexpr double kRate = 3;             // frames a second: the cheapest stream that keeps the challenges coming

using Sequence = std::vector<std::string>;

// The challenges of `count` sessions of one person, who answers none. Empty when none were asked.
Result<std::vector<FilmEnd>> sessions_of(Door& door, Who who, int count) {
  auto units = still_units(door.task(), who);
  if (!units) return fail(ours(units.error()));
  std::vector<FilmEnd> all;
  for (int i = 0; i < count; ++i) {
    PROOFMARK_TRY(const OpenedSession session, door.begin());
    PROOFMARK_CHECK(door.pass_chip(session));
    const auto film = make_still(*units, kRate);
    PROOFMARK_TRY(FilmEnd end, door.film(session, *film));
    if (end.challenges.empty()) {
      if (all.empty()) return all;
      return otherwise("challenges", "none in session " + std::to_string(i + 1));
    }
    all.push_back(std::move(end));
  }
  return all;
}

// A service may ask nothing of a face that it cannot use: then of the other person's.
Result<std::vector<FilmEnd>> sessions(Door& door, int count) {
  for (const Who who : {Who::holder, Who::other}) {
    PROOFMARK_TRY(std::vector<FilmEnd> all, sessions_of(door, who, count));
    if (!all.empty()) return all;
  }
  return otherwise("challenges", "none for either of two persons");
}

Sequence sequence_of(const FilmEnd& end) {
  Sequence sequence;
  for (const auto& challenge : end.challenges) sequence.push_back(challenge.action);
  return sequence;
}

std::string text_of(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

// Pearson's test of equal frequencies; the probability of so uneven a count by chance.
double evenness(const std::map<std::string, int>& counts, double classes) {
  double total = 0;
  for (const auto& [name, n] : counts) total += n;
  const double each = total / classes;
  double statistic = (classes - static_cast<double>(counts.size())) * each;
  for (const auto& [name, n] : counts) statistic += (n - each) * (n - each) / each;
  return boost::math::cdf(boost::math::complement(boost::math::chi_squared(classes - 1), statistic));
}

// Pairs of sessions with the same sequence against what `bits` of chance would give.
void demand_no_repeats(const std::vector<Sequence>& all, double bits, Verdict& verdict) {
  int pairs = 0;
  for (std::size_t i = 0; i < all.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) pairs += all[i] == all[j] ? 1 : 0;
  const double n = static_cast<double>(all.size());
  const double expected_pairs = n * (n - 1) / 2 / std::exp2(bits);
  const double chance =
      pairs == 0 ? 1 : boost::math::cdf(boost::math::complement(boost::math::poisson(expected_pairs), pairs - 1));
  verdict.demand(chance >= kSignificance,
                 std::to_string(pairs) + " pairs of equal sequences, too many for " + text_of(bits) + " bits");
}

Result<reports::ProbeAnswer> unpredictable(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const int count = number_parameter(parameters, "sessions", 24);
  const int bits = number_parameter(parameters, "bits", 10);
  const std::string expected =
      "challenges of the same person that are even over the actions, in no fixed order, and "
      "repeat no more than " +
      std::to_string(bits) + " bits of chance allow";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const std::vector<FilmEnd> ends, sessions(door, count));
    std::vector<Sequence> all;
    std::map<std::string, int> actions;
    std::vector<std::map<std::string, int>> by_place;
    for (const FilmEnd& end : ends) {
      all.push_back(sequence_of(end));
      by_place.resize(std::max(by_place.size(), all.back().size()));
      for (std::size_t i = 0; i < all.back().size(); ++i) {
        ++actions[all.back()[i]];
        ++by_place[i][all.back()[i]];
      }
    }
    const double even = evenness(actions, kActions);
    verdict.demand(even >= kSignificance, std::to_string(actions.size()) + " of 7 actions, uneven");
    for (std::size_t i = 0; i < by_place.size(); ++i)
      verdict.demand(
          evenness(by_place[i], kActions) >= kSignificance,
          "challenge " + std::to_string(i + 1) + ": " + std::to_string(by_place[i].size()) + " of 7 actions, uneven");
    demand_no_repeats(all, bits, verdict);
    return verdict.answer(std::to_string(count) + " sessions of " + std::to_string(by_place.size()) + " challenges, " +
                          std::to_string(std::set<Sequence>(all.begin(), all.end()).size()) + " different");
  });
}

// No sequence of this length can hold more bits than its length times those of one action.
Result<reports::ProbeAnswer> entropy(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const int bits = number_parameter(parameters, "bits", 20);
  const std::string expected = "at least " + std::to_string(bits) + " bits in the actions of one session";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const std::vector<FilmEnd> ends, sessions(door, number_parameter(parameters, "sessions", 4)));
    std::size_t fewest = ends.front().challenges.size();
    for (const FilmEnd& end : ends) fewest = std::min(fewest, end.challenges.size());
    const double most = static_cast<double>(fewest) * std::log2(kActions);
    const std::string observed =
        std::to_string(fewest) + " challenges out of 7 actions: at most " + text_of(most) + " bits";
    verdict.demand(most >= bits, observed);
    return verdict.answer(observed);
  });
}

Result<reports::ProbeAnswer> window(const ProbeTask& task, subjects::Subject& subject, const json& parameters) {
  const auto most = std::chrono::milliseconds(number_parameter(parameters, "milliseconds", 5000));
  const std::string expected = "each challenge open for at most " + std::to_string(most.count()) + " ms, and over then";
  return at_the_door(task, subject, expected, [&](Door& door) -> Result<reports::ProbeAnswer> {
    Verdict verdict(expected);
    PROOFMARK_TRY(const std::vector<FilmEnd> ends, sessions(door, number_parameter(parameters, "sessions", 2)));
    Duration longest{};
    for (const FilmEnd& end : ends) {
      for (const auto& challenge : end.challenges) {
        const Duration open = challenge.over - challenge.asked;
        longest = std::max({longest, open, challenge.window});
        verdict.demand(challenge.window <= most,
                       "a window of " + std::to_string(challenge.window.count() / 1000) + " ms");
        // A frame interval and the poll of the service may lie in between.
        verdict.demand(open.count() > 0 && open <= challenge.window + std::chrono::milliseconds(800),
                       "a challenge over after " + std::to_string(open.count() / 1000) + " ms");
      }
      verdict.demand(end.end_said, "no end was said");
    }
    return verdict.answer("at most " + std::to_string(longest.count() / 1000) + " ms");
  });
}

}  // namespace

std::vector<ProbeEntry> liveness_probes() {
  return {{.name = "liveness.unpredictable", .run = unpredictable, .numbers = {"sessions", "bits"}},
          {.name = "liveness.entropy", .run = entropy, .numbers = {"sessions", "bits"}},
          {.name = "liveness.window", .run = window, .numbers = {"sessions", "milliseconds"}}};
}

}  // namespace proofmark::probes
