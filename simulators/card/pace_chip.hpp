// The chip's side of PACE with ECDH and generic mapping, ICAO 9303-11 section 4.4.
#pragma once
#include <optional>
#include <string>

#include "common/emrtd/apdu.hpp"
#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/keys.hpp"
#include "common/random.hpp"

namespace proofmark::card {

// One run of the protocol. Any answer other than 9000 ends it.
class PaceChip {
 public:
  // `password_key`: K_pi for the protocol's cipher.
  PaceChip(std::string protocol, emrtd::Cipher cipher, emrtd::EcDomain domain, Bytes password_key)
      : protocol_(std::move(protocol)), cipher_(cipher), domain_(std::move(domain)), key_(std::move(password_key)) {}

  // One GENERAL AUTHENTICATE: the value of dynamic authentication data (7C). `last`: the command ends the chain.
  [[nodiscard]] emrtd::Response step(ByteView dynamic_data, bool last, RandomSource& random);
  // The session keys, once the terminal's token was right.
  [[nodiscard]] const std::optional<emrtd::SessionKeys>& session_keys() const { return session_keys_; }

 private:
  [[nodiscard]] emrtd::Response send_nonce(RandomSource& random);
  [[nodiscard]] emrtd::Response map(ByteView terminal_point, RandomSource& random);
  [[nodiscard]] emrtd::Response agree(ByteView terminal_point, RandomSource& random);
  [[nodiscard]] emrtd::Response authenticate(ByteView terminal_token);

  enum class Step { nonce, mapping, agreement, authentication, over };
  std::string protocol_;
  emrtd::Cipher cipher_;
  emrtd::EcDomain domain_;  // the mapped one from the second step on
  Bytes key_;
  Step next_ = Step::nonce;
  Bytes nonce_;
  Bytes terminal_point_, chip_point_;  // ephemeral keys of the agreement
  std::optional<emrtd::SessionKeys> pending_keys_, session_keys_;
};

}  // namespace proofmark::card
