#include <array>
#include <string>
#include <utility>

#include "simulators/camera/frame_source.hpp"

namespace proofmark::camera {
namespace {

constexpr std::array<std::pair<Action, std::string_view>, 7> kNames{{{Action::turn_left, "turn_left"},
                                                                     {Action::turn_right, "turn_right"},
                                                                     {Action::look_up, "look_up"},
                                                                     {Action::look_down, "look_down"},
                                                                     {Action::blink, "blink"},
                                                                     {Action::smile, "smile"},
                                                                     {Action::open_mouth, "open_mouth"}}};

}  // namespace

Result<Action> parse_action(std::string_view name) {
  for (const auto& [action, word] : kNames)
    if (word == name) return action;
  return fail("interface, device side 4", "one of the seven actions", std::string(name.substr(0, 40)),
              "Compare the versions of service and device.");
}

std::string_view name_of(Action action) {
  for (const auto& [known, word] : kNames)
    if (known == action) return word;
  return "unknown";
}

}  // namespace proofmark::camera
