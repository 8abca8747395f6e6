#include "simulators/card/contact/applet.hpp"

#include <algorithm>
#include <optional>

#include "common/asn1/der.hpp"
#include "common/emrtd/apdu.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/pki/rsa.hpp"
#include "simulators/card/status.hpp"

namespace proofmark::card::contact {

namespace {

constexpr std::uint16_t kCodeBlocked = 0x6983;  // ISO/IEC 7816-4 table 6: authentication method blocked
constexpr std::size_t kLargestAnswer = 65536;

using emrtd::Command;
using emrtd::Response;

std::uint16_t word(ByteView two) {
  return static_cast<std::uint16_t>(two[0] << 8U | two[1]);
}

std::uint16_t tries_left(const SecretCode& code) {
  return code.blocked() ? kCodeBlocked : static_cast<std::uint16_t>(0x63C0U | code.tries_left());
}

Bytes two_bytes(std::size_t value) {
  return {static_cast<std::uint8_t>(value >> 8U & 0xFFU), static_cast<std::uint8_t>(value & 0xFFU)};
}

// Where a SELECT leads: a folder, or a file in it.
struct Place {
  bool application = false;
  std::optional<std::uint16_t> file;
};

class ContactApplet final : public Card {
 public:
  ContactApplet(ContactContent content, Layout layout, RandomSource& random)
      : content_(std::move(content)),
        layout_(std::move(layout)),
        random_(random),
        pin_(content_.pin_rules, content_.pin, content_.pin_tries_left.value_or(content_.pin_rules.tries)),
        puk_(content_.puk_rules, content_.puk, content_.puk_rules.tries) {}

  // T=0 and T=1, historical bytes of a kind of card that Debian's OpenSC drives by ISO/IEC 7816-15 alone.
  [[nodiscard]] Bytes atr() const override {
    return {0x3B, 0x89, 0x80, 0x01, 0x4D, 0x54, 0x43, 0x4F, 0x53, 0x71, 0x02, 0x00, 0x04, 0x39};
  }

  void reset() override {
    place_ = {};
    end_authentication();
  }

  [[nodiscard]] Bytes transmit(ByteView apdu) override {
    const auto command = emrtd::parse_command(apdu);
    if (!command) return emrtd::encode_response({{}, sw::kWrongLength});
    return emrtd::encode_response(perform(*command));
  }

 private:
  void end_authentication() {
    pin_right_ = puk_right_ = false;
    key_.reset();
  }

  [[nodiscard]] Response perform(const Command& command) {
    if ((command.cla & 0x0CU) != 0) return {{}, sw::kMessagingNotSupported};
    if (command.cla != 0) return {{}, (command.cla & 0x10U) != 0 ? sw::kChainingNotSupported : sw::kUnknownClass};
    switch (command.ins) {
      case 0xA4:
        return select(command);
      case 0xB0:
        return read_binary(command);
      case 0x20:
        return verify(command);
      case 0x24:
        return change(command);
      case 0x2C:
        return unblock(command);
      case 0x22:
        return set_environment(command);
      case 0x2A:
        return sign(command);
      default:
        return {{}, sw::kUnknownInstruction};
    }
  }

  [[nodiscard]] const std::map<std::uint16_t, Bytes>& files() const {
    return place_.application ? layout_.application : layout_.master;
  }

  // Follows file identifiers from a folder; false when one is not there.
  [[nodiscard]] bool follow(Place& place, ByteView path) const {
    for (; !path.empty(); path = path.subspan(2)) {
      const std::uint16_t id = word(path);
      if (place.file) return false;  // a file holds no others
      if (id == kMasterFile) {
        place = {};
      } else if (!place.application && id == kApplication) {
        place.application = true;
      } else if ((place.application ? layout_.application : layout_.master).contains(id)) {
        place.file = id;
      } else {
        return false;
      }
    }
    return true;
  }

