// A synthetic document small enough to be cut into seeds: the same bytes in every program and run.
#pragma once
#include <map>
#include <string>

#include "common/pki/crl.hpp"

namespace proofmark::fuzz {

struct SmallDocument {
  std::map<std::uint16_t, Bytes> files;  // of the application, signed
  Bytes card_access;                     // PACE with generic mapping on P-256
  std::string number, birth, expiry;     // of the zone, dates YYMMDD
  std::string can;
  pki::Certificate csca;
  pki::Crl crl;
  pki::Key active_key;  // that of DG15, private
  Instant now;
};
// The document at `now`, made once. Ends the program when it cannot be made.
[[nodiscard]] const SmallDocument& small_document();

}  // namespace proofmark::fuzz
