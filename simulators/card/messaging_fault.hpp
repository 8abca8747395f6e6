// A chip that has the session's keys and does not keep to secure messaging (ICAO 9303-11 section 9.8): the checksum of
// each answer is right for what the answer holds.
#pragma once
#include <optional>

#include "common/emrtd/apdu.hpp"
#include "common/emrtd/keys.hpp"

namespace proofmark::card {

enum class MessagingFault {
  counter_stuck,      // the counter of the answer before
  no_padding,         // zeros where 80 and zeros belong
  padding_indicator,  // 02 in front of the cryptogram
  no_status,          // DO99 is left out
  status_first,       // DO99 before DO87
  short_checksum,     // the first four bytes of it
  value_in_plain,     // DO81, not encrypted
  status_outside,     // 6282 outside, 9000 inside
  data_twice,         // DO87 comes twice
  more_than_asked,    // more data than Le allows
  all_in_plain,       // every answer without protection, its data right
  one_byte_each,      // one byte of data wherever more than a file's head is asked for
};

// The protected answer; `counter` is the send sequence counter of this answer. Nothing where the fault does not touch
// such an answer (one without data).
[[nodiscard]] std::optional<Bytes> wrap_wrongly(MessagingFault fault, const emrtd::SessionKeys& keys,
                                                const Bytes& counter, const emrtd::Response& response);
// What the chip answers inside the protection, for the faults that change this.
[[nodiscard]] emrtd::Response answer_wrongly(MessagingFault fault, emrtd::Response response);

}  // namespace proofmark::card
