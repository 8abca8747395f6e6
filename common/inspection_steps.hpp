// The steps of a chip's inspection as docs/interface.md has them: "passive.hash.dg1", "access.pace". Which check of the
// interface a step belongs to is said by the beginning of its id.
#pragma once
#include <string_view>

namespace proofmark {

// The words of BSI TR-03135-1 section 3.6.2: successful, failed, undetermined, not_supported, aborted.
[[nodiscard]] bool is_step_result(std::string_view word);

// The check that the step belongs to, "chip.passive"; empty for an id that begins with no word of the interface.
[[nodiscard]] std::string_view check_of_step(std::string_view id);

// One of several protocols of which one that succeeds is enough (TR-03135-1 tables 5.83 and 5.102): what another came
// to says nothing against it.
[[nodiscard]] bool is_protocol_step(std::string_view id);

// A reading that was cut off and whose chip was read anew; it says nothing about the reading that counts.
[[nodiscard]] bool is_interruption(std::string_view id);

}  // namespace proofmark
