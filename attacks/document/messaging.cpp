// The chip's own faults under secure messaging, by the names of simulators/card/messaging_fault.hpp.
#include "attacks/document/mechanisms.hpp"

namespace proofmark::attacks::document {
namespace {

template <card::MessagingFault Fault>
Result<card::ChipContent> answers(card::ChipContent content, const card::Personalisation&, RandomSource&) {
  content.messaging_fault = Fault;
  return content;
}

}  // namespace

std::map<std::string, ContentFault> messaging_faults() {
  using card::MessagingFault;
  return {{"counter_stuck", answers<MessagingFault::counter_stuck>},
          {"no_padding", answers<MessagingFault::no_padding>},
          {"padding_indicator", answers<MessagingFault::padding_indicator>},
          {"no_status", answers<MessagingFault::no_status>},
          {"status_first", answers<MessagingFault::status_first>},
          {"short_checksum", answers<MessagingFault::short_checksum>},
          {"value_in_plain", answers<MessagingFault::value_in_plain>},
          {"status_outside", answers<MessagingFault::status_outside>},
          {"data_twice", answers<MessagingFault::data_twice>},
          {"all_in_plain", answers<MessagingFault::all_in_plain>},
          {"more_than_asked", answers<MessagingFault::more_than_asked>},
          {"one_byte_each", answers<MessagingFault::one_byte_each>}};
}

}  // namespace proofmark::attacks::document
