// What the card tests share: a person's data, an issuer, a random source that plays back, and a small terminal that is
// made of the published primitives alone (nothing of the service's inspection).
#pragma once
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "attacks/document/document.hpp"
#include "common/emrtd/secure_messaging.hpp"
#include "simulators/card/emrtd_card.hpp"

namespace proofmark::card::test {

// Plays back `script`, then goes on with zeros' complement; for worked examples that fix the chip's random numbers.
class ScriptedRandom final : public RandomSource {
 public:
  explicit ScriptedRandom(Bytes script) : script_(std::move(script)) {}
  void fill(std::span<std::uint8_t> out) override;
  [[nodiscard]] bool used_up() const { return at_ == script_.size(); }

 private:
  Bytes script_;
  std::size_t at_ = 0;
};

[[nodiscard]] Bytes hex(const std::string& text);
[[nodiscard]] Instant today();
[[nodiscard]] person::CivilRecord civil();
// The bytes of a JPEG with this size in its frame header; `filler` bytes of entropy-coded segment.
[[nodiscard]] Bytes jpeg(std::uint16_t width, std::uint16_t height, std::size_t filler, std::uint8_t value);
[[nodiscard]] Personalisation input();
[[nodiscard]] const IssuerPki& issuer();                 // made once
[[nodiscard]] Profile profile(const std::string& name);  // from either folder of the source tree
[[nodiscard]] std::filesystem::path genuine_profiles();
[[nodiscard]] std::filesystem::path attack_profiles();

// The terminal's end. Every helper fails the running test when the chip does not do as it should.
class Terminal {
 public:
  explicit Terminal(Card& card) : card_(card) {}
  // In plain, or protected once a session is open. The answer's status and data.
  emrtd::Response send(const emrtd::Command& command);
  emrtd::Response plain(const std::string& apdu_hex);
  std::uint16_t select_application();
  std::uint16_t select(std::uint16_t file);
  Bytes read(std::uint16_t file);  // whole file, in parts of 200 bytes
  // The last status is given back; 9000 opened the session.
  std::uint16_t bac(const std::string& mrz_information);
  std::uint16_t pace(ByteView password_key, std::uint8_t reference);
  std::uint16_t pace_with_can(const std::string& can);
  std::uint16_t pace_with_mrz(const std::string& mrz_information);
  // Chip authentication with the public key of DG14; afterwards the session has the new keys.
  std::uint16_t chip_authentication(const Bytes& dg14, bool set_kat);
  // What terminal authentication covers of the session (TR-03110-1 section 3.5).
  const Bytes& chip_identifier() const { return chip_identifier_; }
  const Bytes& compressed_key() const { return compressed_key_; }
  bool protected_session() const { return messaging_.has_value(); }
  void forget_session() { messaging_.reset(); }
  emrtd::SecureMessaging& messaging() { return *messaging_; }
  Card& card() { return card_; }

 private:
  Card& card_;
  SeededRandom random_{99, "terminal"};
  std::optional<emrtd::SecureMessaging> messaging_;
  Bytes chip_identifier_, compressed_key_;
};

}  // namespace proofmark::card::test
