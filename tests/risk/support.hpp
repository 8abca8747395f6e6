// A made-up run, judged by the code that judges every run, for the tests of this room.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "reports/formats/results.hpp"
#include "reports/risk/register.hpp"

namespace proofmark::reports::risk::testing {

[[nodiscard]] std::filesystem::path register_folder();  // the reference service's
[[nodiscard]] std::filesystem::path scratch(const std::string& name);
[[nodiscard]] Register entries();

// What happens in a made-up run; the defaults are the run of measured().
struct Story {
  std::size_t phone = 50, phone_accepted = 0;  // replays on a phone: enough for the limit of 7 %
  std::size_t matte = 10;                      // matte prints, all refused: too few
  std::size_t glossy = 20, glossy_accepted = 9;
  std::size_t phone_unanswered = 0;   // of `phone`: no observation
  bool downgrade_accepted = false;    // one of two cards whose CardAccess was taken away
  std::vector<std::string> left_out;  // scenarios of the catalogue that are not planned
  std::vector<FiledEvidence> filed;
};
// Requirements with slots, among them the plan itself; a suite of every scenario. Begun on 2026-11-22.
[[nodiscard]] Evaluation measured(const Story& story = {});

}  // namespace proofmark::reports::risk::testing
