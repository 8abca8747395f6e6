#include "tests/contact/support.hpp"

#include <stdexcept>

namespace proofmark::card::contact::testing {

namespace {

ContactCard make(const std::string& name, std::optional<lt_pki::KeyKind> person_key, const SeededRandom& random,
                 std::shared_ptr<const Clock> clock) {
  const auto profile = load_contact_profile(profiles() / (name + ".json"));
  if (!profile) throw std::runtime_error(profile.error().line());
  auto certification = lt_pki::load_profile(std::filesystem::path(PROOFMARK_SOURCE_DIR) / "simulators/lt_pki/profiles" /
                                            (profile->certification + ".json"));
  if (!certification) throw std::runtime_error(certification.error().line());
  if (person_key) certification->person_key = *person_key;
  person::CivilRecord civil = person::make_civil_record(random, std::chrono::floor<std::chrono::days>(clock->now()));
  civil.date_of_expiry = std::chrono::year(2033) / 5 / 1;
  auto made = personalise(*profile, *certification, civil, random.derive("card"), std::move(clock));
  if (!made) throw std::runtime_error(made.error().line());
  return *std::move(made);
}

}  // namespace

Presented::Presented(const std::string& name, std::optional<lt_pki::KeyKind> person_key)
    : clock(std::make_shared<ManualClock>(from_rfc3339("2026-03-02T12:00:00Z").value())),
      random(std::make_unique<SeededRandom>(3, "contact test")),
      made(make(name, person_key, *random, clock)),
      content(made.content),
      provider(made.provider) {
  auto applet = make_contact_card(content, *random);
  if (!applet) throw std::runtime_error(applet.error().line());
  card = std::move(*applet);
}

emrtd::Response Presented::send(const std::string& hex) const {
  return emrtd::parse_response(card->transmit(from_hex(hex).value())).value();
}

emrtd::Response Presented::send(std::uint8_t ins, std::uint8_t p1, std::uint8_t p2, ByteView data,
                                std::optional<std::uint32_t> le) const {
  emrtd::Command command{0, ins, p1, p2, Bytes(data.begin(), data.end()), le, false};
  return emrtd::parse_response(card->transmit(emrtd::encode_command(command).value())).value();
}

std::uint16_t Presented::verify(const std::string& digits, std::uint8_t reference) const {
  return send(0x20, 0, reference, padded_code(digits, content.pin_rules)).sw;
}

std::uint16_t Presented::tries(std::uint8_t reference) const {
  return send(0x20, 0, reference, {}).sw;
}

std::uint16_t Presented::choose(std::uint8_t key, std::optional<std::uint8_t> algorithm) const {
  Bytes data{0x84, 0x01, key};
  if (algorithm) data.insert(data.end(), {0x80, 0x01, *algorithm});
  return send(0x22, 0x41, 0xB6, data).sw;
}

emrtd::Response Presented::sign(ByteView data) const {
  return send(0x2A, 0x9E, 0x9A, data, 65536);
}

Bytes Presented::read(std::uint16_t file) const {
  const auto selected =
      send(0xA4, 0x08, 0x0C, Bytes{0x50, 0x15, static_cast<std::uint8_t>(file >> 8U), static_cast<std::uint8_t>(file)});
  EXPECT_EQ(selected.sw, 0x9000);
  const auto whole = send(0xB0, 0, 0, {}, 65536);
  EXPECT_EQ(whole.sw, 0x9000);
  return whole.data;
}

}  // namespace proofmark::card::contact::testing
