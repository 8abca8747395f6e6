#include "scenarios/subjects/null_subject.hpp"

#include <initializer_list>

namespace proofmark::subjects {
namespace {

using reports::CheckResult;
using reports::Level;
using reports::Outcome;

class NullSubject final : public Subject {
 public:
  NullSubject(Level level, bool accepts) : level_(level), accepts_(accepts) {}

  Level level() const override { return level_; }
  Answer session(const SessionTask& task) override {
    if (level_ != Level::full_service) return Subject::session(task);
    return decided({"session.complete", "order.match", "chip.access", "chip.passive", "chip.revocation", "chip.genuine",
                    "document.validity", "video.format", "video.continuity", "face.found", "face.match",
                    "liveness.challenges", "liveness.passive"});
  }
  Answer inspect(const InspectionTask& task) override {
    if (level_ != Level::chip_inspection) return Subject::inspect(task);
    return decided({"chip.access", "chip.passive", "chip.revocation", "chip.genuine", "document.validity"});
  }
  Answer judge(const PresentationTask& task) override {
    if (level_ != Level::pad) return Subject::judge(task);
    Answer answer = completed();
    answer.observation.pad = reports::PadScore{accepts_ ? 1.0 : 0.0, 0.5, !accepts_};
    return answer;
  }
  Answer compare(const ComparisonTask& task) override {
    if (level_ != Level::comparison) return Subject::compare(task);
    Answer answer = completed();
    answer.observation.comparison = reports::Comparison{accepts_ ? 1.0 : 0.0, 0.5};
    return answer;
  }
  bool running() override { return true; }
  std::string ending() const override { return "running"; }
  long peak_memory_kib() override { return 0; }
  void stop() override {}

 private:
  static Answer completed() {
    Answer answer;
    answer.observation.outcome = Outcome::completed;
    return answer;
  }
  // Every check comes out as the decision says, so that a refusal is for any reason that a scenario may ask for.
  Answer decided(std::initializer_list<const char*> checks) const {
    Answer answer = completed();
    answer.observation.decision = accepts_ ? reports::Decision::accepted : reports::Decision::refused;
    for (const char* id : checks)
      answer.observation.checks.push_back({id, accepts_ ? CheckResult::passed : CheckResult::failed, "unseen"});
    return answer;
  }

  Level level_;
  bool accepts_;
};

}  // namespace

std::unique_ptr<Subject> make_null_subject(Level level, bool accepts) {
  return std::make_unique<NullSubject>(level, accepts);
}

}  // namespace proofmark::subjects
