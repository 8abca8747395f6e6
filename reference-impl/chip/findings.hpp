// How the steps of an inspection report what they found.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "reference-impl/chip/inspection.hpp"

namespace proofmark::chip {

struct Finding {
  decision::CheckResult result = decision::CheckResult::not_performed;
  std::string reason;
};

[[nodiscard]] inline Finding passed(std::string reason) {
  return {decision::CheckResult::passed, std::move(reason)};
}
[[nodiscard]] inline Finding failed(std::string reason) {
  return {decision::CheckResult::failed, std::move(reason)};
}
[[nodiscard]] inline Finding undetermined(std::string reason) {
  return {decision::CheckResult::undetermined, std::move(reason)};
}
[[nodiscard]] inline Finding not_performed(std::string reason) {
  return {decision::CheckResult::not_performed, std::move(reason)};
}

// The sub-checks of one inspection, in order.
class Findings {
 public:
  void add(std::string id, SubResult result, std::string reason);
  // Failures that the issuer has admitted, by the sub-check's id: from here on each of them is undetermined.
  void excuse(std::map<std::string, std::string> known) { excused_.merge(known); }
  // Adds it and says whether it was successful.
  bool require(std::string id, bool successful, std::string good, std::string bad) {
    add(std::move(id), successful ? SubResult::successful : SubResult::failed,
        successful ? std::move(good) : std::move(bad));
    return successful;
  }
  [[nodiscard]] std::size_t count() const { return sub_checks_.size(); }
  // All sub-checks from index `from` on: failed if one failed, else undetermined if one is not successful, else passed.
  // The reason is that of the first sub-check that decided, `good` when all were successful.
  [[nodiscard]] Finding summary(std::size_t from, std::string good) const;
  [[nodiscard]] std::vector<SubCheck> take() { return std::move(sub_checks_); }

 private:
  std::vector<SubCheck> sub_checks_;
  std::map<std::string, std::string> excused_;
};

}  // namespace proofmark::chip
