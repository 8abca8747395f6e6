#include "scenarios/subjects/subject.hpp"

namespace proofmark::subjects {
namespace {

Answer wrong_level(const Subject& subject, const char* task) {
  Answer answer;
  answer.observation.outcome = reports::Outcome::harness_error;
  answer.observation.error =
      std::string("the subject is tested at level ") + std::string(name_of(subject.level())) + " and was given " + task;
  return answer;
}

}  // namespace

Answer Subject::session(const SessionTask&) {
  return wrong_level(*this, "a session");
}
Answer Subject::inspect(const InspectionTask&) {
  return wrong_level(*this, "an inspection");
}
Answer Subject::judge(const PresentationTask&) {
  return wrong_level(*this, "a presentation");
}
Answer Subject::compare(const ComparisonTask&) {
  return wrong_level(*this, "a comparison");
}

const Endpoints& Subject::endpoints() const {
  static const Endpoints none;
  return none;
}

std::shared_ptr<const Clock> Subject::time() const {
  if (auto simulated = clock()) return simulated;
  return std::make_shared<SystemClock>();
}

}  // namespace proofmark::subjects
