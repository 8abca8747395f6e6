// What the service says to the device during the video, and what it keeps of each challenge.
#pragma once
#include <optional>
#include <variant>

#include "common/clock.hpp"
#include "reference-impl/decision/check.hpp"
#include "reference-impl/liveness/action.hpp"

namespace proofmark::liveness {

struct ChallengeIssued {
  int number;  // from 1
  Action action;
  Duration window;
};
struct ChallengeOver {
  int number;
};
struct StreamEnd {};  // said once; frames after it are ignored
using VideoEvent = std::variant<ChallengeIssued, ChallengeOver, StreamEnd>;

// Times since the start of the stream, on the service's clock.
struct ActionRecord {
  int number = 0;
  Action action = Action::blink;
  Duration asked_at{}, window{};
  std::optional<Duration> answered_at;
  decision::CheckResult result = decision::CheckResult::not_performed;
};

}  // namespace proofmark::liveness
