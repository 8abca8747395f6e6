#include "tests/card/support.hpp"

#include <algorithm>
#include <opencv2/core.hpp>

#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/terminal_authentication.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/media/jpeg.hpp"

namespace proofmark::card::test {

void ScriptedRandom::fill(std::span<std::uint8_t> out) {
  for (std::uint8_t& b : out) b = at_ < script_.size() ? script_[at_++] : std::uint8_t{0x11};
}

Bytes hex(const std::string& text) {
  return from_hex(text).value();
}
Instant today() {
  return from_rfc3339("2026-03-02T09:00:00Z").value();
}

person::CivilRecord civil() {
  return person::make_civil_record(SeededRandom(5, "card test"), std::chrono::floor<std::chrono::days>(today()));
}

Bytes jpeg(std::uint16_t width, std::uint16_t height, std::size_t filler, std::uint8_t value) {
  Bytes out = hex("FFD8 FFE000104A46494600010100000100010000 FFC00011 08");
  for (const std::uint16_t side : {height, width}) {
    out.push_back(static_cast<std::uint8_t>(side >> 8U));
    out.push_back(static_cast<std::uint8_t>(side & 0xFFU));
  }
  out = concat({out, hex("03012200021101031101 FFDA000C03010002110311003F00"), Bytes(filler, value), hex("FFD9")});
  return out;
}

namespace {
Bytes picture(int shade) {
  cv::Mat out(531, 413, CV_8UC3);
  for (int y = 0; y < out.rows; ++y)
    for (int x = 0; x < out.cols; ++x)
      out.at<cv::Vec3b>(y, x) = cv::Vec3b(static_cast<std::uint8_t>(shade + (x * y) % 61),
                                          static_cast<std::uint8_t>(x % 256), static_cast<std::uint8_t>(y % 256));
  return media::encode_jpeg(out, 60).value();
}
}  // namespace

Personalisation input() {
  static const Bytes own = picture(40), other = picture(140);
  return {civil(), own, other};
}

const IssuerPki& issuer() {
  static const IssuerPki pki = IssuerPki::create(1, today()).value();
  return pki;
}

std::filesystem::path genuine_profiles() {
  return std::filesystem::path(PROOFMARK_SOURCE_DIR) / "simulators" / "card" / "profiles";
}
std::filesystem::path attack_profiles() {
  return std::filesystem::path(PROOFMARK_SOURCE_DIR) / "attacks" / "document" / "species";
}

Profile profile(const std::string& name) {
  for (const auto& folder : {genuine_profiles(), attack_profiles()})
    if (std::filesystem::exists(folder / (name + ".json"))) return load_profile(folder / (name + ".json")).value();
  ADD_FAILURE() << "no profile " << name;
  return {};
}

emrtd::Response Terminal::send(const emrtd::Command& command) {
  if (!messaging_) return emrtd::parse_response(card_.transmit(emrtd::encode_command(command).value())).value();
  const Bytes wrapped = messaging_->wrap_command(command).value();
  const Bytes answer = card_.transmit(wrapped);
  const auto response = messaging_->unwrap_response(answer);
  if (!response) {
    messaging_.reset();  // a plain status: the chip has ended the session
    return emrtd::parse_response(answer).value();
  }
  return *response;
}

emrtd::Response Terminal::plain(const std::string& apdu_hex) {
  return emrtd::parse_response(card_.transmit(hex(apdu_hex))).value();
}

std::uint16_t Terminal::select_application() {
  return send({0x00, 0xA4, 0x04, 0x0C, Bytes(emrtd::lds_application.begin(), emrtd::lds_application.end()), {}, false})
      .sw;
}

std::uint16_t Terminal::select(std::uint16_t file) {
  return send({0x00,
               0xA4,
               0x02,
               0x0C,
               {static_cast<std::uint8_t>(file >> 8U), static_cast<std::uint8_t>(file & 0xFFU)},
               {},
               false})
      .sw;
}

Bytes Terminal::read(std::uint16_t file) {
  if (const std::uint16_t status = select(file); status != 0x9000) {
    ADD_FAILURE() << "select " << std::hex << file << ": " << status;
    return {};
  }
  Bytes content;
  std::size_t size = 8;
  while (content.size() < size) {
    const std::size_t offset = content.size();
    const auto le = static_cast<std::uint32_t>(std::min<std::size_t>(200, size - offset));
    const emrtd::Response part = send({0x00,
                                       0xB0,
                                       static_cast<std::uint8_t>(offset >> 8U),
                                       static_cast<std::uint8_t>(offset & 0xFFU),
                                       {},
                                       le,
                                       false});
    if (part.sw != 0x9000 || part.data.size() != le) {
      ADD_FAILURE() << "read at " << offset << ": " << std::hex << part.sw;
      return {};
    }
    content.insert(content.end(), part.data.begin(), part.data.end());
    if (offset == 0) size = emrtd::announced_length(content).value();
  }
  return content;
}

std::uint16_t Terminal::bac(const std::string& mrz_information) {
  const emrtd::SessionKeys keys = emrtd::derive_bac_keys(mrz_information);
  const emrtd::Response challenge = send({0x00, 0x84, 0, 0, {}, 8U, false});
  if (challenge.sw != 0x9000) return challenge.sw;
  const Bytes rnd_ifd = random_.bytes(8);
  const Bytes k_ifd = random_.bytes(16);
  const Bytes cryptogram = emrtd::seal_bac(keys, concat({rnd_ifd, challenge.data, k_ifd})).value();
  const emrtd::Response answer = send({0x00, 0x82, 0, 0, cryptogram, 40U, false});
  if (answer.sw != 0x9000) return answer.sw;
  const Bytes opened = emrtd::open_bac(keys, answer.data).value();
  EXPECT_TRUE(std::equal(rnd_ifd.begin(), rnd_ifd.end(), opened.begin() + 8));
  chip_identifier_ = to_bytes(mrz_information.substr(0, mrz_information.size() - 14));
  Bytes seed(16);
  for (std::size_t i = 0; i < 16; ++i) seed[i] = static_cast<std::uint8_t>(k_ifd[i] ^ opened[16 + i]);
  messaging_ = emrtd::SecureMessaging::start(emrtd::derive_session_keys(seed, emrtd::Cipher::tdes),
                                             emrtd::SecureMessaging::bac_counter(challenge.data, rnd_ifd))
                   .value();
  return answer.sw;
}

std::uint16_t Terminal::pace(ByteView password_key, std::uint8_t reference) {
  const std::string protocol = emrtd::oid_pace_ecdh_gm_aes128;
  const Bytes set =
      concat({emrtd::encode_tlv(0x80, emrtd::encode_oid(protocol).value()), emrtd::encode_tlv(0x83, Bytes{reference})});
  if (const auto r = send({0x00, 0x22, 0xC1, 0xA4, set, {}, false}); r.sw != 0x9000) return r.sw;
  std::uint16_t status = 0;
  const auto step = [&](std::uint8_t cla, std::uint32_t tag, const Bytes& value, std::uint32_t wanted) -> Bytes {
    const Bytes inner = tag == 0 ? Bytes{} : emrtd::encode_tlv(tag, value);
    const auto r = send({cla, 0x86, 0, 0, emrtd::encode_tlv(0x7C, inner), 256U, false});
    status = r.sw;
    if (r.sw != 0x9000) return {};
    const auto dynamic = emrtd::parse_single(r.data, 0x7C, "7C").value();
    const ByteView v = emrtd::parse_single(dynamic.value, wanted, "inner").value().value;
    return {v.begin(), v.end()};
  };
  const Bytes cryptogram = step(0x10, 0, {}, 0x80);
  if (status != 0x9000) return status;
  const Bytes nonce = emrtd::decrypt_nonce(emrtd::Cipher::aes128, password_key, cryptogram).value();
  const auto domain = emrtd::EcDomain::standardised(13).value();
  const auto mapping = domain.generate(random_).value();
  const Bytes chip_mapping = step(0x10, 0x81, mapping.public_point, 0x82);
  if (status != 0x9000) return status;
  const auto mapped = domain.map_generic(nonce, mapping.private_key, chip_mapping).value();
  const auto ephemeral = mapped.generate(random_).value();
  const Bytes chip_ephemeral = step(0x10, 0x83, ephemeral.public_point, 0x84);
  if (status != 0x9000) return status;
  const auto keys =
      emrtd::derive_session_keys(mapped.agree(ephemeral.private_key, chip_ephemeral).value(), emrtd::Cipher::aes128);
  const Bytes token = step(0x00, 0x85, emrtd::authentication_token(keys, protocol, chip_ephemeral).value(), 0x86);
  if (status != 0x9000) return status;
  EXPECT_EQ(token, emrtd::authentication_token(keys, protocol, ephemeral.public_point).value());
  messaging_ = emrtd::SecureMessaging::start(keys).value();
  chip_identifier_ = emrtd::compressed_key(true, chip_ephemeral);
  return status;
}

std::uint16_t Terminal::pace_with_can(const std::string& can) {
  return pace(emrtd::derive_pace_key_from_can(can, emrtd::Cipher::aes128), 2);
}
std::uint16_t Terminal::pace_with_mrz(const std::string& mrz_information) {
  return pace(emrtd::derive_pace_key_from_mrz(mrz_information, emrtd::Cipher::aes128), 1);
}

std::uint16_t Terminal::chip_authentication(const Bytes& dg14, bool set_kat) {
  const auto infos = emrtd::parse_dg14(dg14).value();
  Bytes chip_point;
  const auto domain =
      emrtd::EcDomain::of_public_key(infos.chip_authentication_keys.at(0).public_key, &chip_point).value();
  const std::string protocol = infos.chip_authentication.at(0).protocol;
  const auto ephemeral = domain.generate(random_).value();
  std::uint16_t status = 0;
  if (set_kat) {
    status = send({0x00, 0x22, 0x41, 0xA6, emrtd::encode_tlv(0x91, ephemeral.public_point), {}, false}).sw;
  } else {
    const Bytes set = emrtd::encode_tlv(0x80, emrtd::encode_oid(protocol).value());
    status = send({0x00, 0x22, 0x41, 0xA4, set, {}, false}).sw;
    if (status != 0x9000) return status;
    status =
        send({0x00, 0x86, 0, 0, emrtd::encode_tlv(0x7C, emrtd::encode_tlv(0x80, ephemeral.public_point)), 256U, false})
            .sw;
  }
  if (status != 0x9000) return status;
  compressed_key_ = emrtd::compressed_key(true, ephemeral.public_point);
  messaging_ =
      emrtd::SecureMessaging::start(emrtd::derive_session_keys(domain.agree(ephemeral.private_key, chip_point).value(),
                                                               emrtd::chip_authentication_protocol(protocol)->cipher))
          .value();
  return status;
}

}  // namespace proofmark::card::test
