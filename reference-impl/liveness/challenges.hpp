// Challenge and response: which actions are asked, when, and whether each was answered (tender 7.4.5.4;
// TS 119 461 clause 8.4 asks for the presence of a live person). Pure logic: times and observations in, events out.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/random.hpp"
#include "reference-impl/liveness/events.hpp"
#include "reference-impl/liveness/observation.hpp"
#include "reference-impl/liveness/policy.hpp"

namespace proofmark::liveness {

// What will be asked; drawn once, before the first frame, so that nothing in the stream can steer it.
struct ChallengePlan {
  struct Item {
    Action action{};
    Duration pause{};         // after the challenge before (or the start)
    Duration after_answer{};  // how long it stays open once answered
  };
  std::vector<Item> items;
  // No action twice in a row and at least one turn of the head, which shows the face from two sides.
  [[nodiscard]] static ChallengePlan draw(const ChallengePolicy& policy, RandomSource& random);
};

// Watches one challenge. An answer starts after it was asked, not faster than a person can react, before any other
// action, and inside the window; a blink that happens by itself is no answer too early and no other action.
class ChallengeJudge {
 public:
  enum class State { waiting, answered, failed };

  ChallengeJudge(const ChallengePolicy& policy, Action action, Duration asked_at, Duration window);
  void observe(const Observation& observation);
  void window_ended();  // without an answer this fails the challenge
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] std::optional<Duration> answered_at() const { return answered_at_; }
  [[nodiscard]] const std::string& reason() const { return reason_; }  // why it failed

 private:
  void fail_with(std::string reason);
  [[nodiscard]] bool another_action(const Observation& observation, double asked);
  void observe_blink(const Observation& observation, double asked);

  const ChallengePolicy& policy_;
  Action action_;
  Duration asked_at_, window_;
  State state_ = State::waiting;
  std::optional<Duration> answered_at_, onset_;
  int run_ = 0;                   // frames in a row that show the asked action
  bool ignored_closure_ = false;  // the eyes closed before a person could have answered
  std::array<int, all_actions.size()> other_runs_{};
  std::string reason_;
};

// Leads through the plan. `now` is the service's time since the start of the stream, an observation's `at` is when its
// frame was taken, never later.
class ChallengeDirector {
 public:
  ChallengeDirector(const ChallengePolicy& policy, RandomSource& random);
  ChallengeDirector(const ChallengeDirector&) = delete;  // a running judge refers to the policy kept here
  ChallengeDirector& operator=(const ChallengeDirector&) = delete;
  // The neutral face is known: from here on challenges may be asked.
  void start(Duration now);
  void observe(const Observation& observation, Duration now, std::vector<VideoEvent>& events);
  void tick(Duration now, std::vector<VideoEvent>& events);
  [[nodiscard]] bool started() const { return next_at_.has_value() || finished_; }
  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] bool asking() const { return judge_.has_value(); }
  [[nodiscard]] std::optional<Action> current() const;
  [[nodiscard]] const std::vector<ActionRecord>& records() const { return records_; }
  [[nodiscard]] std::size_t planned() const { return plan_.items.size(); }
  // Every planned challenge was asked and answered; otherwise why not.
  [[nodiscard]] decision::Check check() const;

 private:
  void close(Duration now, std::vector<VideoEvent>& events);

  ChallengePolicy policy_;
  ChallengePlan plan_;
  std::vector<ActionRecord> records_;
  std::vector<std::string> reasons_;
  std::optional<ChallengeJudge> judge_;
  std::optional<Duration> next_at_;  // when the next challenge is due
  std::optional<Duration> over_at_;  // when the running one is closed
  int rest_run_ = 0;                 // frames in a row at rest with open eyes
  bool finished_ = false;
};

}  // namespace proofmark::liveness