  // ISO/IEC 7816-4 clause 7.1.1.
  [[nodiscard]] Response select(const Command& command) {
    if ((command.p2 & 0xF3U) != 0) return {{}, sw::kWrongParameters};
    Place place;
    switch (command.p1) {
      case 0x00:  // by identifier: master file, folder or file here
      case 0x01:  // folder here
      case 0x02:  // file here
        if (command.data.empty() && command.p1 == 0) break;
        if (command.data.size() != 2) return {{}, sw::kWrongLength};
        place.application = place_.application;
        if (!follow(place, command.data)) {
          // A folder beside the current one is found from the master file.
          place = {};
          if (command.p1 == 0x02 || !follow(place, command.data)) return {{}, sw::kFileNotFound};
        }
        break;
      case 0x03:  // parent
        if (!command.data.empty()) return {{}, sw::kWrongLength};
        break;
      case 0x04:
        if (command.data.empty() || command.data.size() > 16) return {{}, sw::kWrongLength};
        if (command.data != application_name()) return {{}, sw::kFileNotFound};
        place.application = true;
        break;
      case 0x08:  // path from the master file, without its identifier
      case 0x09:  // path from the current folder
        if (command.data.empty() || command.data.size() % 2 != 0) return {{}, sw::kWrongLength};
        place.application = command.p1 == 0x09 && place_.application;
        if (!follow(place, command.data)) return {{}, sw::kFileNotFound};
        break;
      default:
        return {{}, sw::kWrongParameters};
    }
    place_ = place;
    return {control_information(command.p2), sw::kOk};
  }

  // File control information (6F), parameters (62) or nothing, as P2 asks. With T=0 no Le says how much is wanted, so
  // its absence does not suppress the answer.
  [[nodiscard]] Bytes control_information(std::uint8_t p2) const {
    const unsigned wanted = p2 & 0x0CU;
    if (wanted == 0x0C || wanted == 0x08) return {};
    Bytes content;
    if (place_.file) {
      content = concat({emrtd::encode_tlv(0x80, two_bytes(files().at(*place_.file).size())),
                        emrtd::encode_tlv(0x82, Bytes{0x01}),  // transparent elementary file
                        emrtd::encode_tlv(0x83, two_bytes(*place_.file))});
    } else {
      content = concat({emrtd::encode_tlv(0x82, Bytes{0x38}),  // folder
                        emrtd::encode_tlv(0x83, two_bytes(place_.application ? kApplication : kMasterFile))});
      if (place_.application) content = concat({content, emrtd::encode_tlv(0x84, application_name())});
    }
    const Bytes life{0x8A, 0x01, 0x05};  // operational, activated
    return emrtd::encode_tlv(wanted == 0 ? 0x6F : 0x62, concat({content, life}));
  }

  // Clause 7.2.3. Everything that can be read may be read by everybody.
  [[nodiscard]] Response read_binary(const Command& command) {
    if (!command.data.empty() || !command.le) return {{}, sw::kWrongLength};
    if ((command.p1 & 0x80U) != 0) return {{}, sw::kWrongParameters};  // no short file identifiers here
    if (!place_.file) return {{}, sw::kNoFileSelected};
    const Bytes& file = files().at(*place_.file);
    const std::size_t offset = word(Bytes{command.p1, command.p2});
    if (offset >= file.size()) return {{}, sw::kOffsetOutside};
    const bool all = *command.le == (command.extended ? kLargestAnswer : 256U);
    const std::size_t n = std::min<std::size_t>(*command.le, file.size() - offset);
    const auto from = file.begin() + static_cast<std::ptrdiff_t>(offset);
    return {Bytes(from, from + static_cast<std::ptrdiff_t>(n)), n < *command.le && !all ? sw::kEndOfFile : sw::kOk};
  }

  [[nodiscard]] SecretCode* code(std::uint8_t reference) {
    return reference == kPinReference ? &pin_ : reference == kPukReference ? &puk_ : nullptr;
  }

