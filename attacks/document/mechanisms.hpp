// The mechanisms by name, one table per place where a document can be attacked. Private to this folder.
#pragma once
#include <map>
#include <memory>
#include <string>

#include "common/random.hpp"
#include "simulators/card/card.hpp"
#include "simulators/card/personalisation.hpp"

namespace proofmark::attacks::document {

// A profile's fault has nothing to work on: the card's content lacks what is `expected`.
[[nodiscard]] inline tl::unexpected<Error> unusable(const std::string& expected) {
  return fail("document attack on a file", expected, "none", "Correct the profile.");
}

// Changes what the chip holds, before it is made.
using ContentFault = Result<card::ChipContent> (*)(card::ChipContent, const card::Personalisation&, RandomSource&);
[[nodiscard]] std::map<std::string, ContentFault> key_faults();              // private keys and their data groups
[[nodiscard]] std::map<std::string, ContentFault> file_faults();             // data groups, EF.COM, EF.CardAccess
[[nodiscard]] std::map<std::string, ContentFault> security_object_faults();  // EF.SOD
[[nodiscard]] std::map<std::string, ContentFault> length_faults();           // files whose lengths lie
[[nodiscard]] std::map<std::string, ContentFault> group_faults();      // further data groups, their lists and keys
[[nodiscard]] std::map<std::string, ContentFault> portrait_faults();   // what DG2 holds
[[nodiscard]] std::map<std::string, ContentFault> cost_faults();       // small files that make much work
[[nodiscard]] std::map<std::string, ContentFault> messaging_faults();  // a chip with the session's keys

// Stands between chip and terminal and changes what is said.
using AnswerFault = std::unique_ptr<card::Card> (*)(std::unique_ptr<card::Card>);
[[nodiscard]] std::map<std::string, AnswerFault> answer_faults();     // under secure messaging
[[nodiscard]] std::map<std::string, AnswerFault> agreement_faults();  // PACE, and forms that no answer may have

}  // namespace proofmark::attacks::document
