// From a person's data to the content of a chip: files, keys and the signed security object (ICAO 9303-10).
#pragma once
#include <map>
#include <optional>
#include <string>

#include "common/bytes.hpp"
#include "common/pki/key.hpp"
#include "common/random.hpp"
#include "simulators/card/issuer.hpp"
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

// What the applet answers from. A plain value: an attack changes it before the card is made.
struct ChipContent {
  std::map<std::uint16_t, Bytes> files;  // by file identifier: 011C CardAccess, 011E COM, 011D SOD, 0101 DG1 ...
  std::string mrz_information;           // document number, birth, expiry, each with check digit (9303-11 9.7.2)
  std::string can;                       // card access number; "" when only the MRZ opens PACE
  bool pace = true;
  bool bac = true;
  std::optional<pki::Key> active_authentication;
  std::optional<pki::Key> chip_authentication;
  bool chip_authentication_3des = false;  // else AES-128
};

inline constexpr std::uint16_t kEfCardAccess = 0x011C;
inline constexpr std::uint16_t kEfCom = 0x011E;
inline constexpr std::uint16_t kEfSod = 0x011D;
inline constexpr std::uint16_t kEfDg1 = 0x0101;
inline constexpr std::uint16_t kEfDg2 = 0x0102;
inline constexpr std::uint16_t kEfDg14 = 0x010E;
inline constexpr std::uint16_t kEfDg15 = 0x010F;

// The record as this document prints it: an expired profile has other dates of issue and expiry. What a person types
// from the document (MRZ as password) comes from here.
[[nodiscard]] person::CivilRecord printed_record(const Profile& profile, const person::CivilRecord& civil, Instant now);

// Lays out files and keys as the profile says, and signs. Keys come from `random`. The profile's faults are not
// applied here. Errors: the portrait is not a JPEG.
[[nodiscard]] Result<ChipContent> personalise(const Profile& profile, const Personalisation& input,
                                              const IssuerPki& issuer, RandomSource& random);

// EF.DG2 (ICAO 9303-10 section 4.7.2) around one JPEG; width and height are read from its frame header.
[[nodiscard]] Result<Bytes> dg2_of_jpeg(ByteView jpeg);

}  // namespace proofmark::card