  // Clause 7.5.6. Without data: how many tries are left.
  [[nodiscard]] Response verify(const Command& command) {
    SecretCode* const asked = code(command.p2);
    if (command.p1 != 0) return {{}, sw::kWrongParameters};
    if (asked == nullptr) return {{}, sw::kReferenceNotFound};
    bool& right = asked == &pin_ ? pin_right_ : puk_right_;
    if (command.data.empty()) return {{}, right ? sw::kOk : tries_left(*asked)};
    if (command.data.size() != asked->rules().longest) return {{}, sw::kWrongLength};
    right = asked->verify(command.data);
    return {{}, right ? sw::kOk : tries_left(*asked)};
  }

  // Clause 7.5.7: P1 00 with old and new code, P1 01 with the new one after a right VERIFY.
  [[nodiscard]] Response change(const Command& command) {
    if (command.p2 != kPinReference) return {{}, sw::kReferenceNotFound};
    const std::size_t size = pin_.rules().longest;
    ByteView fresh(command.data);
    if (command.p1 == 0x00) {
      if (command.data.size() != 2 * size) return {{}, sw::kWrongLength};
      // The new one is judged first: a mistake in it costs no try.
      fresh = fresh.subspan(size);
      if (!pin_.well_formed(fresh)) return {{}, sw::kWrongData};
      pin_right_ = pin_.verify(ByteView(command.data).first(size));
      if (!pin_right_) return {{}, tries_left(pin_)};
    } else if (command.p1 == 0x01) {
      if (command.data.size() != size) return {{}, sw::kWrongLength};
      if (!pin_right_) return {{}, sw::kSecurityNotSatisfied};
      if (!pin_.well_formed(fresh)) return {{}, sw::kWrongData};
    } else {
      return {{}, sw::kWrongParameters};
    }
    pin_.replace(fresh);
    pin_right_ = false;
    return {{}, sw::kOk};
  }

  // Clause 7.5.10: P1 00 with PUK and new PIN, P1 02 with the new PIN after a right VERIFY of the PUK.
  [[nodiscard]] Response unblock(const Command& command) {
    if (command.p2 != kPinReference) return {{}, sw::kReferenceNotFound};
    const std::size_t puk_size = puk_.rules().longest;
    const std::size_t pin_size = pin_.rules().longest;
    ByteView fresh(command.data);
    if (command.p1 == 0x00) {
      if (command.data.size() != puk_size + pin_size) return {{}, sw::kWrongLength};
      fresh = fresh.subspan(puk_size);
      if (!pin_.well_formed(fresh)) return {{}, sw::kWrongData};
      if (!puk_.verify(ByteView(command.data).first(puk_size))) return {{}, tries_left(puk_)};
    } else if (command.p1 == 0x02) {
      if (command.data.size() != pin_size) return {{}, sw::kWrongLength};
      if (!puk_right_) return {{}, sw::kSecurityNotSatisfied};
      if (!pin_.well_formed(fresh)) return {{}, sw::kWrongData};
    } else {
      return {{}, sw::kWrongParameters};
    }
    pin_.replace(fresh);
    puk_right_ = pin_right_ = false;
    return {{}, sw::kOk};
  }

