#include "scenarios/sensitivity/player.hpp"

#include "reports/verdicts/judge.hpp"
#include "scenarios/runner/service_setup.hpp"
#include "scenarios/subjects/open.hpp"

namespace proofmark::sensitivity {
namespace {

namespace fs = std::filesystem;
using reports::Outcome;

class RealPlayer final : public Player {
 public:
  RealPlayer(Stage& stage, std::unique_ptr<subjects::Opened> opened, fs::path note)
      : stage_(stage), opened_(std::move(opened)), note_(std::move(note)) {}
  ~RealPlayer() override {
    drop();
    std::error_code ignored;
    fs::remove(note_, ignored);
  }

  Result<Trial> play(std::size_t attempt, bool fresh) override {
    const runner::Task& task = stage_.planned.tasks[attempt];
    // The clock goes forward alone.
    if (fresh || (subject_ && subject_->time()->now() > task.start)) drop();
    if (!subject_) {
      PROOFMARK_TRY(subject_, opened_->start(task.start));
    }
    reports::Observation observation = runner::run_attempt(stage_.context, task, *subject_);
    if (observation.outcome == Outcome::completed && !subject_->running()) {
      reports::Observation ended;
      ended.attempt = observation.attempt;
      ended.outcome = Outcome::crash;
      ended.error = "the service ended: " + subject_->ending();
      ended.wall_seconds = observation.wall_seconds;
      observation = std::move(ended);
    }
    if (observation.outcome != Outcome::completed) drop();
    const reports::Plan& plan = stage_.planned.plan;
    const reports::AttemptVerdict verdict = reports::judge(plan.subject.level, plan.attempts[attempt], &observation);
    return Trial{task.id,        plan.attempts[attempt].scenario, verdict.verdict, observation.outcome,
                 verdict.reason, observation.wall_seconds};
  }

  bool reached() const override { return fs::exists(note_); }

 private:
  void drop() {
    if (subject_) subject_->stop();
    subject_.reset();
  }

  Stage& stage_;
  std::unique_ptr<subjects::Opened> opened_;
  fs::path note_;
  std::unique_ptr<subjects::Subject> subject_;
};

}  // namespace

Result<std::unique_ptr<Player>> start_player(Stage& stage, const Target& target, std::size_t worker) {
  const std::string number = std::to_string(worker);
  const fs::path note = fs::absolute(stage.folder) / ("reached-" + number);
  std::error_code ignored;
  fs::remove(note, ignored);
  subjects::OpenOptions options;
  options.level = reports::Level::full_service;
  options.places = runner::places_of(stage.project);
  if (!target.release) options.places.service = stage.project.programs / "proofmarkd-weak";
  options.issuer = stage.context.issuer.get();
  options.start = stage.context.suite.start;
  options.challenge_seed = runner::challenge_seed(stage.context.seed);
  if (!target.weakness.empty()) options.more = {"--weakness", target.weakness, "--weakness-note", note.string()};
  PROOFMARK_TRY(auto opened, subjects::open(options));
  PROOFMARK_CHECK(opened->leave_note(stage.folder / ("service-folder-" + number)));
  return std::unique_ptr<Player>(std::make_unique<RealPlayer>(stage, std::move(opened), note));
}

}  // namespace proofmark::sensitivity
