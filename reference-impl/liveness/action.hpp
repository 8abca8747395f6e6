// The actions that the service asks for (docs/interface.md); left and right are the person's own.
#pragma once
#include <array>
#include <cstddef>
#include <string_view>

namespace proofmark::liveness {

enum class Action { turn_left, turn_right, look_up, look_down, blink, smile, open_mouth };

inline constexpr std::array<Action, 7> all_actions{Action::turn_left, Action::turn_right, Action::look_up,
                                                   Action::look_down, Action::blink,      Action::smile,
                                                   Action::open_mouth};

[[nodiscard]] constexpr std::size_t index_of(Action action) {
  return static_cast<std::size_t>(action);
}

[[nodiscard]] constexpr std::string_view name_of(Action action) {
  switch (action) {
    case Action::turn_left:
      return "turn_left";
    case Action::turn_right:
      return "turn_right";
    case Action::look_up:
      return "look_up";
    case Action::look_down:
      return "look_down";
    case Action::blink:
      return "blink";
    case Action::smile:
      return "smile";
    case Action::open_mouth:
      return "open_mouth";
  }
  return "unknown";
}

}  // namespace proofmark::liveness
