// The service's inspection against the simulated card, with somebody in between who loses, alters or answers.
#pragma once
#include <functional>
#include <memory>
#include <optional>

#include "common/pki/cms.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "tests/card/support.hpp"

namespace proofmark::chip::test {

using card::test::civil;
using card::test::issuer;
using card::test::today;

// The card in the terminal's field.
class Field final : public Transceiver {
 public:
  explicit Field(card::Card& card) : card_(card) {}
  [[nodiscard]] Result<Bytes> transceive(ByteView command) override;

  [[nodiscard]] bool extended_length() const override { return extended; }
  bool extended = true;
  // From this command (counted from 0) on the link is lost.
  std::optional<std::size_t> lost_from;
  // Sees every command with its index and may answer in the card's place.
  std::function<std::optional<Bytes>(std::size_t, ByteView)> instead;
  // The card's return after a lost link; without it there is none.
  std::function<void()> back;
  [[nodiscard]] Result<void> begin_again() override;
  // May change the card's answer.
  std::function<void(std::size_t, Bytes&)> alter;
  [[nodiscard]] std::size_t commands() const { return commands_; }

 private:
  card::Card& card_;
  std::size_t commands_ = 0;
};

[[nodiscard]] AccessPassword can_password();
[[nodiscard]] AccessPassword mrz_password();
[[nodiscard]] TrustStore trust();

// A card made from a profile, or from chip content that a test has changed.
class TestCard {
 public:
  explicit TestCard(const std::string& profile);
  explicit TestCard(card::ChipContent content);
  [[nodiscard]] Field field() { return Field(*card_); }

 private:
  SeededRandom random_{11, "chip test"};
  std::unique_ptr<card::Card> card_;
};

[[nodiscard]] card::ChipContent content(const std::string& profile);

struct Inspect {
  AccessPassword password = can_password();
  TrustStore store = trust();
  InspectionPolicy policy;
  Instant now = today();
  std::uint64_t seed = 21;

  [[nodiscard]] Inspection operator()(Transceiver& chip) const;
};

// "chip.access=passed chip.passive=..." for messages and comparisons.
[[nodiscard]] std::string summary(const Inspection& inspection);
[[nodiscard]] bool all_passed(const Inspection& inspection);
[[nodiscard]] decision::CheckResult result_of(const Inspection& inspection, const std::string& id);
// The sub-check's result, nothing when it was not made.
[[nodiscard]] std::optional<SubResult> sub(const Inspection& inspection, const std::string& id);

// A country of the test's own making, whose documents can be wrong in ways that a real issuer's are not.
struct Country {
  std::string code = "LT";
  Instant csca_from = today() - std::chrono::years(3);
  Instant csca_to = today() + std::chrono::years(10);
  Instant signer_from = today() - std::chrono::years(1);
  Instant signer_to = today() + std::chrono::years(9);
  std::string signer_code = "LT";
  bool signer_is_csca = false;  // the security object is signed with the CA's own key
  std::string digest_oid = "2.16.840.1.101.3.4.2.1";
  pki::Digest digest = pki::Digest::sha256;
  std::string content_type = pki::kLdsSecurityObject;
};
// Signs the content's data groups anew under that country, and gives the trust store that knows it (with a fresh list).
[[nodiscard]] TrustStore resign(card::ChipContent& content, const Country& country);

}  // namespace proofmark::chip::test
