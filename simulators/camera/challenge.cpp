#include "simulators/camera/challenge.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace proofmark::camera {
namespace {

constexpr std::array<std::pair<Action, std::string_view>, 7> kNames{{{Action::turn_left, "turn_left"},
                                                                     {Action::turn_right, "turn_right"},
                                                                     {Action::look_up, "look_up"},
                                                                     {Action::look_down, "look_down"},
                                                                     {Action::blink, "blink"},
                                                                     {Action::smile, "smile"},
                                                                     {Action::open_mouth, "open_mouth"}}};

constexpr StreamTime kLongest = std::chrono::minutes(1);

tl::unexpected<Error> malformed(const std::string& expected, const std::string& observed) {
  return fail("challenge", expected, observed, "Correct the challenge, or raise the simulation's limit.");
}

template <typename Timed>
Result<void> check_times(const std::vector<Timed>& list) {
  if (list.empty()) return malformed("at least one moment", "none");
  StreamTime before{-1};
  for (const Timed& entry : list) {
    if (entry.at <= before || entry.at > kLongest)
      return malformed("moments that ascend from 0 within a minute", std::to_string(entry.at.count()) + " us");
    before = entry.at;
  }
  return {};
}

struct Check {
  Result<void> operator()(Action) const { return {}; }
  Result<void> operator()(const HeadPath& path) const {
    PROOFMARK_CHECK(check_times(path.points));
    for (const auto& point : path.points)
      for (const double angle : {point.yaw, point.pitch})
        if (!(std::abs(angle) <= 45)) return malformed("head angles within 45 degrees", std::to_string(angle));
    return {};
  }
  Result<void> operator()(const ScreenColours& colours) const {
    PROOFMARK_CHECK(check_times(colours.flashes));
    for (const auto& flash : colours.flashes)
      for (const double light : {flash.red, flash.green, flash.blue})
        if (!(light >= 0 && light <= 1)) return malformed("light from 0 to 1", std::to_string(light));
    return {};
  }
  Result<void> operator()(const SpokenDigits& spoken) const {
    const bool digits =
        std::all_of(spoken.digits.begin(), spoken.digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || spoken.digits.empty() || spoken.digits.size() > 12)
      return malformed("one to twelve digits", "\"" + spoken.digits.substr(0, 40) + "\"");
    return {};
  }
};

}  // namespace

Result<void> check_challenge(const Challenge& challenge) {
  return std::visit(Check(), challenge);
}

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
