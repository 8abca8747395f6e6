#include "reference-impl/registers/registers.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::registers {
namespace {

using decision::Check;
using decision::CheckResult;

constexpr const char* clause = "ETSI TS 119 461 VAL-8.3.2-03: ";

Check with(Check check, CheckResult result, std::string reason) {
  check.result = result;
  check.reason = std::move(reason);
  return check;
}

Check silent(Check check, const char* which, const Error& error, const Policy& policy) {
  if (PROOFMARK_WEAKNESS(register_silence_accepted)) return check;
  const std::string observed = std::string("observed no answer of the ") + which + ": " + error.observed;
  if (policy.tolerate_silence) {
    check.reason += "; the policy goes on without the " + std::string(which) + ", " + observed;
    return check;
  }
  return with(std::move(check), CheckResult::undetermined,
              clause + ("expected an answer of the " + std::string(which)) + ", " + observed);
}

}  // namespace

const char* name_of(DocumentStatus status) {
  switch (status) {
    case DocumentStatus::valid:
      return "valid";
    case DocumentStatus::lost:
      return "lost";
    case DocumentStatus::stolen:
      return "stolen";
    case DocumentStatus::invalid:
      return "invalid";
    case DocumentStatus::unknown:
      return "unknown";
  }
  return "unknown";
}

const char* name_of(PersonStatus status) {
  switch (status) {
    case PersonStatus::alive:
      return "alive";
    case PersonStatus::dead:
      return "dead";
    case PersonStatus::unknown:
      return "unknown";
  }
  return "unknown";
}

Check judge_document(Check check, const Result<DocumentStatus>& answer, const Policy& policy) {
  if (check.result != CheckResult::passed) return check;
  if (!answer) return silent(std::move(check), "document register", answer.error(), policy);
  const bool overlooked = (*answer == DocumentStatus::lost && PROOFMARK_WEAKNESS(lost_document_accepted)) ||
                          (*answer == DocumentStatus::stolen && PROOFMARK_WEAKNESS(stolen_document_accepted)) ||
                          (*answer == DocumentStatus::invalid && PROOFMARK_WEAKNESS(invalid_document_accepted)) ||
                          (*answer == DocumentStatus::unknown && PROOFMARK_WEAKNESS(unknown_document_accepted));
  if (*answer == DocumentStatus::valid || overlooked) {
    check.reason += "; the document register calls it valid";
    return check;
  }
  const bool open = *answer == DocumentStatus::unknown && policy.unknown_is_open;
  return with(std::move(check), open ? CheckResult::undetermined : CheckResult::failed,
              clause + std::string("expected a document that its register calls valid, observed ") + name_of(*answer));
}

Check judge_person(Check check, const Result<PersonStatus>& answer, const Policy& policy) {
  if (check.result != CheckResult::passed) return check;
  if (!answer) return silent(std::move(check), "population register", answer.error(), policy);
  const bool overlooked = (*answer == PersonStatus::dead && PROOFMARK_WEAKNESS(dead_person_accepted)) ||
                          (*answer == PersonStatus::unknown && PROOFMARK_WEAKNESS(unknown_person_accepted));
  if (*answer == PersonStatus::alive || overlooked) {
    check.reason += "; the population register knows the person";
    return check;
  }
  return with(
      std::move(check), CheckResult::failed,
      clause + std::string("expected a living person of the population register, observed ") + name_of(*answer));
}

}  // namespace proofmark::registers
