// A limit on a proportion, with where it comes from: a figure without a source is not compared.
#pragma once
#include <string>
#include <string_view>

#include "common/result.hpp"

namespace proofmark::reports {

enum class LimitKind { normative, tender, borrowed, own_goal, proposed };
[[nodiscard]] std::string_view name_of(LimitKind kind);
[[nodiscard]] Result<LimitKind> parse_limit_kind(std::string_view name);

struct Limit {
  std::string id;          // "apcer", as scenarios and requirements name it
  double value = 0;        // proportion
  bool or_equal = false;   // "at most" instead of "less than"
  bool any_fails = false;  // a single error refutes it, however small the sample
  std::string text;        // "one-sided 95 % upper bound < 7 %"
  std::string source;
  LimitKind kind = LimitKind::borrowed;
  std::string checked;  // how far the source was checked: "secondary source", "primary text"
};

}  // namespace proofmark::reports
