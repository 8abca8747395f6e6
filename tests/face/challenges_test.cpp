#include "reference-impl/liveness/challenges.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace proofmark::liveness {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using State = ChallengeJudge::State;

constexpr Duration frame = 33ms;

// What a frame shows while `action` is done with strength `amount` (1 is just enough).
Observation showing(Action action, double amount, Duration at, const ChallengePolicy& policy) {
  Observation o;
  o.at = at;
  switch (action) {
    case Action::turn_left:
      o.yaw = amount * policy.yaw.on;
      break;
    case Action::turn_right:
      o.yaw = -amount * policy.yaw.on;
      break;
    case Action::look_up:
      o.pitch = amount * policy.pitch_up.on;
      break;
    case Action::look_down:
      o.pitch = -amount * policy.pitch_down.on;
      break;
    case Action::blink:
      o.eyes_closed = amount * policy.eyes_closed.on;
      break;
    case Action::smile:
      o.smile = amount * policy.smile.on;
      break;
    case Action::open_mouth:
      o.mouth_open = amount * policy.mouth_open.on;
      break;
  }
  return o;
}

// Asked at one second; the action is done from `from` to `to` after that.
ChallengeJudge judged(const ChallengePolicy& policy, Action asked, Action done, Duration from, Duration to,
                      double amount = 1.3) {
  ChallengeJudge judge(policy, asked, 1s, policy.window);
  for (Duration t = 0s; t < 1s + policy.window; t += frame) {
    const bool doing = t >= 1s + from && t < 1s + to;
    judge.observe(showing(done, doing ? amount : 0.1, t, policy));
  }
  judge.window_ended();
  return judge;
}

TEST(Judge, EachActionAnswersItsOwnChallengeAndNoOther) {
  const ChallengePolicy policy;
  for (const Action asked : all_actions)
    for (const Action done : all_actions) {
      const ChallengeJudge judge = judged(policy, asked, done, 500ms, 1s);
      if (asked == done) {
        EXPECT_EQ(judge.state(), State::answered) << name_of(asked);
        ASSERT_TRUE(judge.answered_at());
        EXPECT_GE(*judge.answered_at(), 1500ms);
        EXPECT_LT(*judge.answered_at(), 1500ms + 2 * frame);
      } else {
        EXPECT_EQ(judge.state(), State::failed) << name_of(done) << " for " << name_of(asked);
        EXPECT_FALSE(judge.answered_at());
      }
    }
}

TEST(Judge, WrongSideIsNamed) {
  const ChallengeJudge judge = judged({}, Action::turn_left, Action::turn_right, 500ms, 1s);
  EXPECT_EQ(judge.state(), State::failed);
  EXPECT_THAT(judge.reason(), HasSubstr("turn_right"));
}

TEST(Judge, WrongFirstThenRightStillFails) {
  const ChallengePolicy policy;
  ChallengeJudge judge(policy, Action::turn_left, 1s, policy.window);
  for (Duration t = 1s; t < 3s; t += frame)
    judge.observe(showing(t < 2s ? Action::look_up : Action::turn_left, 1.3, t, policy));
  EXPECT_EQ(judge.state(), State::failed);
}

TEST(Judge, FasterThanAPersonIsRefused) {
  for (const Action action : {Action::turn_left, Action::look_down, Action::smile, Action::open_mouth}) {
    const ChallengeJudge judge = judged({}, action, action, 60ms, 1s);
    EXPECT_EQ(judge.state(), State::failed) << name_of(action);
    EXPECT_THAT(judge.reason(), HasSubstr("earlier"));
  }
}

TEST(Judge, AlreadyDoneWhenAskedIsRefused) {
  EXPECT_EQ(judged({}, Action::smile, Action::smile, -1s, 2s).state(), State::failed);
  EXPECT_EQ(judged({}, Action::blink, Action::blink, -1s, 400ms).state(), State::failed);
}

TEST(Judge, LateIsRefused) {
  const ChallengePolicy policy;
  ChallengeJudge judge(policy, Action::look_up, 1s, policy.window);
  for (Duration t = 1s; t < 6s; t += frame)
    judge.observe(showing(Action::look_up, t > 1s + policy.window ? 1.5 : 0, t, policy));
  EXPECT_EQ(judge.state(), State::waiting);
  judge.window_ended();
  EXPECT_EQ(judge.state(), State::failed);
  EXPECT_THAT(judge.reason(), HasSubstr("not done within"));
}

