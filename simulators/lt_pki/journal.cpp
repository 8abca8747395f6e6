#include "simulators/lt_pki/journal.hpp"

#include <algorithm>

#include "common/pki/cms.hpp"

namespace proofmark::lt_pki {

std::string_view name_of(Event event) {
  switch (event) {
    case Event::certificate_requested:
      return "certificate requested";
    case Event::key_generated:
      return "key generated";
    case Event::certificate_made:
      return "certificate made";
    case Event::status_requested:
      return "status change requested";
    case Event::status_changed:
      return "status changed";
    case Event::request_refused:
      return "request refused";
    case Event::status_asked:
      return "status asked";
    case Event::list_published:
      return "list published";
  }
  return "";
}

void Journal::add(Instant at, Event event, std::string_view what) {
  std::string plain(what);
  std::replace_if(
      plain.begin(), plain.end(), [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
  const std::string line = to_rfc3339(at) + "\t" + std::string(name_of(event)) + "\t" + plain + "\t" + last_hash_;
  last_hash_ = sha256_hex(to_bytes(line));
  text_ += line + "\n";
}

Result<Bytes> Journal::sign(const Authority& signer, Instant at) const {
  pki::SignedDataSpec spec;
  spec.content_type = "1.2.840.113549.1.7.1";  // data
  spec.content = to_bytes(text_);
  spec.signing_time = at;
  return pki::make_signed_data(spec, signer.certificate, signer.key);
}

Result<std::vector<std::string>> check_journal(std::string_view text) {
  std::vector<std::string> lines;
  std::string before(64, '0');
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string line(text.substr(0, end));
    const std::size_t tab = line.rfind('\t');
    if (end == std::string_view::npos || tab == std::string::npos || line.substr(tab + 1) != before)
      return fail("CPS 88", "a line that names the one before it", "line " + std::to_string(lines.size() + 1),
                  "Treat the log as altered from there on.");
    before = sha256_hex(to_bytes(line));
    lines.push_back(line);
    text.remove_prefix(end + 1);
  }
  return lines;
}

}  // namespace proofmark::lt_pki
