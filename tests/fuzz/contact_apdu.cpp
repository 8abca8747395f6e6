// The contact chip's commands, one after another, each with its length before it: every one is answered, the counters
// never go up but by a right code, and nothing is signed without one.
#include <algorithm>

#include "common/emrtd/apdu.hpp"
#include "common/random.hpp"
#include "simulators/card/contact/applet.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace contact = proofmark::card::contact;
namespace pki = proofmark::pki;
using proofmark::fuzz::require;

namespace {

proofmark::Result<contact::ContactContent> make_content() {
  proofmark::SeededRandom random(1, "fuzz contact chip");
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::p256, random));
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::country_signing_ca;
  spec.subject = {"LT", "Fuzz", "", "Fuzz"};
  spec.serial = {0x01};
  PROOFMARK_TRY(spec.not_before, proofmark::from_rfc3339("2026-01-01T00:00:00Z"));
  PROOFMARK_TRY(spec.not_after, proofmark::from_rfc3339("2036-01-01T00:00:00Z"));
  PROOFMARK_TRY(const pki::Certificate certificate, pki::issue_certificate(spec, key, nullptr, key));
  const contact::KeyPair pair{key, certificate};
  return contact::ContactContent{{1, 2, 3, 4}, "Fuzz",      pair,     pair,      {certificate},
                                 {},           {8, 12, 10}, "123456", "12345678"};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const proofmark::Result<contact::ContactContent> content = make_content();
  proofmark::SeededRandom random(2, "fuzz contact chip");
  const auto card = contact::make_contact_card(content.value(), random);
  require(card.has_value());
  const proofmark::Bytes pin = contact::padded_code("123456", {});
  const proofmark::Bytes puk = contact::padded_code("12345678", {});
  bool code_sent = false;
  proofmark::ByteView rest(data, size);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(rest[0], rest.size() - 1);
    const proofmark::ByteView command = rest.subspan(1, length);
    rest = rest.subspan(1 + length);
    const auto contains = [&](const proofmark::Bytes& code) {
      return std::search(command.begin(), command.end(), code.begin(), code.end()) != command.end();
    };
    code_sent = code_sent || contains(pin) || contains(puk);
    const auto answer = proofmark::emrtd::parse_response((*card)->transmit(command));
    require(answer.has_value());
    if (command.size() > 1 && command[1] == 0x2A && answer->ok()) require(code_sent);
    if ((answer->sw & 0xFFF0U) == 0x63C0) require((answer->sw & 0x0FU) <= 10);
  }
  return 0;
}
