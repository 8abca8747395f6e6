#include "reference-impl/chip/findings.hpp"

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::chip {

std::string_view name_of(SubResult result) {
  switch (result) {
    case SubResult::successful:
      return "successful";
    case SubResult::failed:
      return "failed";
    case SubResult::undetermined:
      return "undetermined";
    case SubResult::not_supported:
      return "not_supported";
    case SubResult::aborted:
      return "aborted";
  }
  return "undetermined";
}

void Findings::add(std::string id, SubResult result, std::string reason) {
  const auto known = excused_.find(id);
  if (result == SubResult::failed && known != excused_.end()) {
    result = PROOFMARK_WEAKNESS(admitted_failure_accepted) ? SubResult::successful : SubResult::undetermined;
    reason += "; " + known->second;
  }
  sub_checks_.push_back({std::move(id), result, std::move(reason)});
}

Finding Findings::summary(std::size_t from, std::string good) const {
  const SubCheck* open = nullptr;
  for (std::size_t i = from; i < sub_checks_.size(); ++i) {
    const SubCheck& sub = sub_checks_[i];
    if (sub.result == SubResult::failed) return failed(sub.id + ": " + sub.reason);
    if (sub.result != SubResult::successful && open == nullptr) open = &sub;
  }
  if (open != nullptr) return undetermined(open->id + ": " + open->reason);
  if (from >= sub_checks_.size()) return undetermined("nothing was checked");
  return passed(std::move(good));
}

}  // namespace proofmark::chip
