// The same figures from another tool (numpy and scipy, reference.py) on the scores in this folder.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>

#include "common/files.hpp"
#include "reports/statistics/det.hpp"
#include "reports/statistics/quantile.hpp"
#include "reports/statistics/ratio.hpp"

namespace proofmark::reports {
namespace {

const std::filesystem::path kFolder = std::filesystem::path(PROOFMARK_SOURCE_DIR) / "tests/reports/statistics";

std::vector<double> scores(const std::string& name) {
  const auto text = read_text(kFolder / "scores" / (name + ".txt"));
  EXPECT_TRUE(text) << name;
  std::istringstream in(text ? *text : "");
  in.imbue(std::locale::classic());
  std::vector<double> out;
  for (double x = 0; in >> x;) out.push_back(x);
  return out;
}

class Reference : public ::testing::Test {
 protected:
  // Debian's own interpreter, with the packages that the set-up installs.
  static const nlohmann::json& answer() {
    static const nlohmann::json all = [] {
      const auto out =
          std::filesystem::temp_directory_path() / ("proofmark-reference-" + std::to_string(::getpid()) + ".json");
      const std::string command = "/usr/bin/python3 -W ignore '" + (kFolder / "reference.py").string() + "' '" +
                                  (kFolder / "scores").string() + "' > '" + out.string() + "'";
      EXPECT_EQ(std::system(command.c_str()), 0) << "python3-numpy or python3-scipy is missing";
      const auto text = read_text(out);
      std::filesystem::remove(out);
      return nlohmann::json::parse(text ? *text : "{}", nullptr, false);
    }();
    return all;
  }

  static void expect_table(const Det& det, const nlohmann::json& reference) {
    ASSERT_GT(reference["det"].size(), 50U);
    for (const auto& point : reference["det"]) {
      const double t = point[0];
      EXPECT_NEAR(det.false_positives(t).rate(), point[1].get<double>(), 1e-12) << t;
      EXPECT_NEAR(det.false_negatives(t).rate(), point[2].get<double>(), 1e-12) << t;
    }
    // The drawn curve, at full length, holds every different pair of rates and nothing else.
    const auto curve = det.curve(1'000'000);
    ASSERT_TRUE(curve);
    std::size_t at = 0;
    for (const auto& point : reference["det"]) {
      if (at > 0 && (*curve)[at - 1].false_positive_rate == point[1].get<double>() &&
          (*curve)[at - 1].false_negative_rate == point[2].get<double>())
        continue;
      ASSERT_LT(at, curve->size());
      EXPECT_DOUBLE_EQ((*curve)[at].threshold, point[0].get<double>());
      EXPECT_DOUBLE_EQ((*curve)[at].false_positive_rate, point[1].get<double>());
      EXPECT_DOUBLE_EQ((*curve)[at].false_negative_rate, point[2].get<double>());
      ++at;
    }
    EXPECT_EQ(at, curve->size());
    EXPECT_DOUBLE_EQ(det.equal_error_rate().threshold, reference["eer"][0].get<double>());
    EXPECT_NEAR(det.equal_error_rate().rate, reference["eer"][1].get<double>(), 1e-12);
  }
  static void expect_points(const Det& det, const std::vector<double>& rates, const nlohmann::json& points) {
    ASSERT_EQ(points.size(), rates.size());
    for (std::size_t i = 0; i < rates.size(); ++i) {
      const double t = det.threshold_for(rates[i]);
      EXPECT_DOUBLE_EQ(t, points[i][0].get<double>());
      EXPECT_NEAR(det.false_positives(t).rate(), points[i][1].get<double>(), 1e-12);
      EXPECT_NEAR(det.false_negatives(t).rate(), points[i][2].get<double>(), 1e-12);
    }
  }
};

TEST_F(Reference, DetOfComparisonScores) {
  const auto det = Det::of(scores("mated"), {scores("unrelated")});
  ASSERT_TRUE(det);
  expect_table(*det, answer()["comparison"]);
  expect_points(*det, {1e-2, 1e-3, 1e-4}, answer()["comparison"]["points"]);
}

TEST_F(Reference, DetOfAttackDetectionTakesTheWorstSpecies) {
  const auto det = Det::of(scores("bona_fide"), {scores("print"), scores("replay"), scores("mask")});
  ASSERT_TRUE(det);
  expect_table(*det, answer()["pad"]);
  expect_points(*det, {0.10, 0.05, 0.01}, answer()["pad"]["points"]);
}

TEST_F(Reference, ExactLimitsOfProportions) {
  ASSERT_GT(answer()["limits"].size(), 20U);
  for (const auto& row : answer()["limits"]) {
    const std::uint64_t k = row[0], n = row[1];
    EXPECT_NEAR(two_sided(k, n)->low, row[2].get<double>(), 1e-9) << k << " of " << n;
    EXPECT_NEAR(two_sided(k, n)->high, row[3].get<double>(), 1e-9) << k << " of " << n;
    EXPECT_NEAR(*lower_bound(k, n), row[4].get<double>(), 1e-9) << k << " of " << n;
    EXPECT_NEAR(*upper_bound(k, n), row[5].get<double>(), 1e-9) << k << " of " << n;
  }
}

TEST_F(Reference, ExactLimitsOfRatios) {
  ASSERT_EQ(answer()["ratios"].size(), 4U);
  for (const auto& row : answer()["ratios"]) {
    const auto ratio = ratio_to_other({row[0], row[1]}, {row[2], row[3]});
    ASSERT_TRUE(ratio);
    EXPECT_NEAR(ratio->low, row[4].get<double>(), 1e-7);
    EXPECT_NEAR(*ratio->high / row[5].get<double>(), 1, 1e-7);
  }
}

TEST_F(Reference, QuantilesBetweenOrderStatistics) {
  for (const auto& row : answer()["quantiles"]) {
    const auto q = quantile(scores("mated"), row[0].get<double>());
    ASSERT_TRUE(q);
    EXPECT_DOUBLE_EQ(q->value, row[1].get<double>());
    ASSERT_EQ(q->low.has_value(), !row[2].is_null());
    ASSERT_EQ(q->high.has_value(), !row[3].is_null());
    if (q->low) {
      EXPECT_DOUBLE_EQ(*q->low, row[2].get<double>());
    }
    if (q->high) {
      EXPECT_DOUBLE_EQ(*q->high, row[3].get<double>());
    }
  }
}

}  // namespace
}  // namespace proofmark::reports
