// An inspection system of the test's own: keys and certificates under a verifying authority, and what it sends to the
// chip in terminal authentication (TR-03110-3 sections B.3 and B.11).
#pragma once
#include "common/emrtd/terminal_authentication.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/pki/rsa.hpp"
#include "tests/card/support.hpp"

namespace proofmark::card::test {

inline emrtd::CvCertificate cv_content(const std::string& holder, emrtd::TerminalRole role,
                                       const std::string& protocol) {
  using std::chrono::year;
  return {"", holder, role, true, false, protocol, year(2025) / 6 / 1, year(2027) / 6 / 30};
}

inline pki::Key cv_key(const std::string& protocol, std::uint64_t seed) {
  SeededRandom random(seed, "cv keys");
  const bool curve = emrtd::terminal_signature(protocol)->scheme == emrtd::TerminalSignature::Scheme::ecdsa;
  return curve ? pki::Key::generate(pki::Curve::brainpool_p256r1, random).value()
               : pki::generate_rsa(1536, random).value();
}

struct TerminalChain {
  std::string protocol;
  pki::Key authority_key, verifier_key, terminal_key;
  emrtd::CvCertificate authority, verifier, terminal;

  explicit TerminalChain(const std::string& oid)
      : protocol(oid),
        authority_key(cv_key(oid, 1)),
        verifier_key(cv_key(oid, 2)),
        terminal_key(cv_key(oid, 3)),
        authority(cv_content("LTCVCA00001", emrtd::TerminalRole::authority, oid)),
        verifier(cv_content("LTDVXX00001", emrtd::TerminalRole::domestic_verifier, oid)),
        terminal(cv_content("LTISXX00001", emrtd::TerminalRole::inspection_system, oid)) {}

  [[nodiscard]] TerminalTrust trust() const {
    return {authority, authority_key, std::chrono::floor<std::chrono::days>(today())};
  }
};

// Signs with the chain's certificates and keeps what the chip must know of the session.
class InspectionSystem {
 public:
  InspectionSystem(Terminal& terminal, TerminalChain chain) : terminal_(terminal), chain_(std::move(chain)) {}

  std::uint16_t present(const emrtd::CvCertificate& content, const pki::Key& key, const emrtd::CvCertificate& signer,
                        const pki::Key& signer_key, bool chained = false) {
    const auto set = terminal_.send({0, 0x22, 0x81, 0xB6, emrtd::encode_tlv(0x83, to_bytes(signer.holder)), {}, false});
    if (set.sw != 0x9000) return set.sw;
    const Bytes whole = emrtd::make_cv_certificate(content, key, false, signer, signer_key, random_).value();
    const ByteView inner = emrtd::parse_single(whole, 0x7F21, "certificate").value().value;
    const std::size_t first = chained ? inner.size() / 2 : 0;
    if (chained) {
      const auto part = terminal_.send(
          {0x10, 0x2A, 0, 0xBE, Bytes(inner.begin(), inner.begin() + static_cast<std::ptrdiff_t>(first)), {}, false});
      if (part.sw != 0x9000) return part.sw;
    }
    return terminal_
        .send({0, 0x2A, 0, 0xBE, Bytes(inner.begin() + static_cast<std::ptrdiff_t>(first), inner.end()), {}, false})
        .sw;
  }
  std::uint16_t present_chain(bool chained = false) {
    const auto status = present(chain_.verifier, chain_.verifier_key, chain_.authority, chain_.authority_key, chained);
    if (status != 0x9000) return status;
    return present(chain_.terminal, chain_.terminal_key, chain_.verifier, chain_.verifier_key, chained);
  }
  // `identifier`: the chip's, by the access protocol; `compressed`: of the terminal's key in chip authentication.
  std::uint16_t authenticate(const Bytes& identifier, const Bytes& compressed) {
    const auto set =
        terminal_.send({0, 0x22, 0x81, 0xA4, emrtd::encode_tlv(0x83, to_bytes(chain_.terminal.holder)), {}, false});
    if (set.sw != 0x9000) return set.sw;
    const auto challenge = terminal_.send({0, 0x84, 0, 0, {}, 8U, false});
    if (challenge.sw != 0x9000) return challenge.sw;
    const Bytes message = emrtd::terminal_message(identifier, challenge.data, compressed);
    const Bytes signature = emrtd::sign_for_terminal(chain_.protocol, chain_.terminal_key, message, random_).value();
    return terminal_.send({0, 0x82, 0, 0, signature, {}, false}).sw;
  }
  TerminalChain& chain() { return chain_; }

 private:
  Terminal& terminal_;
  TerminalChain chain_;
  SeededRandom random_{17, "inspection system"};
};

}  // namespace proofmark::card::test
