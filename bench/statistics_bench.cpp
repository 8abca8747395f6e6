// Scores to DET with exact intervals, cross-comparison of templates beside the machine's multiply-add bound, bootstrap.
// Promised: 10 million scores within 1 s and 200 MB; 3,000 x 3,000 comparisons of 512 components within 1 s.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <ctime>
#include <random>
#include <vector>

#include "reports/statistics/bootstrap.hpp"
#include "reports/statistics/comparisons.hpp"
#include "reports/statistics/det.hpp"

namespace {

using namespace proofmark::reports;

// A heap around a centre (a sum of four uniform numbers), nearly all different.
std::vector<double> scores(std::size_t n, double centre, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<double> out(n);
  for (double& x : out) {
    double sum = 0;
    for (int i = 0; i < 4; ++i) sum += static_cast<double>(random() >> 11U) * 0x1p-53;
    x = centre + (sum - 2) * 0.4;
  }
  return out;
}

// Of this process: another one on the same core takes nothing from the figure.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

void det_of_10_million(benchmark::State& state) {
  for (auto _ : state) {
    state.PauseTiming();
    auto positives = scores(2'000'000, 0.62, 1);
    std::vector<std::vector<double>> negatives;
    negatives.push_back(scores(8'000'000, 0.1, 2));
    state.ResumeTiming();
    const auto det = Det::of(std::move(positives), std::move(negatives));
    const auto curve = det->curve();
    auto eer = det->equal_error_rate();
    auto at = det->threshold_for(1e-4);
    if (!curve) state.SkipWithError("no curve");
    benchmark::DoNotOptimize(eer);
    benchmark::DoNotOptimize(at);
    state.counters["points"] = static_cast<double>(curve->size());
  }
  state.counters["peak_MB_of_200"] = peak_megabytes();
}
BENCHMARK(det_of_10_million)->Unit(benchmark::kMillisecond)->Iterations(3);

// What one core can multiply and add, in registers alone, at the widest vectors that it has.
using Lanes = float __attribute__((vector_size(64)));
__attribute__((target("avx512f"), noinline)) double rate_avx512(bool fused) {
  Lanes sum[12] = {};
  Lanes x = {}, y = {};
  for (int i = 0; i < 16; ++i) {
    x[i] = 1.0F + static_cast<float>(i) * 1e-6F;
    y[i] = 1e-3F;
  }
  constexpr int kRounds = 20'000'000;
  const double begin = cpu_seconds();
  if (fused) {
    for (int i = 0; i < kRounds; ++i)
      for (Lanes& s : sum) asm("vfmadd231ps %1, %2, %0" : "+v"(s) : "v"(x), "v"(y));
  } else {
    for (int i = 0; i < kRounds; ++i)
      for (Lanes& s : sum) {
        Lanes product;
        asm("vmulps %1, %2, %0" : "=v"(product) : "v"(x), "v"(y));
        asm("vaddps %1, %0, %0" : "+v"(s) : "v"(product));
      }
  }
  const double took = cpu_seconds() - begin;
  // One number, so that the sums stay in registers until here.
  Lanes total = sum[0];
  for (int i = 1; i < 12; ++i) total += sum[i];
  float lane = total[0];
  benchmark::DoNotOptimize(lane);
  return 12.0 * 16 * kRounds / took;
}

void compare_3000_by_3000(benchmark::State& state) {
  constexpr std::size_t kDimension = 512, kTemplates = 3000;
  std::mt19937_64 random(3);
  const auto fill = [&] {
    std::vector<float> out(kDimension * kTemplates);
    for (float& x : out) x = static_cast<float>(random() >> 40U) * 0x1p-24F - 0.5F;
    if (!normalise(out, kDimension)) state.SkipWithError("normalise");
    return out;
  };
  const std::vector<float> rows = fill();
  const std::vector<float> columns = fill();
  std::vector<float> out(kTemplates * kTemplates);
  double seconds = 0;
  for (auto _ : state) {
    const double begin = cpu_seconds();
    if (!cross_scores(rows, columns, kDimension, out)) state.SkipWithError("cross_scores");
    benchmark::DoNotOptimize(out.data());
    seconds += cpu_seconds() - begin;
  }
  const double achieved =
      static_cast<double>(kTemplates * kTemplates * kDimension) * static_cast<double>(state.iterations()) / seconds;
  state.counters["GMA/s"] = achieved / 1e9;
  if (!__builtin_cpu_supports("avx512f")) return;
  const double separate = rate_avx512(false);
  const double fused = rate_avx512(true);
  state.counters["bound_GMA/s"] = separate / 1e9;
  state.counters["of_bound"] = achieved / separate;
  state.counters["fused_bound_GMA/s"] = fused / 1e9;
  state.counters["of_fused_bound"] = achieved / fused;
}
BENCHMARK(compare_3000_by_3000)->Unit(benchmark::kMillisecond)->Iterations(5);

void bootstrap_of_3000_persons(benchmark::State& state) {
  std::mt19937_64 random(4);
  std::vector<Cluster> clusters(3000);
  for (std::uint32_t i = 0; i < clusters.size(); ++i)
    clusters[i] = {i, std::nullopt, (random() & 31U) == 0 ? 1U : 0U, 5};
  for (auto _ : state) {
    auto bounds = bootstrap(clusters, clusters.size(), 7);
    benchmark::DoNotOptimize(bounds);
  }
}
BENCHMARK(bootstrap_of_3000_persons)->Unit(benchmark::kMillisecond);

void exact_interval(benchmark::State& state) {
  std::uint64_t errors = 0;
  for (auto _ : state) {
    auto interval = two_sided(400 + errors++ % 100'000, 5'000'000);  // others each time: the last ones are kept
    benchmark::DoNotOptimize(interval);
  }
}
BENCHMARK(exact_interval)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
