// DET, sorting, cross-comparisons, ratios and sample sizes: worked examples and plain recounts.
#include "reports/statistics/det.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "common/random.hpp"
#include "reports/statistics/bootstrap.hpp"
#include "reports/statistics/comparisons.hpp"
#include "reports/statistics/comparisons_kernel.hpp"
#include "reports/statistics/ratio.hpp"
#include "reports/statistics/sample_size.hpp"
#include "reports/statistics/sort_scores.hpp"

namespace proofmark::reports {
namespace {

TEST(Det, WorkedExample) {
  const auto det = Det::of({0.9, 0.5, 0.7, 0.6}, {{0.1, 0.4, 0.55, 0.2, 0.3}});
  ASSERT_TRUE(det);
  EXPECT_EQ(det->false_positives(0.55).errors, 1U);  // at the threshold counts as a match
  EXPECT_EQ(det->false_negatives(0.55).errors, 1U);
  EXPECT_EQ(det->threshold_for(0.2), 0.5);  // above 0.4 lies one of five; the next score is 0.5
  EXPECT_EQ(det->threshold_for(0.19), 0.6);
  EXPECT_EQ(det->false_negatives(det->threshold_for(0)).errors, 1U);
  // 0.5: 1 of 5 against 0 of 4; 0.55: 1 of 5 against 1 of 4.
  EXPECT_DOUBLE_EQ(det->equal_error_rate().threshold, 0.55);
  EXPECT_DOUBLE_EQ(det->equal_error_rate().rate, (0.2 + 0.25) / 2);
  const auto curve = det->curve();
  ASSERT_TRUE(curve);
  EXPECT_EQ(curve->front().false_positive_rate, 1);
  EXPECT_EQ(curve->front().false_negative_rate, 0);
  EXPECT_EQ(curve->back().false_positive_rate, 0);
  EXPECT_EQ(curve->back().false_negative_rate, 1);
}

TEST(Det, WithoutOverlapThereIsNoError) {
  const auto det = Det::of({0.8, 0.9}, {{0.1}, {0.2, 0.3}});
  EXPECT_EQ(det->equal_error_rate().rate, 0);
  EXPECT_EQ(det->threshold_for(0.0), 0.8);
  EXPECT_EQ(det->false_negatives(det->threshold_for(0)).errors, 0U);
  const auto reversed = Det::of({0.1}, {{0.9}});  // wrong about everything
  EXPECT_EQ(reversed->equal_error_rate().rate, 1);
  EXPECT_GT(reversed->threshold_for(0), 0.9);
}

TEST(Det, RefusesWhatHasNoCurve) {
  EXPECT_FALSE(Det::of({}, {{0.1}}));
  EXPECT_FALSE(Det::of({0.1}, {}));
  EXPECT_FALSE(Det::of({0.1}, {{0.2}, {}}));
  EXPECT_FALSE(Det::of({0.1, std::nan("")}, {{0.2}}));
  EXPECT_FALSE(Det::of({0.1}, {{std::numeric_limits<double>::infinity()}}));
}

TEST(Det, Property_EveryFigureIsThatOfAPlainRecount) {
  SeededRandom random(11, "det");
  for (int round = 0; round < 400; ++round) {
    // Few different values, so that ties are common.
    const auto draw = [&](std::size_t n, double shift) {
      std::vector<double> out(n);
      for (double& x : out) x = static_cast<double>(random.below(12)) / 10 + shift;
      return out;
    };
    const auto positives = draw(1 + random.below(25), 0.3);
    std::vector<std::vector<double>> negatives;
    for (std::uint64_t s = 0; s < 1 + random.below(3); ++s) negatives.push_back(draw(1 + random.below(25), 0));
    const auto det = Det::of(positives, negatives);
    ASSERT_TRUE(det);
    std::vector<double> thresholds = positives;
    for (const auto& set : negatives) thresholds.insert(thresholds.end(), set.begin(), set.end());
    std::sort(thresholds.begin(), thresholds.end());
    thresholds.push_back(std::nextafter(thresholds.back(), 9.0));
    const auto worst = [&](double t) {
      double out = 0;
      for (const auto& set : negatives)
        out =
            std::max(out, static_cast<double>(std::count_if(set.begin(), set.end(), [&](double x) { return x >= t; })) /
                              static_cast<double>(set.size()));
      return out;
    };
    const auto missed = [&](double t) {
      return static_cast<double>(std::count_if(positives.begin(), positives.end(), [&](double x) { return x < t; })) /
             static_cast<double>(positives.size());
    };
    double least = 2;
    for (const double t : thresholds) {
      ASSERT_DOUBLE_EQ(det->false_positives(t).rate(), worst(t));
      ASSERT_DOUBLE_EQ(det->false_negatives(t).rate(), missed(t));
      least = std::min(least, std::abs(worst(t) - missed(t)));
    }
    const auto eer = det->equal_error_rate();
    ASSERT_NEAR(std::abs(eer.false_positive_rate - eer.false_negative_rate), least, 1e-12);
    for (const double rate : {0.0, 0.01, 0.1, 0.25, 0.5, 0.99}) {
      const double t = det->threshold_for(rate);
      ASSERT_LE(worst(t), rate);
      for (const double lower : thresholds) {
        if (lower < t) {
          ASSERT_GT(worst(lower), rate);
        }
      }
    }
    const auto curve = det->curve();
    ASSERT_TRUE(curve);
    for (const DetPoint& p : *curve) {
      ASSERT_DOUBLE_EQ(p.false_positive_rate, worst(p.threshold));
      ASSERT_LE(p.false_negative_interval.low, p.false_negative_rate);
      ASSERT_GE(p.false_negative_interval.high, p.false_negative_rate);
    }
  }
}

TEST(SortScores, SortsManyAsTheStandardLibraryDoes) {
  SeededRandom random(12, "sort");
  for (const std::size_t n : {1U, 1000U, 60'000U}) {
    std::vector<double> scores(n);
    for (double& x : scores)
      x = random.chance(0.1) ? std::round(random.normal()) : random.normal() * std::pow(10.0, random.uniform(-9, 9));
    scores[0] = -0.0;
    std::vector<double> expected = scores;
    std::sort(expected.begin(), expected.end());
    sort_scores(scores);
    EXPECT_EQ(scores, expected);
  }
}

TEST(CrossScores, AreTheSumsInOrderWhateverTheVectorWidth) {
  SeededRandom random(13, "templates");
  for (const auto& shape : {std::array<std::size_t, 3>{1, 1, 1}, {7, 33, 17}, {13, 70, 512}}) {
    const std::size_t m = shape[0], n = shape[1], dimension = shape[2];
    const auto draw = [&](std::size_t count) {
      std::vector<float> out(count * dimension);
      for (float& x : out) x = static_cast<float>(random.normal());
      EXPECT_TRUE(normalise(out, dimension));
      return out;
    };
    const auto rows = draw(m);
    const auto columns = draw(n);
    std::vector<float> out(m * n);
    ASSERT_TRUE(cross_scores(rows, columns, dimension, out));
    for (std::size_t i = 0; i < m; ++i)
      for (std::size_t j = 0; j < n; ++j) {
        float sum = 0;
        for (std::size_t k = 0; k < dimension; ++k) sum += columns[j * dimension + k] * rows[i * dimension + k];
        ASSERT_EQ(out[i * n + j], sum);  // bit by bit
      }
    EXPECT_FALSE(cross_scores(rows, columns, dimension, std::span(out).first(out.size() - 1)));
  }
  std::vector<float> zero(4, 0.0F);
  EXPECT_FALSE(normalise(zero, 2));
  std::vector<float> odd(5, 1.0F);
  EXPECT_FALSE(normalise(odd, 2));
}

TEST(CrossScores, EveryKernelThatTheProcessorHasGivesTheSameBits) {
  using namespace comparisons;
  constexpr std::size_t kDimension = 67;
  SeededRandom random(14, "kernels");
  std::vector<float> rows(kRows * kDimension), panel(kColumns * kDimension);
  for (auto* v : {&rows, &panel})
    for (float& x : *v) x = static_cast<float>(random.normal());
  std::array<const float*, kRows> pointers{};
  for (std::size_t r = 0; r < kRows; ++r) pointers[r] = rows.data() + r * kDimension;
  std::array<float, kRows * kColumns> plain{}, other{};
  kernel_sse(pointers.data(), panel.data(), kDimension, plain.data());
  if (__builtin_cpu_supports("avx2") != 0) {
    kernel_avx2(pointers.data(), panel.data(), kDimension, other.data());
    EXPECT_EQ(plain, other);
  }
  if (__builtin_cpu_supports("avx512f") != 0) {
    kernel_avx512(pointers.data(), panel.data(), kDimension, other.data());
    EXPECT_EQ(plain, other);
  }
}

TEST(Bootstrap, IsTheSameForTheSameSeedAndNeverFallsWithAnError) {
  SeededRandom random(15, "bootstrap");
  for (int round = 0; round < 60; ++round) {
    const auto persons = static_cast<std::uint32_t>(2 + random.below(12));
    std::vector<Cluster> clusters;
    for (std::uint32_t i = 0; i < persons; ++i) {
      Cluster one{i, std::nullopt, 0, 1 + random.below(4)};
      if (random.chance(0.5)) one.other = (i + 1) % persons;
      one.errors = random.below(one.n + 1);
      clusters.push_back(one);
    }
    const auto before = bootstrap(clusters, persons, 5);
    ASSERT_TRUE(before);
    EXPECT_EQ(before->upper, bootstrap(clusters, persons, 5)->upper);
    for (Cluster& c : clusters) {
      if (c.errors == c.n) continue;
      ++c.errors;
      const auto after = bootstrap(clusters, persons, 5);
      EXPECT_GE(after->upper, before->upper);
      EXPECT_GE(after->lower, before->lower);
      --c.errors;
      --c.n;  // an attempt without error is lost
      const auto lost = bootstrap(clusters, persons, 5);
      if (lost) {
        EXPECT_GE(lost->upper, before->upper);
      }
      ++c.n;
    }
  }
  EXPECT_FALSE(bootstrap({{0, std::nullopt, 0, 1}}, 1, 5));
  EXPECT_FALSE(bootstrap({{0, std::nullopt, 2, 1}}, 2, 5));
  EXPECT_FALSE(bootstrap({{0, 0U, 0, 1}}, 2, 5));
  EXPECT_FALSE(bootstrap({{0, std::nullopt, 0, 0}}, 2, 5));
}

TEST(Ratio, OfAPartAndOfAnother) {
  // 6 errors of 20 beside 10 errors of 100 in all: three times the rate of everybody.
  const auto whole = ratio_to_whole({6, 20}, {10, 100});
  ASSERT_TRUE(whole);
  EXPECT_DOUBLE_EQ(*whole->value, 3);
  EXPECT_NEAR(whole->low, 5 * two_sided(6, 10)->low, 1e-12);
  const auto other = ratio_to_other({6, 20}, {4, 80});
  EXPECT_DOUBLE_EQ(*other->value, 6);
  const auto unbounded = ratio_to_other({3, 10}, {0, 500});
  ASSERT_TRUE(unbounded);
  EXPECT_FALSE(unbounded->value);
  EXPECT_FALSE(unbounded->high);
  EXPECT_GT(unbounded->lower, 10);
  EXPECT_FALSE(ratio_to_other({0, 10}, {0, 500}));
  EXPECT_FALSE(ratio_to_whole({0, 10}, {0, 500}));
  EXPECT_FALSE(ratio_to_whole({5, 10}, {4, 500}));
}

TEST(SampleSize, AsTheStandardsDigestHasThem) {
  EXPECT_EQ(*attempts_for_rule_of_30(0.01), 3000U);
  EXPECT_EQ(*attempts_for_rule_of_30(0.1), 300U);
  EXPECT_FALSE(attempts_for_rule_of_30(0));
  // Persons who, each with each, give the 3 / p comparisons of the rule of 3 (ISO/IEC 19795-1).
  EXPECT_EQ(persons_for_cross_comparisons(30'000), 246U);
  EXPECT_EQ(persons_for_cross_comparisons(99'999), 448U);
  EXPECT_EQ(persons_for_cross_comparisons(999'999), 1415U);
  // The exact number is a little lower.
  EXPECT_EQ(*attempts_to_show(1e-4, 0, true), 29'956U);
  EXPECT_EQ(persons_for_cross_comparisons(29'956), 246U);
  EXPECT_EQ(persons_for_cross_comparisons(0), 0U);
  EXPECT_EQ(persons_for_cross_comparisons(1), 2U);
  EXPECT_EQ(persons_for_cross_comparisons(3), 3U);
  EXPECT_EQ(persons_for_cross_comparisons(4), 4U);
  EXPECT_NEAR(minutes_of_30_days(0.0015), 64.8, 1e-9);
}

}  // namespace
}  // namespace proofmark::reports
