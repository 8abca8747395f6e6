#include "common/result.hpp"

namespace proofmark {

std::string Error::line() const {
  std::string text = clause.empty() ? std::string{} : clause + ": ";
  text += "expected " + expected + ", observed " + observed + ".";
  if (!next_step.empty()) text += " " + next_step;
  return text;
}

}  // namespace proofmark
