#include "scenarios/corpus/apart.hpp"

#include <algorithm>

namespace proofmark::corpus {
namespace {

// A range of one value holds that value.
bool meet(const attack::Range& a, const attack::Range& b) {
  if (a.low == b.low) return true;
  const attack::Range& lower = a.low < b.low ? a : b;
  const attack::Range& upper = a.low < b.low ? b : a;
  return upper.low < lower.high;
}

template <typename Value, typename Same>
bool same_where_both(const std::map<std::string, Value>& a, const std::map<std::string, Value>& b, const Same& same) {
  return std::all_of(a.begin(), a.end(), [&](const auto& entry) {
    const auto other = b.find(entry.first);
    return other == b.end() || same(entry.second, other->second);
  });
}

}  // namespace

bool apart(const attack::Species& a, const attack::Species& b) {
  if (a.attack_class != b.attack_class || a.method != b.method || a.instrument != b.instrument ||
      a.material != b.material)
    return true;
  return !same_where_both(a.choices, b.choices, [](const auto& x, const auto& y) { return x == y; }) ||
         !same_where_both(a.parameters, b.parameters, meet);
}

const attack::Species* not_apart_from(const attack::Species& one, const std::vector<attack::Species>& all) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const attack::Species& other) {
    return other.split != one.split && !apart(one, other);
  });
  return found == all.end() ? nullptr : &*found;
}

}  // namespace proofmark::corpus
