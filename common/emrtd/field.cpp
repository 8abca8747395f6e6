#include "common/emrtd/field.hpp"

namespace proofmark::emrtd::numbers {

Field::Field(const BIGNUM* prime) : context_(BN_CTX_new()), form_(BN_MONT_CTX_new()), prime_(BN_dup(prime)) {
  good_ = context_ && form_ && prime_ && BN_MONT_CTX_set(form_.get(), prime_.get(), context_.get()) == 1;
  one_ = element(Bytes{1});
  minus_one_.reset(BN_new());
  good_ = good_ && minus_one_ && BN_sub(minus_one_.get(), prime_.get(), one_.get()) == 1;
}

Number Field::made(bool done, Number number) {
  good_ = good_ && done;
  return number ? std::move(number) : Number(BN_new());
}

// As digits to the base R of Montgomery's form, the most significant first: a division would branch on the number.
Number Field::element(ByteView number) {
  const std::size_t digit = prime_ ? (length_of(prime_.get()) + BN_BYTES - 1) / BN_BYTES * BN_BYTES : 1;
  Number out(BN_new());
  bool done = good_ && out;  // a new number is zero
  for (std::size_t at = 0; done && at < number.size();) {
    const std::size_t size = (number.size() - at - 1) % digit + 1;
    const Number part = to_number(number.subspan(at, size));
    const Number inside(BN_new());
    done = part && inside && BN_to_montgomery(out.get(), out.get(), form_.get(), context_.get()) == 1 &&
           BN_to_montgomery(inside.get(), part.get(), form_.get(), context_.get()) == 1 &&
           BN_mod_add_quick(out.get(), out.get(), inside.get(), prime_.get()) == 1;
    at += size;
  }
  return made(done, std::move(out));
}

Number Field::product(const Number& x, const Number& y) {
  Number out(BN_new());
  const bool done =
      good_ && out && BN_mod_mul_montgomery(out.get(), x.get(), y.get(), form_.get(), context_.get()) == 1;
  return made(done, std::move(out));
}

Number Field::sum(const Number& x, const Number& y) {
  Number out(BN_new());
  const bool done = good_ && out && BN_mod_add_quick(out.get(), x.get(), y.get(), prime_.get()) == 1;
  return made(done, std::move(out));
}

Number Field::negative(const Number& x) {
  return product(x, minus_one_);
}

Number Field::power(const Number& x, const Number& exponent) {
  Number out(BN_new());
  const bool done =
      good_ && out && BN_from_montgomery(out.get(), x.get(), form_.get(), context_.get()) == 1 &&
      BN_mod_exp_mont_consttime(out.get(), out.get(), exponent.get(), prime_.get(), context_.get(), form_.get()) == 1 &&
      BN_to_montgomery(out.get(), out.get(), form_.get(), context_.get()) == 1;
  return made(done, std::move(out));
}

Number Field::inverse(const Number& x) {
  const Number exponent(good_ ? BN_dup(prime_.get()) : nullptr);
  if (!exponent || BN_sub_word(exponent.get(), 2) != 1) return made(false, nullptr);
  return power(x, exponent);  // Fermat's little theorem
}

Bytes Field::bytes(const Number& x, std::size_t size) {
  const Number plain(BN_new());
  good_ = good_ && plain && BN_from_montgomery(plain.get(), x.get(), form_.get(), context_.get()) == 1;
  return good_ ? to_bytes(plain.get(), size) : Bytes(size);
}

}  // namespace proofmark::emrtd::numbers
