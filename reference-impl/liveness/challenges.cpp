#include "reference-impl/liveness/challenges.hpp"

#include <algorithm>
#include <utility>

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::liveness {
namespace {

// Two frames make a blink: at 25 frames a second the eyes of a deliberate blink are shut for three and more.
constexpr int blink_frames = 2;
constexpr int rest_frames = 3;
// Another action counts only while the asked one is clearly not being done: measures leak into each other.
constexpr double clearly_not = 0.5;
constexpr double clearly_another = 1.15;

bool is_turn(Action action) {
  return action == Action::turn_left || action == Action::turn_right;
}

Duration between(Duration low, Duration high, RandomSource& random) {
  if (high <= low) return low;
  return low + Duration(static_cast<Duration::rep>(random.below(static_cast<std::uint64_t>((high - low).count()) + 1)));
}

std::string milliseconds(Duration d) {
  return std::to_string(std::chrono::duration_cast<std::chrono::milliseconds>(d).count()) + " ms";
}

}  // namespace

ChallengePlan ChallengePlan::draw(const ChallengePolicy& policy, RandomSource& random) {
  const auto count = static_cast<std::size_t>(PROOFMARK_WEAKNESS(one_challenge) ? 1 : std::max(policy.count, 1));
  ChallengePlan plan;
  bool turns = false;
  while (!turns) {  // by rejection, so that every allowed order is equally likely
    plan.items.assign(count, {});
    for (std::size_t i = 0; i < count; ++i) {
      do {
        plan.items[i].action = all_actions[static_cast<std::size_t>(random.below(all_actions.size()))];
      } while (i > 0 && plan.items[i].action == plan.items[i - 1].action);
      turns = turns || is_turn(plan.items[i].action);
    }
  }
  for (std::size_t i = 0; i < count; ++i) {
    auto& item = plan.items[i];
    if (PROOFMARK_WEAKNESS(challenge_order_fixed)) item.action = all_actions[i % all_actions.size()];
    item.pause = i == 0 ? between(policy.start_min, policy.start_max, random)
                        : between(policy.pause_min, policy.pause_max, random);
    item.after_answer = between(policy.after_answer_min, policy.after_answer_max, random);
  }
  return plan;
}

ChallengeJudge::ChallengeJudge(const ChallengePolicy& policy, Action action, Duration asked_at, Duration window)
    : policy_(policy), action_(action), asked_at_(asked_at), window_(window) {}

void ChallengeJudge::fail_with(std::string reason) {
  state_ = State::failed;
  reason_ = std::move(reason);
}

bool ChallengeJudge::another_action(const Observation& observation, double asked) {
  if (PROOFMARK_WEAKNESS(other_actions_ignored)) return false;
  for (const Action other : all_actions) {
    if (other == action_ || other == Action::blink) continue;
    int& run = other_runs_[index_of(other)];
    const bool seen = asked < clearly_not && activation(other, observation, policy_) >= clearly_another;
    run = seen ? run + 1 : 0;
    if (run >= policy_.min_frames) {
      fail_with("\"" + std::string(name_of(other)) + "\" was done instead");
      return true;
    }
  }
  return false;
}

void ChallengeJudge::observe(const Observation& observation) {
  if (state_ != State::waiting || observation.at < asked_at_ || observation.at > asked_at_ + window_) return;
  double asked = activation(action_, observation, policy_);
  for (const Action any : all_actions)
    if (PROOFMARK_WEAKNESS(any_action_counts)) asked = std::max(asked, activation(any, observation, policy_));
  if (another_action(observation, asked)) return;
  if (action_ == Action::blink) return observe_blink(observation, asked);
  if (asked < 1) {
    run_ = 0;
    onset_.reset();
    return;
  }
  if (run_++ == 0) onset_ = observation.at;
  if (run_ < policy_.min_frames) return;
  if (*onset_ < asked_at_ + policy_.min_reaction && !PROOFMARK_WEAKNESS(early_answer_accepted))
    return fail_with("done " + milliseconds(*onset_ - asked_at_) + " after it was asked, earlier than a person reacts");
  answered_at_ = onset_;
  state_ = State::answered;
}

void ChallengeJudge::observe_blink(const Observation& observation, double asked) {
  if (asked >= 1) {
    if (run_++ == 0) {
      onset_ = observation.at;
      ignored_closure_ = observation.at < asked_at_ + policy_.min_reaction;
    }
    return;
  }
  if (observation.eyes_closed > policy_.eyes_closed.off) return;  // between shut and open
  if (run_ >= blink_frames && !ignored_closure_) {
    answered_at_ = onset_;
    state_ = State::answered;
    return;
  }
  run_ = 0;
  ignored_closure_ = false;
}

void ChallengeJudge::window_ended() {
  if (state_ == State::waiting) fail_with("not done within " + milliseconds(window_));
}

ChallengeDirector::ChallengeDirector(const ChallengePolicy& policy, RandomSource& random)
    : policy_(policy), plan_(ChallengePlan::draw(policy, random)) {}

void ChallengeDirector::start(Duration now) {
  if (started()) return;
  next_at_ = std::max(now, plan_.items.front().pause);
}

std::optional<Action> ChallengeDirector::current() const {
  if (!judge_) return std::nullopt;
  return records_.back().action;
}

void ChallengeDirector::observe(const Observation& observation, Duration now, std::vector<VideoEvent>& events) {
  const bool resting = at_rest(observation, policy_) && observation.eyes_closed <= policy_.eyes_closed.off;
  rest_run_ = resting ? rest_run_ + 1 : 0;
  if (judge_ && !over_at_) {
    judge_->observe(observation);
    // Closed a little later whether it was met or spoilt: the device learns only that something was seen.
    if (judge_->state() != ChallengeJudge::State::waiting)
      over_at_ = std::min(now + plan_.items[records_.size() - 1].after_answer,
                          records_.back().asked_at + records_.back().window);
  }
  tick(now, events);
}

void ChallengeDirector::tick(Duration now, std::vector<VideoEvent>& events) {
  if (finished_ || !next_at_) return;
  if (judge_) {
    const ActionRecord& record = records_.back();
    if (now >= over_at_.value_or(record.asked_at + record.window)) close(now, events);
    return;
  }
  const auto& item = plan_.items[records_.size()];
  if (now < *next_at_) return;
  // A person still on the way back from the last action would answer before being asked: wait, but not for ever.
  if (rest_run_ < rest_frames && now < *next_at_ + policy_.max_wait_for_neutral) return;
  ActionRecord record;
  record.number = static_cast<int>(records_.size()) + 1;
  record.action = item.action;
  record.asked_at = now;
  record.window = policy_.window * (PROOFMARK_WEAKNESS(window_unlimited) ? 20 : 1);
  judge_.emplace(policy_, record.action, record.asked_at, record.window);
  over_at_.reset();
  events.emplace_back(ChallengeIssued{record.number, record.action, record.window});
  records_.push_back(record);
}

void ChallengeDirector::close(Duration now, std::vector<VideoEvent>& events) {
  ActionRecord& record = records_.back();
  judge_->window_ended();
  record.answered_at = judge_->answered_at();
  const bool answered =
      judge_->state() == ChallengeJudge::State::answered || PROOFMARK_WEAKNESS(unanswered_challenge_counts);
  record.result = answered ? decision::CheckResult::passed : decision::CheckResult::failed;
  if (!answered)
    reasons_.push_back("challenge " + std::to_string(record.number) + " \"" + std::string(name_of(record.action)) +
                       "\": " + judge_->reason());
  events.emplace_back(ChallengeOver{record.number});
  judge_.reset();
  over_at_.reset();
  rest_run_ = 0;
  if (records_.size() == plan_.items.size() || (!answered && PROOFMARK_WEAKNESS(end_tells_failure))) {
    finished_ = true;
    events.emplace_back(StreamEnd{});
  } else {
    next_at_ = now + plan_.items[records_.size()].pause;
  }
}

decision::Check ChallengeDirector::check() const {
  decision::Check check{"liveness.challenges", decision::CheckResult::failed, ""};
  const std::string expected = "tender 7.4.5.4: expected " + std::to_string(planned()) + " challenges answered";
  std::string observed;
  for (const auto& reason : reasons_) observed += (observed.empty() ? "" : "; ") + reason;
  if (!finished_)
    observed += (observed.empty() ? "" : "; ") + std::string("the stream ended after ") +
                std::to_string(records_.size() - (judge_ ? 1 : 0)) + " challenges";
  const bool forgiven = reasons_.size() == 1 && PROOFMARK_WEAKNESS(one_challenge_forgiven);
  if ((observed.empty() || forgiven) && finished_) {
    check.result = decision::CheckResult::passed;
    observed = "all";
  }
  check.reason = expected + ", observed " + observed;
  return check;
}

}  // namespace proofmark::liveness
