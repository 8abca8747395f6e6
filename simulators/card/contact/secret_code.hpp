// PIN and PUK: a secret of digits with a counter of wrong tries that outlives power (ISO/IEC 7816-4 clause 7.5). How
// long a comparison takes does not depend on the secret or on where a wrong one differs from it.
#pragma once
#include <string>

#include "common/bytes.hpp"

namespace proofmark::card::contact {

// All values here are project-chosen: the order on the LT ID card names none.
struct CodeRules {
  unsigned shortest = 6;  // digits
  unsigned longest = 12;  // digits; also the stored length, padded with FF
  unsigned tries = 3;     // wrong ones in a row before it is blocked, at most 15
};

class SecretCode {
 public:
  // `digits` fits the rules; `tries_left` is at most what they give.
  SecretCode(CodeRules rules, const std::string& digits, unsigned tries_left);

  [[nodiscard]] const CodeRules& rules() const { return rules_; }
  [[nodiscard]] unsigned tries_left() const { return left_; }
  [[nodiscard]] bool blocked() const { return left_ == 0; }
  // True for the right code, digits padded with FF to the stored length. The counter goes down before the comparison
  // and is filled again after a right one, so that power cut in between gains no try. A blocked code is never right.
  [[nodiscard]] bool verify(ByteView padded);
  // Digits, long enough, padded with FF to the stored length.
  [[nodiscard]] bool well_formed(ByteView padded) const;
  void replace(ByteView padded);  // with a well-formed one; fills the counter

 private:
  CodeRules rules_;
  Bytes stored_;
  unsigned left_;
};

[[nodiscard]] Bytes padded_code(const std::string& digits, const CodeRules& rules);

}  // namespace proofmark::card::contact
