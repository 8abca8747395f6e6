#include "reports/statistics/sort_scores.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace proofmark::reports {
namespace {

constexpr unsigned kDigitBits = 11;
constexpr unsigned kDigits = 6;  // of 64 bits
constexpr std::size_t kBuckets = 1U << kDigitBits;
constexpr std::size_t kFew = 20'000;

// IEEE 754 doubles compare like their bits, once those of negative numbers are inverted.
std::uint64_t key(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  return (bits >> 63U) != 0 ? ~bits : bits | (std::uint64_t{1} << 63U);
}

std::size_t digit(std::uint64_t of, unsigned place) {
  return static_cast<std::size_t>((of >> (place * kDigitBits)) & (kBuckets - 1));
}

}  // namespace

void sort_scores(std::vector<double>& scores) {
  if (std::is_sorted(scores.begin(), scores.end())) return;
  if (scores.size() < kFew) {
    std::sort(scores.begin(), scores.end());
    return;
  }
  std::vector<std::array<std::size_t, kBuckets>> counts(kDigits);
  for (const double value : scores) {
    const std::uint64_t k = key(value);
    for (unsigned place = 0; place < kDigits; ++place) ++counts[place][digit(k, place)];
  }
  std::vector<double> other(scores.size());
  for (unsigned place = 0; place < kDigits; ++place) {
    auto& next = counts[place];
    if (next[digit(key(scores.front()), place)] == scores.size()) continue;  // one digit throughout
    std::size_t begin = 0;
    for (std::size_t& count : next) begin += std::exchange(count, begin);
    for (const double value : scores) other[next[digit(key(value), place)]++] = value;
    scores.swap(other);
  }
}

}  // namespace proofmark::reports
