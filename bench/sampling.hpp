// How benches of whole procedures take and show their figures: both clocks, quantiles, a bound and a ratio.
#pragma once
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <functional>
#include <vector>

namespace proofmark::bench {

using Clock = std::chrono::steady_clock;

[[nodiscard]] inline double milliseconds(Clock::time_point from) {
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

// Of this thread: what remains of a figure when others use the machine too.
[[nodiscard]] inline double processor_milliseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

struct Times {
  std::vector<double> sorted;   // milliseconds
  double processor_median = 0;  // milliseconds
  void sort() { std::sort(sorted.begin(), sorted.end()); }
  [[nodiscard]] double quantile(double q) const {
    return sorted[std::min(sorted.size() - 1, static_cast<std::size_t>(q * static_cast<double>(sorted.size())))];
  }
};
[[nodiscard]] inline double median_of(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}
// What calls took by both clocks.
struct Samples {
  std::vector<double> wall, processor;  // milliseconds
  void take(const std::function<void()>& work) {
    const auto from = Clock::now();
    const double processor_from = processor_milliseconds();
    work();
    processor.push_back(processor_milliseconds() - processor_from);
    wall.push_back(milliseconds(from));
  }
  [[nodiscard]] Times times() const {
    Times times{wall, median_of(processor)};
    times.sort();
    return times;
  }
};
// After a twentieth that counts for nothing.
inline Times measured(std::size_t n, const std::function<void()>& work) {
  for (std::size_t i = 0; i < n / 20 + 2; ++i) work();
  Samples samples;
  for (std::size_t i = 0; i < n; ++i) samples.take(work);
  return samples.times();
}

// One figure: the bound that is promised, what the curves alone would give, and the ratio of figure and curves (the
// other way round for rates, so that 1 is always the best there is).
inline bool line(const char* what, double figure, const char* unit, double bound, bool at_most, double curves,
                 std::size_t n) {
  const bool kept = at_most ? figure <= bound : figure >= bound;
  std::printf("  %-34s %8.2f %-3s bound %s %6.1f %-6s  curves alone %8.2f, ratio %5.2f  n=%zu\n", what, figure, unit,
              at_most ? "<=" : ">=", bound, kept ? "kept" : "BROKEN", curves,
              at_most ? figure / curves : curves / figure, n);
  return kept;
}

}  // namespace proofmark::bench
