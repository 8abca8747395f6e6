// What a phone can ask of the person before it. Left and right are the person's own.
#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/result.hpp"

namespace proofmark::camera {

using StreamTime = std::chrono::microseconds;  // since the first frame of the stream

// The actions of docs/interface.md.
enum class Action { turn_left, turn_right, look_up, look_down, blink, smile, open_mouth };
[[nodiscard]] Result<Action> parse_action(std::string_view name);
[[nodiscard]] std::string_view name_of(Action action);

// A mark on the screen that the person follows with the head, in straight lines from point to point.
struct HeadPath {
  struct Point {
    StreamTime at{};            // since the challenge was shown; ascending
    double yaw = 0, pitch = 0;  // degrees, signs as in HeadPose
  };
  std::vector<Point> points;  // the head is at rest before the first and after the last
};

// The screen is filled with colours in turn, each until the next; the person does nothing.
struct ScreenColours {
  struct Flash {
    StreamTime at{};                      // since the challenge was shown; ascending
    double red = 0, green = 0, blue = 0;  // linear light, 0 dark to 1 the screen's white
  };
  std::vector<Flash> flashes;  // the last one lasts until the challenge is over
};

// Digits to be read aloud, '0' to '9'.
struct SpokenDigits {
  std::string digits;
};

using Challenge = std::variant<Action, HeadPath, ScreenColours, SpokenDigits>;

// Points and flashes ascend in time and lie within a window of at most a minute, head angles within 45 degrees, light
// within 0 to 1, one to twelve digits. An error says which of it does not hold.
[[nodiscard]] Result<void> check_challenge(const Challenge& challenge);

}  // namespace proofmark::camera
