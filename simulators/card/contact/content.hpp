// What a contact chip holds, and its layout as ISO/IEC 7816-15 describes it to a reader.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/pki/certificate.hpp"
#include "common/pki/key.hpp"
#include "simulators/card/contact/secret_code.hpp"

namespace proofmark::card::contact {

// References in commands (P2 of VERIFY, 84 of MANAGE SECURITY ENVIRONMENT). Project-chosen; those of the codes are
// the ones that Debian's OpenSC addresses on this kind of card when it changes and unblocks a PIN.
inline constexpr std::uint8_t kPinReference = 0x91;
inline constexpr std::uint8_t kPukReference = 0x83;
inline constexpr std::uint8_t kQualifiedKey = 0x81;
inline constexpr std::uint8_t kAuthenticationKey = 0x82;

struct KeyPair {
  pki::Key key;
  pki::Certificate certificate;
};

struct ContactContent {
  Bytes serial_number;  // of the chip
  std::string label;    // of the token, UTF-8
  KeyPair qualified, authentication;
  std::vector<pki::Certificate> authorities;  // issuer first, then those above it; certificates for whoever verifies
  CodeRules pin_rules, puk_rules;
  std::string pin, puk;                                   // digits
  std::optional<unsigned> pin_tries_left = std::nullopt;  // else all that the rules give
};

// The application's name (AID) by ISO/IEC 7816-15, "PKCS-15".
[[nodiscard]] const Bytes& application_name();

inline constexpr std::uint16_t kMasterFile = 0x3F00;
inline constexpr std::uint16_t kDirectory = 0x2F00;        // EF.DIR, under the master file
inline constexpr std::uint16_t kApplication = 0x5015;      // the application's folder
inline constexpr std::uint16_t kObjectDirectory = 0x5031;  // EF.ODF
inline constexpr std::uint16_t kTokenInfo = 0x5032;        // EF.CIAInfo

// Elementary files of the master file (EF.DIR alone) and of the application, by file identifier.
struct Layout {
  std::map<std::uint16_t, Bytes> master, application;
};
[[nodiscard]] Result<Layout> make_layout(const ContactContent& content);

}  // namespace proofmark::card::contact
