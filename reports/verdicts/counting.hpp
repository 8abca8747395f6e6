// How a rate is counted: which attempts it is of, and what each of them was.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "reports/formats/results.hpp"
#include "reports/verdicts/match.hpp"

namespace proofmark::reports {

enum class Count { error, correct, non_response };

// What rates are made from. `limits` may be null: then nothing is compared.
struct Material {
  const Plan& plan;
  const Matched& matched;
  const std::vector<Limit>* limits = nullptr;
};

struct Recipe {
  Rate rate;                                          // its words; figures empty
  std::function<bool(const Attempt&)> selected;       // the attempts that it is of
  std::function<Count(const Observation&)> class_of;  // for attempts that the subject answered, crashed on or timed out
  std::string metric;                                 // the scenarios' metric that it answers to; empty: its family
  bool by_group = false;                              // live persons: figures for each group
  bool pairs = false;                                 // a comparison of two persons: both are resampled
};

[[nodiscard]] Rate words(std::string id, std::string family, std::string level, std::string name,
                         std::string definition);

// Counts, finds the limit (the one that the attempts' scenarios name for this metric; of several the lowest; else the
// one called like the metric), and judges.
[[nodiscard]] Result<Rate> measure(const Material& material, Recipe recipe);

// The limit of that id; null without one.
[[nodiscard]] const Limit* find_limit(const Material& material, const std::string& id);

}  // namespace proofmark::reports
