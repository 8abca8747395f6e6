#include "common/random.hpp"

#include <gtest/gtest.h>

namespace proofmark {
namespace {

TEST(SeededRandom, SameSeedSameStream) {
  SeededRandom a(7, "person"), b(7, "person"), c(8, "person");
  const Bytes x = a.bytes(5000);
  EXPECT_EQ(x, b.bytes(5000));
  EXPECT_NE(x, c.bytes(5000));
}

TEST(SeededRandom, DerivedStreamDoesNotDependOnDrawsBefore) {
  SeededRandom a(7), b(7);
  (void)a.next_u64();
  EXPECT_EQ(a.derive("card", 3).next_u64(), b.derive("card", 3).next_u64());
  EXPECT_NE(a.derive("card", 3).next_u64(), b.derive("card", 4).next_u64());
}

TEST(RandomSource, DistributionsHaveTheirMoments) {
  SeededRandom r(1);
  double sum = 0, squares = 0;
  constexpr int n = 200000;
  for (int i = 0; i < n; ++i) {
    const double v = r.normal();
    sum += v;
    squares += v * v;
  }
  EXPECT_NEAR(sum / n, 0, 0.01);  // 4.5 standard errors
  EXPECT_NEAR(squares / n, 1, 0.02);
  for (int i = 0; i < 1000; ++i) EXPECT_LT(r.below(7), 7U);
}

}  // namespace
}  // namespace proofmark
