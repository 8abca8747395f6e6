// Terminal authentication version 1, chip's side: TR-03110-1 section 3.5, TR-03110-3 sections B.3 and B.11.
#include "common/emrtd/terminal_authentication.hpp"

#include <algorithm>

#include "common/emrtd/tlv.hpp"
#include "simulators/card/emrtd_applet.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card {

emrtd::Response EmrtdApplet::set_signature_template(ByteView data) {
  // Certificates are taken only under the keys of chip authentication (TR-03110-1 section 2.2).
  if (!access_ || terminal_.compressed_key.empty()) return {{}, sw::kSecurityNotSatisfied};
  const auto environment = parse_environment(data);
  if (!environment || environment->reference.empty()) return {{}, sw::kWrongData};
  const std::string holder = to_text(environment->reference);
  const bool known = holder == content_.terminal_authentication->authority.holder ||
                     (terminal_.accepted && terminal_.accepted->content.holder == holder);
  if (!known) return {{}, sw::kReferenceNotFound};
  terminal_.signature_template = holder;
  return {{}, sw::kOk};
}

emrtd::Response EmrtdApplet::verify_certificate(const emrtd::Command& command) {
  if (!content_.terminal_authentication) return {{}, sw::kUnknownInstruction};
  if (command.p1 != 0x00 || command.p2 != 0xBE) return {{}, sw::kWrongParameters};
  if (terminal_.signature_template.empty()) return {{}, sw::kConditionsNotSatisfied};
  const std::string holder = std::exchange(terminal_.signature_template, "");
  TerminalTrust& trust = *content_.terminal_authentication;
  const bool by_authority = holder == trust.authority.holder;
  if (!by_authority && !terminal_.accepted) return {{}, sw::kConditionsNotSatisfied};
  const TerminalState::Accepted signer =
      by_authority ? TerminalState::Accepted{trust.authority, trust.key, trust.authority.reads_fingerprints,
                                             trust.authority.reads_irises}
                   : *terminal_.accepted;
  const auto certificate = emrtd::parse_cv_certificate(emrtd::encode_tlv(0x7F21, command.data), &signer.key);
  if (!certificate) return {{}, sw::kWrongData};
  if (!emrtd::verify_cv_certificate(*certificate, signer.content, signer.key)) return {{}, sw::kAuthenticationFailed};
  const emrtd::CvCertificate& content = certificate->content;
  if (std::chrono::sys_days(content.expiry) < trust.today) return {{}, sw::kAuthenticationFailed};
  // The chip has no clock; the newest effective date that an own authority vouches for is its date (2.3.1).
  if (content.role != emrtd::TerminalRole::foreign_verifier &&
      (by_authority || signer.content.role == emrtd::TerminalRole::domestic_verifier))
    trust.today = std::max(trust.today, std::chrono::sys_days(content.effective));
  terminal_.accepted =
      TerminalState::Accepted{content, certificate->key, signer.fingerprints && content.reads_fingerprints,
                              signer.irises && content.reads_irises};
  if (content.role == emrtd::TerminalRole::authority) {
    trust.authority = content;  // a link certificate: the new authority takes the old one's place
    trust.key = certificate->key;
  }
  return {{}, sw::kOk};
}

emrtd::Response EmrtdApplet::authenticate_terminal(ByteView signature, const Bytes& challenge) {
  if (!terminal_.accepted || terminal_.compressed_key.empty()) return {{}, sw::kConditionsNotSatisfied};
  const TerminalState::Accepted& terminal = *terminal_.accepted;
  const Bytes message = emrtd::terminal_message(terminal_.chip_identifier, challenge, terminal_.compressed_key);
  if (!emrtd::verify_for_terminal(terminal.content.protocol, terminal.key, message, signature))
    return {{}, sw::kAuthenticationFailed};
  terminal_.fingerprints = terminal.fingerprints;
  terminal_.irises = terminal.irises;
  return {{}, sw::kOk};
}

}  // namespace proofmark::card
