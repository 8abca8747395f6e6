// The authentication protocols of the applet, ICAO 9303-11 sections 4.3, 4.4, 6.1 and 6.2.
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/tlv.hpp"
#include "simulators/card/emrtd_applet.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card {

namespace {

constexpr std::uint8_t kPasswordMrz = 0x01;
constexpr std::uint8_t kPasswordCan = 0x02;

// The data objects of MSE:Set; absent ones stay empty.
struct SecurityEnvironment {
  std::string protocol;  // 80
  Bytes reference;       // 83 password
  Bytes key;             // 84 key or domain parameters
  Bytes public_key;      // 91 ephemeral public key
};

Result<SecurityEnvironment> parse_environment(ByteView data) {
  SecurityEnvironment out;
  emrtd::TlvReader reader(data);
  while (!reader.at_end()) {
    PROOFMARK_TRY(const emrtd::Tlv object, reader.next());
    const Bytes value(object.value.begin(), object.value.end());
    switch (object.tag) {
      case 0x80: {
        PROOFMARK_TRY(out.protocol, emrtd::decode_oid(object.value));
        break;
      }
      case 0x83:
        out.reference = value;
        break;
      case 0x84:
        out.key = value;
        break;
      case 0x91:
        out.public_key = value;
        break;
      default:
        return fail("ISO/IEC 7816-4 clause 11.5", "data objects 80, 83, 84, 91", to_hex(object.whole.first(1)),
                    "Send only these.");
    }
  }
  return out;
}

}  // namespace

bool EmrtdApplet::start_session(const emrtd::SessionKeys& keys, const Bytes& counter) {
  auto messaging = emrtd::SecureMessaging::start(keys, counter);
  if (!messaging) return false;
  next_session_ = Session{std::move(*messaging), emrtd::block_size(keys.cipher)};
  return true;
}

emrtd::Response EmrtdApplet::get_challenge(const emrtd::Command& command) {
  if (!content_.bac) return {{}, sw::kUnknownInstruction};
  if (command.p1 != 0 || command.p2 != 0) return {{}, sw::kWrongParameters};
  if (!command.data.empty() || command.le != 8U) return {{}, sw::kWrongLength};
  if (!files_.application_selected()) return {{}, sw::kConditionsNotSatisfied};
  challenge_ = random_.bytes(8);
  return {*challenge_, sw::kOk};
}

emrtd::Response EmrtdApplet::external_authenticate(const emrtd::Command& command) {
  if (!content_.bac) return {{}, sw::kUnknownInstruction};
  const std::optional<Bytes> rnd_ic = std::exchange(challenge_, std::nullopt);
  if (command.p1 != 0 || command.p2 != 0) return {{}, sw::kWrongParameters};
  if (command.data.size() != 40 || !command.le || (*command.le != 40 && *command.le != 256))
    return {{}, sw::kWrongLength};
  if (!rnd_ic || session_) return {{}, sw::kConditionsNotSatisfied};
  const emrtd::SessionKeys keys = emrtd::derive_bac_keys(content_.mrz_information);
  const auto opened = emrtd::open_bac(keys, command.data);
  if (!opened) return {{}, sw::kAuthenticationFailed};
  // RND.IFD || RND.IC || K.IFD
  const ByteView plain(*opened);
  if (!equal_constant_time(plain.subspan(8, 8), *rnd_ic)) return {{}, sw::kAuthenticationFailed};
  const ByteView rnd_ifd = plain.first(8);
  const Bytes k_ic = random_.bytes(16);
  const auto sealed = emrtd::seal_bac(keys, concat({*rnd_ic, rnd_ifd, k_ic}));
  if (!sealed) return {{}, sw::kConditionsNotSatisfied};
  Bytes seed(16);
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(plain[16 + i] ^ k_ic[i]);
  if (!start_session(emrtd::derive_session_keys(seed, emrtd::Cipher::tdes),
                     emrtd::SecureMessaging::bac_counter(*rnd_ic, rnd_ifd)))
    return {{}, sw::kConditionsNotSatisfied};
  access_ = true;
  return {*sealed, sw::kOk};
}

emrtd::Response EmrtdApplet::internal_authenticate(const emrtd::Command& command) {
  if (!content_.active_authentication) return {{}, sw::kUnknownInstruction};
  if (command.p1 != 0 || command.p2 != 0) return {{}, sw::kWrongParameters};
  if (command.data.size() != 8 || !command.le) return {{}, sw::kWrongLength};
  if (!access_) return {{}, sw::kSecurityNotSatisfied};
  const pki::Key& key = *content_.active_authentication;
  const auto curve = key.curve();
  // RFC 6979's nonce: the simulated chip answers the same challenge with the same bytes in every run.
  const auto signature = key.sign_deterministic(pki::Digest::sha256, command.data);
  if (!curve || !signature) return {{}, sw::kConditionsNotSatisfied};
  const auto plain = pki::ecdsa_to_plain(*signature, pki::field_size(*curve));
  if (!plain) return {{}, sw::kConditionsNotSatisfied};
  return {*plain, sw::kOk};
}

emrtd::Response EmrtdApplet::manage_security_environment(const emrtd::Command& command) {
  const unsigned parameters = static_cast<unsigned>(command.p1) << 8U | command.p2;
  chip_authentication_set_ = false;
  if (parameters == 0xC1A4) return set_pace(command.data);
  if (parameters == 0x41A6) return set_key_agreement(command.data);
  if (parameters == 0x41A4) return set_chip_authentication(command.data);
  return {{}, sw::kWrongParameters};
}

