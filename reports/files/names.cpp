#include "reports/files/names.hpp"

#include <array>

#include "common/bytes.hpp"
#include "common/pki/key.hpp"
#include "reports/formats/percent.hpp"
#include "reports/formats/xml_text.hpp"

namespace proofmark::reports::files {

std::string uuid(std::string_view name) {
  static constexpr std::array<std::uint8_t, 16> kNamespace = {0x6f, 0x1c, 0x1a, 0x3e, 0x5b, 0x0c, 0x4c, 0x1e,
                                                              0x9a, 0x7e, 0x1d, 0x3f, 0x5c, 0x2b, 0x8e, 0x40};
  Bytes digest = pki::digest(pki::Digest::sha1, concat({kNamespace, to_bytes(name)}));
  digest.resize(16);
  digest[6] = (digest[6] & 0x0FU) | 0x50U;
  digest[8] = (digest[8] & 0x3FU) | 0x80U;
  std::string hex = to_hex(digest);
  for (const std::size_t at : {20U, 16U, 12U, 8U}) hex.insert(at, "-");
  return hex;
}

std::string token(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool later = (c >= '0' && c <= '9') || c == '.' || c == '-';
    if (out.empty() && later) out += '_';
    out += letter || later ? c : '_';
  }
  return out.empty() ? "_" : out;
}

std::string line(std::string_view text) {
  std::string out;
  for (const char c : xml_text(text)) {
    const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
    if (!space) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out.empty() ? "-" : out;
}

std::string figure(const Rate& r) {
  std::string out = std::to_string(r.errors) + " of " + std::to_string(r.n);
  if (r.rate && r.interval)
    out += " (" + percent(*r.rate) + ", 95 % interval " + percent(r.interval->low) + " to " +
           percent(r.interval->high) + ")";
  return out;
}

std::string rate_text(const Rate& r) {
  std::string out = "simulated, " + r.name + ": " + figure(r);
  if (r.non_responses > 0) out += "; " + std::to_string(r.non_responses) + " more without a response";
  if (r.missing > 0) out += "; " + std::to_string(r.missing) + " planned without usable evidence";
  if (r.limit)
    out += "; limit " + r.limit->text + " (" + std::string(name_of(r.limit->kind)) + ", " + r.limit->source + ")";
  return out + "; " + std::string(name_of(r.verdict)) + ": " + r.reason;
}

std::string scenario_text(const ScenarioVerdict& s) {
  const std::uint64_t rest = s.planned - std::min(s.planned, s.as_expected + s.failed);
  return "simulated, " + std::to_string(s.as_expected) + " of " + std::to_string(s.planned) +
         " attempts as demanded, " + std::to_string(s.failed) + " otherwise, " + std::to_string(rest) +
         " without evidence for either; " + std::string(name_of(s.verdict)) + ": " + s.reason;
}

}  // namespace proofmark::reports::files
