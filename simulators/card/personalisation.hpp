// From a person's data to the content of a chip: files, keys and the signed security object (ICAO 9303-10).
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/emrtd/cv_certificate.hpp"
#include "common/emrtd/domain.hpp"
#include "common/pki/key.hpp"
#include "common/random.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/card/messaging_fault.hpp"
#include "simulators/card/profile.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::card {

// What a card is made from.
struct Personalisation {
  person::CivilRecord civil;
  Bytes portrait;  // JPEG, baseline or progressive
  // Another person's portrait, for profiles that exchange DG2; unused otherwise.
  Bytes other_portrait;
  // The day on which the card is presented, for profiles that expire around it; the issuer's day when absent.
  std::optional<Instant> today = std::nullopt;
};

// A static key of the chip, for chip authentication or for PACE with chip authentication mapping.
struct ChipKey {
  std::string protocol;  // OID of ChipAuthenticationInfo; "" for a key of the mapping alone
  std::optional<std::uint32_t> key_id;
  emrtd::Domain domain;
  Bytes private_key;
  Bytes public_key;
};
[[nodiscard]] Result<ChipKey> make_chip_key(std::string protocol, std::optional<std::uint32_t> key_id,
                                            emrtd::Domain domain, RandomSource& random);

// Whom the chip lets read the sensitive data groups (terminal authentication, 9303-11 section 7.1).
struct TerminalTrust {
  emrtd::CvCertificate authority;  // the country verifying authority's content; its key is `key`
  pki::Key key;
  std::chrono::sys_days today;  // the chip's own date: of issue, later that of the newest certificate it has seen
};

// Where a chip answers otherwise than this project's applet does: as other chips may, or as none should. Zero and
// empty: not so.
struct Manners {
  std::uint16_t selected = 0;                  // status word to a SELECT that found its file or application
  std::uint16_t end_of_file = 0;               // status word where fewer bytes are left than Le asks for
  std::uint16_t key_reference_refused = 0;     // status word to the choice of a key for chip authentication
  bool keeps_session_keys = false;             // after chip authentication
  bool application_after_pace = false;         // SELECT of the application is denied with 6982 before PACE
  std::function<void(ByteView)> terminal_key;  // told the terminal's ephemeral key of chip authentication
};

// What the applet answers from. A plain value: an attack changes it before the card is made.
struct ChipContent {
  std::map<std::uint16_t, Bytes> master_file;  // 011C CardAccess, 011D CardSecurity, 2F00 DIR, 2F01 ATR/INFO
  std::map<std::uint16_t, Bytes> files;        // of the application: 011E COM, 011D SOD, 0101 DG1 ..., 011C CVCA
  std::string mrz_information;                 // document number, birth, expiry, each with check digit (9303-11 9.7.2)
  std::string can;                             // card access number; "" when only the MRZ opens PACE
  bool pace = true;
  bool bac = true;
  std::optional<pki::Key> active_authentication;  // EC, or RSA for ISO/IEC 9796-2
  pki::Digest active_authentication_digest = pki::Digest::sha256;
  std::vector<ChipKey> chip_authentication;  // by preference of the issuer
  std::optional<ChipKey> mapping_key;        // of PACE with chip authentication mapping
  std::optional<TerminalTrust> terminal_authentication;
  // A false chip that knows the keys of basic access control and answers with nonces of its own.
  bool foreign_bac_nonces = false;
  // What the chip lets pass before it tries again after failed access: the first time, and at most.
  Duration access_delay = Duration::zero();
  Duration access_delay_most = Duration::zero();
  // A chip that does not keep to secure messaging once files are read.
  std::optional<MessagingFault> messaging_fault;
  // A false chip's own answer to a challenge of active authentication; it signs with its key when there is none.
  std::function<std::optional<Bytes>(ByteView challenge)> recorded_signature;
  Manners manners;
};

// Of the master file (9303-10 figure 2).
inline constexpr std::uint16_t kEfCardAccess = 0x011C;
inline constexpr std::uint16_t kEfCardSecurity = 0x011D;
inline constexpr std::uint16_t kEfDir = 0x2F00;
inline constexpr std::uint16_t kEfAtrInfo = 0x2F01;
// Of the application.
inline constexpr std::uint16_t kEfCvca = 0x011C;
inline constexpr std::uint16_t kEfCom = 0x011E;
inline constexpr std::uint16_t kEfSod = 0x011D;
inline constexpr std::uint16_t kEfDg1 = 0x0101;
inline constexpr std::uint16_t kEfDg2 = 0x0102;
inline constexpr std::uint16_t kEfDg3 = 0x0103;
inline constexpr std::uint16_t kEfDg4 = 0x0104;
inline constexpr std::uint16_t kEfDg14 = 0x010E;
inline constexpr std::uint16_t kEfDg15 = 0x010F;

// The record as this document prints it: an expired profile has other dates of issue and expiry. What a person types
// from the document (MRZ as password) comes from here.
[[nodiscard]] person::CivilRecord printed_record(const Profile& profile, const person::CivilRecord& civil, Instant now);

// Lays out files and keys as the profile says, and signs. Keys come from `random`. The profile's faults are not
// applied here. Errors: the portrait is not a JPEG, a protocol and its domain parameters do not fit.
[[nodiscard]] Result<ChipContent> personalise(const Profile& profile, const Personalisation& input,
                                              const IssuerPki& issuer, RandomSource& random);

// EF.DG2 (ICAO 9303-10 section 4.7.2) around one JPEG; width and height are read from its frame header.
[[nodiscard]] Result<Bytes> dg2_of_jpeg(ByteView jpeg);

}  // namespace proofmark::card