emrtd::Response EmrtdApplet::set_pace(ByteView data) {
  if (!content_.pace) return {{}, sw::kWrongParameters};
  const auto environment = parse_environment(data);
  if (!environment || environment->reference.size() != 1) return {{}, sw::kWrongData};
  const auto offered = emrtd::parse_security_infos(content_.files.at(kEfCardAccess));
  if (!offered) return {{}, sw::kWrongData};
  for (const emrtd::PaceInfo& info : offered->pace) {
    const auto cipher = emrtd::pace_ecdh_gm_cipher(info.protocol);
    if (info.protocol != environment->protocol || !cipher || !info.parameter) continue;
    if (!environment->key.empty() && environment->key != Bytes{static_cast<std::uint8_t>(*info.parameter)}) continue;
    Bytes key;
    if (environment->reference[0] == kPasswordMrz) {
      key = emrtd::derive_pace_key_from_mrz(content_.mrz_information, *cipher);
    } else if (environment->reference[0] == kPasswordCan && !content_.can.empty()) {
      key = emrtd::derive_pace_key_from_can(content_.can, *cipher);
    } else {
      return {{}, sw::kReferenceNotFound};
    }
    auto domain = emrtd::EcDomain::standardised(*info.parameter);
    if (!domain) return {{}, sw::kReferenceNotFound};
    pace_.emplace(info.protocol, *cipher, std::move(*domain), std::move(key));
    return {{}, sw::kOk};
  }
  return {{}, sw::kWrongData};
}

// MSE:Set KAT carries the terminal's key itself; 9303-11 section 6.2.4.2 has it for 3DES.
emrtd::Response EmrtdApplet::set_key_agreement(ByteView data) {
  if (!content_.chip_authentication || !content_.chip_authentication_3des) return {{}, sw::kWrongParameters};
  if (!access_) return {{}, sw::kSecurityNotSatisfied};
  const auto environment = parse_environment(data);
  if (!environment || !environment->protocol.empty() || environment->public_key.empty()) return {{}, sw::kWrongData};
  if (!environment->key.empty()) return {{}, sw::kReferenceNotFound};  // the only key has no identifier
  emrtd::Response response = agree_chip_authentication(environment->public_key);
  if (response.sw == sw::kAuthenticationFailed) response.sw = sw::kWrongData;
  return response;
}

emrtd::Response EmrtdApplet::set_chip_authentication(ByteView data) {
  if (!content_.chip_authentication) return {{}, sw::kWrongParameters};
  if (!access_) return {{}, sw::kSecurityNotSatisfied};
  const auto environment = parse_environment(data);
  const char* offered = content_.chip_authentication_3des ? emrtd::oid_ca_ecdh_3des : emrtd::oid_ca_ecdh_aes128;
  if (!environment || environment->protocol != offered) return {{}, sw::kWrongData};
  if (!environment->key.empty()) return {{}, sw::kReferenceNotFound};
  chip_authentication_set_ = true;
  return {{}, sw::kOk};
}

emrtd::Response EmrtdApplet::general_authenticate(const emrtd::Command& command, bool chained) {
  std::optional<PaceChip> pace = std::exchange(pace_, std::nullopt);
  const bool chip_authentication = std::exchange(chip_authentication_set_, false);
  if (command.p1 != 0 || command.p2 != 0) return {{}, sw::kWrongParameters};
  if (!pace && !chip_authentication) return {{}, sw::kConditionsNotSatisfied};
  const auto dynamic_data = emrtd::parse_single(command.data, 0x7C, "dynamic authentication data");
  if (!dynamic_data) return {{}, sw::kWrongData};
  if (!command.le) return {{}, sw::kWrongLength};

  if (pace) {
    emrtd::Response response = pace->step(dynamic_data->value, !chained, random_);
    if (response.sw != sw::kOk) return response;
    if (!pace->session_keys()) {
      pace_ = std::move(pace);
      return response;
    }
    const emrtd::SessionKeys& keys = *pace->session_keys();
    if (!start_session(keys, Bytes(emrtd::block_size(keys.cipher), 0))) return {{}, sw::kConditionsNotSatisfied};
    access_ = true;
    return response;
  }
  const auto point = emrtd::parse_single(dynamic_data->value, 0x80, "the ephemeral public key");
  if (!point || chained) return {{}, sw::kWrongData};
  emrtd::Response response = agree_chip_authentication(point->value);
  if (response.sw == sw::kOk) response.data = emrtd::encode_tlv(0x7C, Bytes{});
  return response;
}

// New session keys from the chip's static key; they protect from the next command on, with a counter of zero (6.2.2).
emrtd::Response EmrtdApplet::agree_chip_authentication(ByteView terminal_point) {
  const pki::Key& own = *content_.chip_authentication;
  const auto peer = pki::Key::from_point(own.curve().value_or(pki::Curve::brainpool_p256r1), terminal_point);
  if (!peer) return {{}, sw::kAuthenticationFailed};
  const auto secret = own.agree(*peer);
  if (!secret) return {{}, sw::kAuthenticationFailed};
  const emrtd::Cipher cipher = content_.chip_authentication_3des ? emrtd::Cipher::tdes : emrtd::Cipher::aes128;
  if (!start_session(emrtd::derive_session_keys(*secret, cipher), Bytes(emrtd::block_size(cipher), 0)))
    return {{}, sw::kConditionsNotSatisfied};
  return {{}, sw::kOk};
}

}  // namespace proofmark::card
