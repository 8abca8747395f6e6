// The chip's side of PACE, ICAO 9303-11 section 4.4: generic, integrated and chip authentication mapping, with elliptic
// curves and Diffie-Hellman groups.
#pragma once
#include <optional>
#include <string>

#include "common/emrtd/apdu.hpp"
#include "common/emrtd/domain.hpp"
#include "common/emrtd/pace.hpp"
#include "common/random.hpp"

namespace proofmark::card {

// What MSE:Set AT has chosen.
struct PaceChoice {
  std::string oid;
  emrtd::PaceProtocol protocol;
  emrtd::Domain domain;
  Bytes password_key;                // K_pi for the protocol's cipher
  std::optional<Bytes> mapping_key;  // the chip's static private key, for chip authentication mapping
};

// One run of the protocol. Any answer other than 9000 ends it.
class PaceChip {
 public:
  explicit PaceChip(PaceChoice choice) : choice_(std::move(choice)) {}

  // One GENERAL AUTHENTICATE: the value of dynamic authentication data (7C). `last`: the command ends the chain.
  [[nodiscard]] emrtd::Response step(ByteView dynamic_data, bool last, RandomSource& random);
  // The session keys, once the terminal's token was right.
  [[nodiscard]] const std::optional<emrtd::SessionKeys>& session_keys() const { return session_keys_; }
  [[nodiscard]] bool token_refused() const { return token_refused_; }
  // The chip's ephemeral public key: its identifier in terminal authentication (TR-03110-1 section 3.5).
  [[nodiscard]] const Bytes& ephemeral_key() const { return chip_key_; }
  [[nodiscard]] bool elliptic() const { return choice_.protocol.elliptic; }

 private:
  [[nodiscard]] emrtd::Response send_nonce(RandomSource& random);
  [[nodiscard]] emrtd::Response map(ByteView terminal_data, RandomSource& random);
  [[nodiscard]] emrtd::Response agree(ByteView terminal_key, RandomSource& random);
  [[nodiscard]] emrtd::Response authenticate(ByteView terminal_token);
  [[nodiscard]] Result<Bytes> chip_authentication_data() const;

  enum class Step { nonce, mapping, agreement, authentication, over };
  PaceChoice choice_;
  std::optional<emrtd::Domain> mapped_;  // from the second step on
  Step next_ = Step::nonce;
  Bytes nonce_, mapping_private_;
  Bytes terminal_key_, chip_key_;  // ephemeral keys of the agreement
  std::optional<emrtd::SessionKeys> pending_keys_, session_keys_;
  bool token_refused_ = false;
};

}  // namespace proofmark::card
