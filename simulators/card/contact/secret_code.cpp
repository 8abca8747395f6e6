#include "simulators/card/contact/secret_code.hpp"

namespace proofmark::card::contact {

Bytes padded_code(const std::string& digits, const CodeRules& rules) {
  Bytes padded = to_bytes(digits);
  padded.resize(rules.longest, 0xFF);
  return padded;
}

SecretCode::SecretCode(CodeRules rules, const std::string& digits, unsigned tries_left)
    : rules_(rules), stored_(padded_code(digits, rules)), left_(tries_left) {}

bool SecretCode::verify(ByteView padded) {
  if (blocked()) return false;
  --left_;
  // Both have the stored length, whatever the number of digits is, and all of it is looked at.
  const bool right = padded.size() == stored_.size() && equal_constant_time(padded, stored_);
  if (right) left_ = rules_.tries;
  return right;
}

bool SecretCode::well_formed(ByteView padded) const {
  if (padded.size() != rules_.longest) return false;
  std::size_t digits = 0;
  while (digits < padded.size() && padded[digits] >= '0' && padded[digits] <= '9') ++digits;
  for (std::size_t i = digits; i < padded.size(); ++i)
    if (padded[i] != 0xFF) return false;
  return digits >= rules_.shortest;
}

void SecretCode::replace(ByteView padded) {
  stored_ = Bytes(padded.begin(), padded.end());
  left_ = rules_.tries;
}

}  // namespace proofmark::card::contact