  // ISO/IEC 7816-4 clause 7.5.11: SET for computing, template for digital signatures.
  [[nodiscard]] Response set_environment(const Command& command) {
    if (command.p1 != 0x41 || command.p2 != 0xB6) return {{}, sw::kWrongParameters};
    std::optional<std::uint8_t> algorithm;
    const KeyPair* key = nullptr;
    emrtd::TlvReader reader(command.data);
    while (!reader.at_end()) {
      const auto object = reader.next();
      if (!object) return {{}, sw::kWrongData};
      if (object->tag == 0x81) continue;  // the folder of the keys; there is one
      if (object->value.size() != 1) return {{}, sw::kWrongData};
      const std::uint8_t value = object->value[0];
      if (object->tag == 0x80)
        algorithm = value;
      else if (object->tag == 0x84 || object->tag == 0x83)
        key = value == kQualifiedKey        ? &content_.qualified
              : value == kAuthenticationKey ? &content_.authentication
                                            : nullptr;
      else
        return {{}, sw::kWrongData};
    }
    key_.reset();
    if (key == nullptr) return {{}, sw::kReferenceNotFound};
    const bool ec = key->key.is_ec();
    algorithm_ = algorithm.value_or(ec ? kEcdsa : kRsaPkcs1);
    if (ec ? algorithm_ != kEcdsa : algorithm_ != kRsaPkcs1 && algorithm_ != kRsaPss) return {{}, sw::kWrongData};
    key_ = key;
    return {{}, sw::kOk};
  }

  // ISO/IEC 7816-8 clause 11.7, PSO: COMPUTE DIGITAL SIGNATURE.
  [[nodiscard]] Response sign(const Command& command) {
    if (command.p1 != 0x9E || command.p2 != 0x9A) return {{}, sw::kWrongParameters};
    if (!key_) return {{}, sw::kConditionsNotSatisfied};
    if (!pin_right_) return {{}, sw::kSecurityNotSatisfied};
    const auto signature = compute(command.data);
    if (!signature) return {{}, sw::kWrongData};
    // A qualified signature is the holder's will each time: its PIN counts for one (userConsent 1 in the key's entry).
    if (*key_ == &content_.qualified) pin_right_ = false;
    return {*signature, sw::kOk};
  }

  [[nodiscard]] Result<Bytes> compute(ByteView data) {
    const pki::Key& key = (*key_)->key;
    if (algorithm_ == kRsaPkcs1) {
      PROOFMARK_TRY(const pki::DigestInfo info, pki::parse_digest_info(data));
      return pki::sign_pkcs1_digest(key, info.algorithm, info.digest);
    }
    for (const pki::Digest digest : {pki::Digest::sha256, pki::Digest::sha384, pki::Digest::sha512}) {
      if (data.size() != pki::digest_size(digest)) continue;
      if (algorithm_ == kRsaPss) return pki::sign_pss_digest(key, digest, data, random_.bytes(data.size()));
      PROOFMARK_TRY(const Bytes der, key.sign_digest(digest, data));
      return pki::ecdsa_to_plain(der, pki::field_size(*key.curve()));
    }
    return fail("ISO/IEC 7816-8 clause 11.7", "a digest of SHA-256, SHA-384 or SHA-512",
                std::to_string(data.size()) + " bytes", "Send the digest of what is to be signed.");
  }

  ContactContent content_;
  Layout layout_;
  RandomSource& random_;
  // What outlives a reset: the codes and their counters.
  SecretCode pin_, puk_;
  Place place_;
  bool pin_right_ = false, puk_right_ = false;
  std::optional<const KeyPair*> key_;
  std::uint8_t algorithm_ = 0;
};

bool fits(const std::string& digits, const CodeRules& rules) {
  return digits.size() >= rules.shortest && digits.size() <= rules.longest &&
         std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

Result<std::unique_ptr<Card>> make_contact_card(ContactContent content, RandomSource& random) {
  for (const auto& [digits, rules] : {std::pair{content.pin, content.pin_rules}, {content.puk, content.puk_rules}})
    if (!fits(digits, rules) || rules.tries < 1 || rules.tries > 15)
      return fail("contact card", "PIN and PUK of the length that their rules allow, 1 to 15 tries",
                  std::to_string(digits.size()) + " digits, " + std::to_string(rules.tries) + " tries",
                  "Correct the card's profile.");
  PROOFMARK_TRY(Layout layout, make_layout(content));
  return std::unique_ptr<Card>(std::make_unique<ContactApplet>(std::move(content), std::move(layout), random));
}

}  // namespace proofmark::card::contact
