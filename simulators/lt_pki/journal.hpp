// The provider's operations log (CPS 81): requests, keys and certificates made, changes of status, questions about it
// and their answers, lists. Each line carries the hash of the one before it, and the whole is signed (CPS 82), so that
// nobody can change what was written (CPS 88).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "simulators/lt_pki/hierarchy.hpp"

namespace proofmark::lt_pki {

enum class Event {
  certificate_requested,
  key_generated,
  certificate_made,
  status_requested,
  status_changed,
  request_refused,
  status_asked,
  list_published,
};
[[nodiscard]] std::string_view name_of(Event event);

class Journal {
 public:
  // `what`: plain text of one line; a line break in it becomes a space.
  void add(Instant at, Event event, std::string_view what);
  // "TIME<tab>EVENT<tab>WHAT<tab>SHA-256 of the line before (64 zeros for the first)", one a line.
  [[nodiscard]] const std::string& text() const { return text_; }
  // CMS SignedData with the text inside (RFC 5652), signing time `at`.
  [[nodiscard]] Result<Bytes> sign(const Authority& signer, Instant at) const;

 private:
  std::string text_;
  std::string last_hash_ = std::string(64, '0');
};

// The lines of a text, when every one names the one before it; the error says which does not.
[[nodiscard]] Result<std::vector<std::string>> check_journal(std::string_view text);

}  // namespace proofmark::lt_pki
