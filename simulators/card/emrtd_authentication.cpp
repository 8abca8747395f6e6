// The authentication protocols of the applet, ICAO 9303-11 sections 4.3, 4.4, 6.1 and 6.2.
#include <algorithm>
#include <iterator>

#include "common/emrtd/active_authentication.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/pace.hpp"
#include "common/emrtd/terminal_authentication.hpp"
#include "common/emrtd/tlv.hpp"
#include "simulators/card/emrtd_applet.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card {

namespace {

constexpr std::uint8_t kPasswordMrz = 0x01;
constexpr std::uint8_t kPasswordCan = 0x02;
constexpr std::uint8_t kChained = 0x10;

}  // namespace

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
bool EmrtdApplet::start_session(const emrtd::SessionKeys& keys, const Bytes& counter) {
  auto messaging = emrtd::SecureMessaging::start(keys, counter);
  if (!messaging) return false;
  next_session_ = Session{std::move(*messaging), emrtd::block_size(keys.cipher), keys, counter};
  return true;
}

emrtd::Response EmrtdApplet::get_challenge(const emrtd::Command& command) {
  if (!content_.bac && !content_.terminal_authentication) return {{}, sw::kUnknownInstruction};
  if (command.p1 != 0 || command.p2 != 0) return {{}, sw::kWrongParameters};
  if (!command.data.empty() || command.le != 8U) return {{}, sw::kWrongLength};
  if (!files_.application_selected()) return {{}, sw::kConditionsNotSatisfied};
  challenge_ = random_.bytes(8);
  return {*challenge_, sw::kOk};
}

emrtd::Response EmrtdApplet::external_authenticate(const emrtd::Command& command) {
  if (!content_.bac && !content_.terminal_authentication) return {{}, sw::kUnknownInstruction};
  const std::optional<Bytes> rnd_ic = std::exchange(challenge_, std::nullopt);
  if (command.p1 != 0 || command.p2 != 0) return {{}, sw::kWrongParameters};
  if (std::exchange(terminal_.authentication_set, false)) {
    if (!rnd_ic) return {{}, sw::kConditionsNotSatisfied};
    return authenticate_terminal(command.data, *rnd_ic);
  }
  if (!content_.bac) return {{}, sw::kConditionsNotSatisfied};
  if (command.data.size() != 40 || !command.le || (*command.le != 40 && *command.le != 256))
    return {{}, sw::kWrongLength};
  if (!rnd_ic || session_) return {{}, sw::kConditionsNotSatisfied};
  const emrtd::SessionKeys keys = emrtd::derive_bac_keys(content_.mrz_information);
  pause_after_failures();
  access_failed();  // until it has succeeded
  const auto opened = emrtd::open_bac(keys, command.data);
  if (!opened) return {{}, sw::kAuthenticationFailed};
  // RND.IFD || RND.IC || K.IFD
  const ByteView plain(*opened);
  if (!equal_constant_time(plain.subspan(8, 8), *rnd_ic)) return {{}, sw::kAuthenticationFailed};
  const ByteView rnd_ifd = plain.first(8);
  const Bytes k_ic = random_.bytes(16);
  const Bytes told = content_.foreign_bac_nonces ? random_.bytes(16) : concat({*rnd_ic, rnd_ifd});
  const auto sealed = emrtd::seal_bac(keys, concat({told, k_ic}));
  if (!sealed) return {{}, sw::kConditionsNotSatisfied};
  Bytes seed(16);
  for (std::size_t i = 0; i < seed.size(); ++i) seed[i] = static_cast<std::uint8_t>(plain[16 + i] ^ k_ic[i]);
  if (!start_session(emrtd::derive_session_keys(seed, emrtd::Cipher::tdes),
                     emrtd::SecureMessaging::bac_counter(*rnd_ic, rnd_ifd)))
    return {{}, sw::kConditionsNotSatisfied};
  access_ = true;
  access_succeeded();
  // TR-03110-1 section 3.5: after basic access control the chip is known by its document number with check digit.
  terminal_.chip_identifier = to_bytes(content_.mrz_information.substr(0, content_.mrz_information.size() - 14));
  return {*sealed, sw::kOk};
}

emrtd::Response EmrtdApplet::internal_authenticate(const emrtd::Command& command) {
  if (!content_.active_authentication) return {{}, sw::kUnknownInstruction};
  if (command.p1 != 0 || command.p2 != 0) return {{}, sw::kWrongParameters};
  if (command.data.size() != 8 || !command.le) return {{}, sw::kWrongLength};
  if (!access_) return {{}, sw::kSecurityNotSatisfied};
  if (content_.recorded_signature)
    if (const auto recorded = content_.recorded_signature(command.data)) return {*recorded, sw::kOk};
  const auto signature = emrtd::sign_active_authentication(
      *content_.active_authentication, content_.active_authentication_digest, command.data, random_);
  if (!signature) return {{}, sw::kConditionsNotSatisfied};
  return {*signature, sw::kOk};
}