TEST(Judge, OneNoisyFrameIsNoAnswer) {
  EXPECT_EQ(judged({}, Action::turn_left, Action::turn_left, 500ms, 500ms + frame).state(), State::failed);
  EXPECT_EQ(judged({}, Action::blink, Action::blink, 500ms, 500ms + frame).state(), State::failed);
}

TEST(Judge, ASpontaneousBlinkSpoilsNothing) {
  const ChallengePolicy policy;
  // While another action is asked.
  ChallengeJudge turn(policy, Action::turn_right, 1s, policy.window);
  // Just as a blink is asked; the deliberate one follows.
  ChallengeJudge blink(policy, Action::blink, 1s, policy.window);
  for (Duration t = 1s; t < 3s; t += frame) {
    const bool spontaneous = t<1150ms, deliberate = t> 1700ms && t < 1950ms;
    turn.observe(spontaneous ? showing(Action::blink, 1.5, t, policy)
                             : showing(Action::turn_right, deliberate ? 1.5 : 0, t, policy));
    blink.observe(showing(Action::blink, spontaneous || deliberate ? 1.5 : 0, t, policy));
  }
  EXPECT_EQ(turn.state(), State::answered);
  ASSERT_EQ(blink.state(), State::answered);
  EXPECT_GT(*blink.answered_at(), 1700ms);
}

TEST(Judge, EyesThatStayShutAreNoBlink) {
  EXPECT_EQ(judged({}, Action::blink, Action::blink, 500ms, 5s).state(), State::failed);
}

TEST(Plan, OrderVariesNeverRepeatsInARowAndAlwaysTurns) {
  const ChallengePolicy policy;
  std::set<std::string> orders;
  std::map<Action, int> used;
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    SeededRandom random(seed, "plan");
    const auto plan = ChallengePlan::draw(policy, random);
    ASSERT_EQ(plan.items.size(), 4U);
    std::string order;
    bool turns = false;
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
      const auto& item = plan.items[i];
      if (i > 0) {
        EXPECT_NE(item.action, plan.items[i - 1].action);
      }
      turns = turns || item.action == Action::turn_left || item.action == Action::turn_right;
      EXPECT_GE(item.pause, i == 0 ? policy.start_min : policy.pause_min);
      EXPECT_LE(item.pause, i == 0 ? policy.start_max : policy.pause_max);
      EXPECT_GE(item.after_answer, policy.after_answer_min);
      EXPECT_LE(item.after_answer, policy.after_answer_max);
      ++used[item.action];
      order += std::string(name_of(item.action)) + " ";
    }
    EXPECT_TRUE(turns);
    orders.insert(order);
  }
  EXPECT_EQ(used.size(), all_actions.size());
  EXPECT_GT(orders.size(), 200U);  // of 1192 possible ones
}

TEST(Plan, SameEntropySamePlan) {
  SeededRandom a(5, "plan"), b(5, "plan");
  const auto first = ChallengePlan::draw({}, a), second = ChallengePlan::draw({}, b);
  for (std::size_t i = 0; i < first.items.size(); ++i) {
    EXPECT_EQ(first.items[i].action, second.items[i].action);
    EXPECT_EQ(first.items[i].pause, second.items[i].pause);
  }
}

// A person who does `answer(asked)` 600 ms after being asked, for 500 ms.
struct Course {
  std::vector<VideoEvent> events;
  std::vector<Duration> asked, over;
  Duration end{};
};
template <typename Answer>
Course run(ChallengeDirector& director, const ChallengePolicy& policy, Answer answer, Duration limit = 40s) {
  Course result;
  std::optional<std::pair<Action, Duration>> current;
  director.start(300ms);
  for (Duration t = 300ms; t < limit && !director.finished(); t += frame) {
    Observation o;
    o.at = t;
    if (current) {
      const bool doing = t > current->second + 600ms && t < current->second + 1100ms;
      const std::optional<Action> done = answer(current->first);
      if (done && doing) o = showing(*done, 1.4, t, policy);
    }
    std::vector<VideoEvent> events;
    director.observe(o, t, events);
    for (const auto& event : events) {
      if (const auto* issued = std::get_if<ChallengeIssued>(&event)) {
        current.emplace(issued->action, t);
        result.asked.push_back(t);
      }
      if (std::holds_alternative<ChallengeOver>(event)) result.over.push_back(t);
      result.events.push_back(event);
    }
    result.end = t;
  }
  return result;
}

