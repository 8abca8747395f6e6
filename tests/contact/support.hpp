// Contact chips and what a reader says to them.
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "common/emrtd/apdu.hpp"
#include "simulators/card/contact/applet.hpp"
#include "simulators/card/contact/personalise.hpp"

namespace proofmark::card::contact::testing {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant now) : now_(now) {}
  [[nodiscard]] Instant now() const override { return now_; }
  [[nodiscard]] bool simulated() const override { return true; }
  void advance(Duration by) { now_ += by; }

 private:
  Instant now_;
};

inline std::filesystem::path profiles() {
  return std::filesystem::path(PROOFMARK_SOURCE_DIR) / "simulators/card/contact/profiles";
}

// A card of this profile, presented on 2 March 2026. `person_key`: another kind of key than the profile's.
struct Presented {
  explicit Presented(const std::string& name, std::optional<lt_pki::KeyKind> person_key = std::nullopt);

  emrtd::Response send(const std::string& hex) const;
  emrtd::Response send(std::uint8_t ins, std::uint8_t p1, std::uint8_t p2, ByteView data,
                       std::optional<std::uint32_t> le = std::nullopt) const;
  std::uint16_t verify(const std::string& digits, std::uint8_t reference = kPinReference) const;
  std::uint16_t tries(std::uint8_t reference = kPinReference) const;  // VERIFY without data
  std::uint16_t choose(std::uint8_t key, std::optional<std::uint8_t> algorithm = std::nullopt) const;
  emrtd::Response sign(ByteView data) const;
  Bytes read(std::uint16_t file) const;  // a file of the application, whole

  std::shared_ptr<ManualClock> clock;
  std::unique_ptr<SeededRandom> random;
  ContactCard made;
  const ContactContent& content;
  const std::shared_ptr<lt_pki::Provider>& provider;
  std::unique_ptr<Card> card;
};

}  // namespace proofmark::card::contact::testing