emrtd::Response EmrtdApplet::manage_security_environment(const emrtd::Command& command) {
  const unsigned parameters = static_cast<unsigned>(command.p1) << 8U | command.p2;
  chip_authentication_set_ = nullptr;
  terminal_.authentication_set = false;
  if (parameters == 0xC1A4) return set_pace(command.data);
  if (parameters == 0x41A6) return set_key_agreement(command.data);
  if (parameters == 0x41A4) return set_authentication(command.data);
  if (parameters == 0x81A4 && content_.terminal_authentication) return set_authentication(command.data);
  if (parameters == 0x81B6 && content_.terminal_authentication) return set_signature_template(command.data);
  return {{}, sw::kWrongParameters};
}

emrtd::Response EmrtdApplet::set_pace(ByteView data) {
  if (!content_.pace) return {{}, sw::kWrongParameters};
  const auto environment = parse_environment(data);
  if (!environment || environment->reference.size() != 1) return {{}, sw::kWrongData};
  const Bytes& own = content_.master_file.at(kEfCardAccess);
  const auto offered = emrtd::parse_security_infos(own, own.size());  // a chip knows its own file, however full it is
  if (!offered) return {{}, sw::kWrongData};
  for (const emrtd::PaceInfo& info : offered->pace) {
    const auto protocol = emrtd::pace_protocol(info.protocol);
    if (info.protocol != environment->protocol || !protocol || !info.parameter) continue;
    if (!environment->key.empty() && environment->key != Bytes{static_cast<std::uint8_t>(*info.parameter)}) continue;
    Bytes key;
    if (environment->reference[0] == kPasswordMrz) {
      key = emrtd::derive_pace_key_from_mrz(content_.mrz_information, protocol->cipher);
    } else if (environment->reference[0] == kPasswordCan && !content_.can.empty()) {
      key = emrtd::derive_pace_key_from_can(content_.can, protocol->cipher);
    } else {
      return {{}, sw::kReferenceNotFound};
    }
    auto domain = emrtd::Domain::standardised(*info.parameter);
    const bool maps_chip = protocol->mapping == emrtd::Mapping::chip_authentication;
    if (!domain || domain->elliptic() != protocol->elliptic || (maps_chip && !content_.mapping_key))
      return {{}, sw::kReferenceNotFound};
    std::optional<Bytes> mapping_key;
    if (maps_chip) mapping_key = content_.mapping_key->private_key;
    pace_.emplace(PaceChoice{info.protocol, *protocol, *std::move(domain), std::move(key), std::move(mapping_key)});
    return {{}, sw::kOk};
  }
  return {{}, sw::kWrongData};
}

namespace {

// The key that the terminal means: the one with this identifier, or the only one when it names none.
const ChipKey* find_key(const std::vector<ChipKey>& keys, const std::string& protocol, const Bytes& identifier) {
  const ChipKey* found = nullptr;
  for (const ChipKey& key : keys) {
    if (!protocol.empty() && key.protocol != protocol) continue;
    const bool named = key.key_id && identifier == Bytes{static_cast<std::uint8_t>(*key.key_id)};
    if (!identifier.empty() && !named) continue;
    if (found != nullptr) return nullptr;
    found = &key;
  }
  return found;
}

bool uses_3des(const ChipKey& key) {
  const auto protocol = emrtd::chip_authentication_protocol(key.protocol);
  return protocol && protocol->cipher == emrtd::Cipher::tdes;
}

}  // namespace

// MSE:Set KAT carries the terminal's key itself; 9303-11 section 6.2.4.2 has it for 3DES.
emrtd::Response EmrtdApplet::set_key_agreement(ByteView data) {
  const auto& keys = content_.chip_authentication;
  if (std::none_of(keys.begin(), keys.end(), uses_3des)) return {{}, sw::kWrongParameters};
  if (!access_) return {{}, sw::kSecurityNotSatisfied};
  if (content_.manners.key_reference_refused != 0) return {{}, content_.manners.key_reference_refused};
  const auto environment = parse_environment(data);
  if (!environment || !environment->protocol.empty() || environment->public_key.empty()) return {{}, sw::kWrongData};
  std::vector<ChipKey> fitting;
  std::copy_if(keys.begin(), keys.end(), std::back_inserter(fitting), uses_3des);
  const ChipKey* own = find_key(fitting, "", environment->key);
  if (own == nullptr) return {{}, sw::kReferenceNotFound};
  emrtd::Response response = agree_chip_authentication(*own, environment->public_key);
  if (response.sw == sw::kAuthenticationFailed) response.sw = sw::kWrongData;
  return response;
}

