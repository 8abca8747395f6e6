// Numbers modulo an odd prime whose time of computing does not tell them, for what a nonce or a key goes through.
// Private to this room. Elements are kept in Montgomery's form: OpenSSL's products in that form and its quick sums end
// with a masked subtraction, where BN_mod_mul and BN_mod_sub branch on the numbers, and BN_mod_inverse takes as many
// steps as they ask for. What is left is the length in words: an element with a leading zero word, once in 2^64, is
// shorter.
#pragma once
#include <memory>

#include "common/emrtd/numbers.hpp"

namespace proofmark::emrtd::numbers {

class Field {
 public:
  explicit Field(const BIGNUM* prime);

  // Big-endian, of any length, modulo the prime.
  [[nodiscard]] Number element(ByteView number);
  [[nodiscard]] Number product(const Number& x, const Number& y);
  [[nodiscard]] Number sum(const Number& x, const Number& y);
  [[nodiscard]] Number negative(const Number& x);
  [[nodiscard]] Number power(const Number& x, const Number& exponent);  // the exponent is a plain number
  [[nodiscard]] Number inverse(const Number& x);                        // of zero: zero
  [[nodiscard]] Bytes bytes(const Number& x, std::size_t size);         // the plain number, big-endian, padded

  [[nodiscard]] const Number& one() const { return one_; }
  // False once something has failed; elements and bytes are worth nothing then.
  [[nodiscard]] bool good() const { return good_; }

 private:
  struct MontgomeryFree {
    void operator()(BN_MONT_CTX* context) const { BN_MONT_CTX_free(context); }
  };
  [[nodiscard]] Number made(bool done, Number number);

  Context context_;
  std::unique_ptr<BN_MONT_CTX, MontgomeryFree> form_;
  Number prime_, one_, minus_one_;
  bool good_ = true;
};

}  // namespace proofmark::emrtd::numbers
