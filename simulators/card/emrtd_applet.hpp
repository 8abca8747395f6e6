// The applet's inside: dispatch of commands, secure messaging and the authentication protocols. Private to this room.
#pragma once
#include <optional>

#include "common/emrtd/secure_messaging.hpp"
#include "simulators/card/card.hpp"
#include "simulators/card/file_system.hpp"
#include "simulators/card/pace_chip.hpp"
#include "simulators/card/personalisation.hpp"
#include "simulators/card/security_environment.hpp"
#include "simulators/card/terminal_state.hpp"

namespace proofmark::card {

class EmrtdApplet final : public Card {
 public:
  EmrtdApplet(ChipContent content, RandomSource& random);

  [[nodiscard]] Bytes atr() const override;
  void reset() override;
  [[nodiscard]] Bytes transmit(ByteView command) override;
  [[nodiscard]] Duration paused() const override { return paused_; }

 private:
  [[nodiscard]] Bytes transmit_protected(ByteView apdu, const emrtd::Command& outer);
  [[nodiscard]] emrtd::Response perform(const emrtd::Command& command, std::size_t room);
  [[nodiscard]] emrtd::Response dispatch(const emrtd::Command& command, std::size_t room);
  void end_session();
  [[nodiscard]] FileSystem::Access access() const;

  // Basic access control, 9303-11 section 4.3.
  [[nodiscard]] emrtd::Response get_challenge(const emrtd::Command& command);
  [[nodiscard]] emrtd::Response external_authenticate(const emrtd::Command& command);
  // Active authentication, section 6.1.
  [[nodiscard]] emrtd::Response internal_authenticate(const emrtd::Command& command);
  // PACE (4.4) and chip authentication (6.2).
  [[nodiscard]] emrtd::Response manage_security_environment(const emrtd::Command& command);
  [[nodiscard]] emrtd::Response set_pace(ByteView data);
  [[nodiscard]] emrtd::Response set_key_agreement(ByteView data);
  [[nodiscard]] emrtd::Response set_chip_authentication(const SecurityEnvironment& environment);
  [[nodiscard]] emrtd::Response general_authenticate(const emrtd::Command& command);
  [[nodiscard]] emrtd::Response agree_chip_authentication(const ChipKey& own, ByteView terminal_key);
  // Terminal authentication (7.1).
  [[nodiscard]] emrtd::Response set_authentication(ByteView data);
  [[nodiscard]] emrtd::Response set_signature_template(ByteView data);
  [[nodiscard]] emrtd::Response verify_certificate(const emrtd::Command& command);
  [[nodiscard]] emrtd::Response authenticate_terminal(ByteView signature, const Bytes& challenge);

  ChipContent content_;
  RandomSource& random_;
  FileSystem files_;
  bool access_ = false;  // basic access control or PACE succeeded in the session that runs
  struct Session {
    emrtd::SecureMessaging messaging;
    std::size_t block;  // bytes of the cipher
    // For a chip that answers wrongly on purpose.
    emrtd::SessionKeys keys;
    Bytes counter;
    unsigned answers = 0;
  };
  // The protected answer of such a chip in the place of `right`.
  [[nodiscard]] Bytes wrapped_wrongly(const emrtd::Response& response, Bytes right);
  // Starts a session with these keys after the answer under way.
  [[nodiscard]] bool start_session(const emrtd::SessionKeys& keys, const Bytes& counter);

  std::optional<Session> session_;
  std::optional<Session> next_session_;
  std::optional<Bytes> challenge_;  // good for the next command alone
  std::optional<PaceChip> pace_;
  const ChipKey* chip_authentication_set_ = nullptr;
  std::optional<emrtd::Command> chain_;  // what came of a chain of commands so far
  TerminalState terminal_;

  // Guessing a password takes the longer the more guesses were wrong; power and reset do not shorten it.
  void access_failed() { ++failures_; }
  void access_succeeded() { failures_ = 0; }
  void pause_after_failures();
  unsigned failures_ = 0;
  Duration paused_ = Duration::zero();
};

}  // namespace proofmark::card