TEST(Director, LeadsACooperativePersonThrough) {
  const ChallengePolicy policy;
  SeededRandom random(3, "director");
  ChallengeDirector director(policy, random);
  const Course r = run(director, policy, [](Action a) { return std::optional(a); });
  EXPECT_EQ(director.check().result, decision::CheckResult::passed) << director.check().reason;
  ASSERT_EQ(director.records().size(), 4U);
  EXPECT_EQ(r.events.size(), 9U);  // four asked, four over, one end
  EXPECT_TRUE(std::holds_alternative<StreamEnd>(r.events.back()));
  EXPECT_LT(r.end, 15s);
  EXPECT_GE(r.asked.front(), policy.start_min);
  for (std::size_t i = 0; i < 4; ++i) {
    const auto& record = director.records()[i];
    EXPECT_EQ(record.number, static_cast<int>(i) + 1);
    EXPECT_EQ(record.result, decision::CheckResult::passed);
    ASSERT_TRUE(record.answered_at);
    EXPECT_GT(*record.answered_at, record.asked_at + policy.min_reaction);
    if (i > 0) {
      EXPECT_GE(r.asked[i] - r.over[i - 1], policy.pause_min);
    }
  }
}

TEST(Director, NothingDoneFailsAtTheEndOfEachWindow) {
  const ChallengePolicy policy;
  SeededRandom random(3, "director");
  ChallengeDirector director(policy, random);
  const Course r = run(director, policy, [](Action) { return std::optional<Action>{}; });
  EXPECT_EQ(director.check().result, decision::CheckResult::failed);
  ASSERT_EQ(r.over.size(), 4U);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_GE(r.over[i] - r.asked[i], policy.window);
  EXPECT_THAT(director.check().reason, HasSubstr("not done within"));
}

TEST(Director, OneWrongAnswerFailsTheCheckAndTheRestIsStillAsked) {
  const ChallengePolicy policy;
  SeededRandom random(11, "director");
  ChallengeDirector director(policy, random);
  int number = 0;
  Action last{};
  run(director, policy, [&](Action a) {
    if (number == 0 || a != last) ++number;
    last = a;
    return std::optional(number == 1 ? (a == Action::smile ? Action::open_mouth : Action::smile) : a);
  });
  EXPECT_TRUE(director.finished());
  EXPECT_EQ(director.check().result, decision::CheckResult::failed);
  ASSERT_EQ(director.records().size(), 4U);
  EXPECT_EQ(director.records()[0].result, decision::CheckResult::failed);
  EXPECT_FALSE(director.records()[0].answered_at);
  EXPECT_EQ(director.records()[1].result, decision::CheckResult::passed);
}

TEST(Director, WaitsForAFaceAtRestButNotForEver) {
  const ChallengePolicy policy;
  SeededRandom random(3, "director");
  ChallengeDirector director(policy, random);
  director.start(0s);
  std::optional<Duration> asked;
  for (Duration t = 0s; t < 6s && !asked; t += frame) {
    std::vector<VideoEvent> events;
    director.observe(showing(Action::turn_left, 1.2, t, policy), t, events);
    if (!events.empty()) asked = t;
  }
  ASSERT_TRUE(asked);
  EXPECT_GE(*asked, policy.start_min + policy.max_wait_for_neutral);
  EXPECT_LE(*asked, policy.start_max + policy.max_wait_for_neutral + frame);
}

TEST(Director, DeadlinesPassWithoutFrames) {
  const ChallengePolicy policy;
  SeededRandom random(3, "director");
  ChallengeDirector director(policy, random);
  std::vector<VideoEvent> events;
  director.tick(30s, events);
  EXPECT_TRUE(events.empty());  // nothing is asked before the face is known
  director.start(0s);
  for (Duration t = 0s; t < 60s && !director.finished(); t += 100ms) director.tick(t, events);
  EXPECT_TRUE(director.finished());
  EXPECT_EQ(director.check().result, decision::CheckResult::failed);
}

TEST(Director, EndedEarlyIsFailed) {
  const ChallengePolicy policy;
  SeededRandom random(3, "director");
  ChallengeDirector director(policy, random);
  run(
      director, policy, [](Action a) { return std::optional(a); }, 4s);
  EXPECT_FALSE(director.finished());
  EXPECT_EQ(director.check().result, decision::CheckResult::failed);
  EXPECT_THAT(director.check().reason, HasSubstr("the stream ended after"));
}

}  // namespace
}  // namespace proofmark::liveness