// MSE:Set AT names a protocol of chip authentication, or the holder of a terminal's certificate.
emrtd::Response EmrtdApplet::set_authentication(ByteView data) {
  const auto environment = parse_environment(data);
  if (environment && !environment->protocol.empty()) return set_chip_authentication(*environment);
  if (!content_.terminal_authentication)
    return {{}, content_.chip_authentication.empty() ? sw::kWrongParameters : sw::kWrongData};
  if (!access_) return {{}, sw::kSecurityNotSatisfied};
  if (!environment || environment->reference.empty()) return {{}, sw::kWrongData};
  const auto& accepted = terminal_.accepted;
  if (!accepted || accepted->content.role != emrtd::TerminalRole::inspection_system ||
      to_text(environment->reference) != accepted->content.holder)
    return {{}, sw::kReferenceNotFound};
  terminal_.authentication_set = true;
  return {{}, sw::kOk};
}

emrtd::Response EmrtdApplet::set_chip_authentication(const SecurityEnvironment& environment) {
  if (content_.chip_authentication.empty()) return {{}, sw::kWrongParameters};
  if (!access_) return {{}, sw::kSecurityNotSatisfied};
  if (content_.manners.key_reference_refused != 0) return {{}, content_.manners.key_reference_refused};
  const auto& keys = content_.chip_authentication;
  if (std::none_of(keys.begin(), keys.end(), [&](const ChipKey& k) { return k.protocol == environment.protocol; }))
    return {{}, sw::kWrongData};
  chip_authentication_set_ = find_key(keys, environment.protocol, environment.key);
  return {{}, chip_authentication_set_ == nullptr ? sw::kReferenceNotFound : sw::kOk};
}

emrtd::Response EmrtdApplet::general_authenticate(const emrtd::Command& command) {
  const bool chained = (command.cla & kChained) != 0;
  std::optional<PaceChip> pace = std::exchange(pace_, std::nullopt);
  const ChipKey* chip_authentication = std::exchange(chip_authentication_set_, nullptr);
  if (command.p1 != 0 || command.p2 != 0) return {{}, sw::kWrongParameters};
  if (!pace && chip_authentication == nullptr) return {{}, sw::kConditionsNotSatisfied};
  const auto dynamic_data = emrtd::parse_single(command.data, 0x7C, "dynamic authentication data");
  if (!dynamic_data) return {{}, sw::kWrongData};
  if (!command.le) return {{}, sw::kWrongLength};

  if (pace) {
    if (!chained) pause_after_failures();  // the terminal's token decides
    emrtd::Response response = pace->step(dynamic_data->value, !chained, random_);
    if (pace->token_refused()) access_failed();
    if (response.sw != sw::kOk) return response;
    if (!pace->session_keys()) {
      pace_ = std::move(pace);
      return response;
    }
    const emrtd::SessionKeys& keys = *pace->session_keys();
    if (!start_session(keys, Bytes(emrtd::block_size(keys.cipher), 0))) return {{}, sw::kConditionsNotSatisfied};
    access_ = true;
    access_succeeded();
    terminal_ = {};
    terminal_.chip_identifier = emrtd::compressed_key(pace->elliptic(), pace->ephemeral_key());
    return response;
  }
  const auto point = emrtd::parse_single(dynamic_data->value, 0x80, "the ephemeral public key");
  if (!point || chained) return {{}, sw::kWrongData};
  emrtd::Response response = agree_chip_authentication(*chip_authentication, point->value);
  if (response.sw == sw::kOk) response.data = emrtd::encode_tlv(0x7C, Bytes{});
  return response;
}

// New session keys from the chip's static key; they protect from the next command on, with a counter of zero (6.2.2).
emrtd::Response EmrtdApplet::agree_chip_authentication(const ChipKey& own, ByteView terminal_key) {
  if (content_.manners.terminal_key) content_.manners.terminal_key(terminal_key);
  const auto secret = own.domain.agree(own.private_key, terminal_key);
  if (!secret) return {{}, sw::kAuthenticationFailed};
  if (content_.manners.keeps_session_keys) return {{}, sw::kOk};
  const auto protocol = emrtd::chip_authentication_protocol(own.protocol);
  if (!protocol) return {{}, sw::kConditionsNotSatisfied};
  if (!start_session(emrtd::derive_session_keys(*secret, protocol->cipher),
                     Bytes(emrtd::block_size(protocol->cipher), 0)))
    return {{}, sw::kConditionsNotSatisfied};
  terminal_.compressed_key = emrtd::compressed_key(own.domain.elliptic(), terminal_key);
  return {{}, sw::kOk};
}

}  // namespace proofmark::card
