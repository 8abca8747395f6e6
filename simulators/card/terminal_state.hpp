// How far terminal authentication has come in a session (TR-03110-1 section 3.5). Private to this room.
#pragma once
#include <optional>
#include <string>

#include "common/emrtd/cv_certificate.hpp"

namespace proofmark::card {

struct TerminalState {
  // The certificate that was accepted last, with its key; until then the country verifying authority stands here.
  struct Accepted {
    emrtd::CvCertificate content;
    pki::Key key;
    bool fingerprints = true;  // granted by every certificate so far (TR-03110-3 section C.4)
    bool irises = true;
  };
  std::optional<Accepted> accepted;
  std::string signature_template;   // holder whose key verifies the next certificate
  bool authentication_set = false;  // MSE:Set AT has named the terminal's own certificate
  Bytes chip_identifier;            // of the access protocol
  Bytes compressed_key;             // of the terminal's ephemeral key in chip authentication; empty before it
  bool fingerprints = false;        // authenticated for data group 3
  bool irises = false;
};

}  // namespace proofmark::card
