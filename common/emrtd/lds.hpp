// The logical data structure's elementary files, ICAO 9303-10 section 4: decode and encode.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/bytes.hpp"

namespace proofmark::emrtd {

inline constexpr std::array<std::uint8_t, 7> lds_application{0xA0, 0x00, 0x00, 0x02, 0x47, 0x10, 0x01};

// File identifiers and, in their low five bits, short file identifiers (9303-10 section 3.6 and 4).
inline constexpr std::uint16_t fid_card_access = 0x011C;
inline constexpr std::uint16_t fid_card_security = 0x011D;  // of the master file
inline constexpr std::uint16_t fid_sod = 0x011D;            // of the application
inline constexpr std::uint16_t fid_com = 0x011E;
[[nodiscard]] constexpr std::uint16_t fid_of_data_group(unsigned number) {
  return static_cast<std::uint16_t>(0x0100U + number);
}

// Tag of data group 1..16 (0x61 for DG1, 0x75 for DG2 and so on); 0 for other numbers, and the way back.
[[nodiscard]] std::uint8_t tag_of_data_group(unsigned number);
[[nodiscard]] unsigned data_group_of_tag(std::uint32_t tag);

struct EfCom {
  std::string lds_version = "0107";           // tag 5F01
  std::string unicode_version = "040000";     // tag 5F36
  std::vector<std::uint8_t> data_group_tags;  // tag 5C
};
[[nodiscard]] Result<EfCom> parse_com(ByteView file);
[[nodiscard]] Bytes encode_com(const EfCom& com);

// DG1: the MRZ's characters in one string of 90 or 88.
[[nodiscard]] Result<std::string> parse_dg1(ByteView file);
[[nodiscard]] Bytes encode_dg1(const std::string& zone);

// DG2: the first facial image of the first biometric template (ISO/IEC 19794-5:2005 or ISO/IEC 39794-5:2019 inside a
// CBEFF group).
enum class ImageFormat : std::uint8_t { jpeg = 0, jpeg2000 = 1 };
struct FacialImage {
  Bytes image;  // the JPEG or JPEG 2000 codestream as stored
  ImageFormat format = ImageFormat::jpeg;
  std::uint16_t width = 0;   // pixels, as the record says
  std::uint16_t height = 0;  // pixels
};
[[nodiscard]] Result<FacialImage> parse_dg2(ByteView file);
[[nodiscard]] Result<Bytes> encode_dg2(const FacialImage& face);        // ISO/IEC 19794-5
[[nodiscard]] Result<Bytes> encode_dg2_39794(const FacialImage& face);  // ISO/IEC 39794-5

// EF.SOD is tag 77 around a CMS SignedData.
[[nodiscard]] Result<Bytes> parse_sod(ByteView file);  // the CMS ContentInfo, DER
[[nodiscard]] Bytes encode_sod(ByteView cms);

inline constexpr const char* oid_lds_security_object = "2.23.136.1.1.1";
struct LdsSecurityObject {
  std::string digest_algorithm;      // OID, dotted
  std::map<unsigned, Bytes> hashes;  // data group number -> hash
  std::string lds_version;           // only in version 1 of the object, else empty
  std::string unicode_version;
};
[[nodiscard]] Result<LdsSecurityObject> parse_lds_security_object(ByteView content);
[[nodiscard]] Result<Bytes> encode_lds_security_object(const LdsSecurityObject& object);

// SecurityInfos of EF.CardAccess and DG14 (9303-11 section 9.2).
struct PaceInfo {
  std::string protocol;  // OID
  std::uint32_t version = 2;
  std::optional<std::uint32_t> parameter;  // standardised domain parameters
  friend bool operator==(const PaceInfo&, const PaceInfo&) = default;
};
struct ChipAuthenticationInfo {
  std::string protocol;  // OID with the cipher
  std::uint32_t version = 1;
  std::optional<std::uint32_t> key_id;
};
struct ChipAuthenticationPublicKeyInfo {
  std::string protocol;  // 0.4.0.127.0.7.2.2.1.2 for ECDH
  Bytes public_key;      // SubjectPublicKeyInfo, DER
  std::optional<std::uint32_t> key_id;
};
struct SecurityInfos {
  std::vector<PaceInfo> pace;
  std::vector<ChipAuthenticationInfo> chip_authentication;
  std::vector<ChipAuthenticationPublicKeyInfo> chip_authentication_keys;
  std::optional<std::string> active_authentication_algorithm;  // OID of the signature algorithm
  std::vector<Bytes> others;                                   // infos of other kinds, whole DER, kept as they are
};
inline constexpr const char* oid_chip_authentication_key_dh = "0.4.0.127.0.7.2.2.1.1";
inline constexpr const char* oid_chip_authentication_key_ecdh = "0.4.0.127.0.7.2.2.1.2";
// Content type of EF.CardSecurity's SignedData, whose content is SecurityInfos (9303-11 section 9.2.12).
inline constexpr const char* oid_security_object = "0.4.0.127.0.7.3.2.1";
inline constexpr const char* oid_active_authentication = "2.23.136.1.1.5";
// Documents have up to ten infos; each may cost a terminal an operation on a curve, and some are compared each with
// each.
inline constexpr std::size_t most_security_infos = 128;
// The SET OF, as EF.CardAccess holds it; an error where it has more than `most` infos.
[[nodiscard]] Result<SecurityInfos> parse_security_infos(ByteView set, std::size_t most = most_security_infos);
[[nodiscard]] Result<Bytes> encode_security_infos(const SecurityInfos& infos);

// DG14: tag 6E around SecurityInfos; DG15: tag 6F around the active authentication key's SubjectPublicKeyInfo.
[[nodiscard]] Result<SecurityInfos> parse_dg14(ByteView file, std::size_t most = most_security_infos);
[[nodiscard]] Result<Bytes> encode_dg14(const SecurityInfos& infos);
[[nodiscard]] Result<Bytes> parse_dg15(ByteView file);
[[nodiscard]] Bytes encode_dg15(ByteView subject_public_key_info);

}  // namespace proofmark::emrtd
