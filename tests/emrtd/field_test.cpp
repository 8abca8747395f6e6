// The arithmetic that a nonce goes through, against OpenSSL's plain one.
#include "common/emrtd/field.hpp"

#include <gtest/gtest.h>
#include <openssl/obj_mac.h>

#include "common/random.hpp"

namespace proofmark::emrtd::numbers {
namespace {

Number prime_of(int curve) {
  const std::unique_ptr<EC_GROUP, decltype(&EC_GROUP_free)> group(EC_GROUP_new_by_curve_name(curve), EC_GROUP_free);
  return Number(BN_dup(EC_GROUP_get0_field(group.get())));
}

class FieldOf : public testing::TestWithParam<int> {
 protected:
  Number prime_ = prime_of(GetParam());
  std::size_t size_ = length_of(prime_.get());
  Field field_{prime_.get()};
  Context context_{BN_CTX_new()};
  Bytes reduced(ByteView number) {
    const Number plain = to_number(number);
    BN_nnmod(plain.get(), plain.get(), prime_.get(), context_.get());
    return to_bytes(plain.get(), size_);
  }
};

TEST_P(FieldOf, ComputesAsPlainNumbersDo) {
  SeededRandom random(3, "field");
  for (int round = 0; round < 20; ++round) {
    const Bytes first = random.bytes(size_ + static_cast<std::size_t>(round));  // longer than the prime too
    const Bytes second = random.bytes(1 + static_cast<std::size_t>(round) * 7);
    const Number x = field_.element(first), y = field_.element(second);
    EXPECT_EQ(field_.bytes(x, size_), reduced(first));
    EXPECT_EQ(field_.bytes(y, size_), reduced(second));
    const Number a = to_number(reduced(first)), b = to_number(reduced(second)), out(BN_new());
    ASSERT_EQ(BN_mod_mul(out.get(), a.get(), b.get(), prime_.get(), context_.get()), 1);
    EXPECT_EQ(field_.bytes(field_.product(x, y), size_), to_bytes(out.get(), size_));
    ASSERT_EQ(BN_mod_add(out.get(), a.get(), b.get(), prime_.get(), context_.get()), 1);
    EXPECT_EQ(field_.bytes(field_.sum(x, y), size_), to_bytes(out.get(), size_));
    ASSERT_EQ(BN_mod_exp(out.get(), a.get(), b.get(), prime_.get(), context_.get()), 1);
    EXPECT_EQ(field_.bytes(field_.power(x, b), size_), to_bytes(out.get(), size_));
    ASSERT_NE(BN_mod_inverse(out.get(), a.get(), prime_.get(), context_.get()), nullptr);
    EXPECT_EQ(field_.bytes(field_.inverse(x), size_), to_bytes(out.get(), size_));
    EXPECT_EQ(field_.bytes(field_.sum(x, field_.negative(x)), size_), Bytes(size_));
  }
  EXPECT_TRUE(field_.good());
}

TEST_P(FieldOf, KnowsZeroAndThePrimeItself) {
  const Bytes none(size_, 0x00);
  EXPECT_EQ(field_.bytes(field_.element(to_bytes(prime_.get(), size_)), size_), none);
  EXPECT_EQ(field_.bytes(field_.element({}), size_), none);
  const Number zero = field_.element(none);
  EXPECT_TRUE(BN_is_zero(zero.get()));
  EXPECT_EQ(field_.bytes(field_.inverse(zero), size_), none);
  EXPECT_EQ(field_.bytes(field_.negative(zero), size_), none);
  Bytes one = none;
  one.back() = 1;
  EXPECT_EQ(field_.bytes(field_.one(), size_), one);
  EXPECT_EQ(field_.bytes(field_.product(field_.negative(field_.one()), field_.negative(field_.one())), size_), one);
  EXPECT_TRUE(field_.good());
}

INSTANTIATE_TEST_SUITE_P(Curves, FieldOf,
                         testing::Values(NID_X9_62_prime192v1, NID_secp224r1, NID_brainpoolP256r1, NID_brainpoolP320r1,
                                         NID_secp521r1));

TEST(Field, AnEvenModulusIsAnError) {
  const Number even = to_number(Bytes{0x10});
  Field field(even.get());
  static_cast<void>(field.product(field.one(), field.one()));
  EXPECT_FALSE(field.good());
}

}  // namespace
}  // namespace proofmark::emrtd::numbers
