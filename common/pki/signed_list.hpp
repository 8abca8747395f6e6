// Lists that states sign for inspection systems: master lists (ICAO 9303-12 section 9), deviation lists (section 10)
// and defect lists (BSI TR-03129-2 section 8). Reading and verifying; what follows from an entry is the inspection's
// matter.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/pki/certificate.hpp"

namespace proofmark::pki {

inline constexpr const char* oid_master_list = "2.23.136.1.1.2";
inline constexpr const char* oid_master_list_signer = "2.23.136.1.1.3";  // extKeyUsage of its signer
inline constexpr const char* oid_deviation_list = "2.23.136.1.1.7";
inline constexpr const char* oid_deviation_list_signer = "2.23.136.1.1.8";
inline constexpr const char* oid_defect_list = "0.4.0.127.0.7.3.1.5";
inline constexpr const char* oid_defect_list_signer = "0.4.0.127.0.7.3.11.2.1.2";

// A signed list as it was verified.
struct VerifiedList {
  std::string content_type;
  Bytes content;
  Certificate signer;
  Certificate authority;             // the anchor under which the signer was issued
  std::optional<Instant> signed_at;  // signing time, stated by the signer
};

// The signature is that of a certificate which the list carries; that one is no CA, may sign such lists (key usage, and
// the extended key usage of the list's kind: mandatory but for defect lists) and was issued under one of `anchors`.
// Both are valid at `now`; nothing looks at validity where `now` is empty (a list that was judged when it came in).
// `content_type`: one of the three above; another one inside is an error.
[[nodiscard]] Result<VerifiedList> verify_list(ByteView encoded, const std::string& content_type,
                                               const std::vector<Certificate>& anchors, std::optional<Instant> now);
// "master list", "deviation list", "defect list"; empty for another content type.
[[nodiscard]] std::string name_of_list(const std::string& content_type);

// The certificates of a master list, in its order. At most 20,000; each is read whole.
[[nodiscard]] Result<std::vector<Certificate>> parse_master_list(ByteView content);
[[nodiscard]] Bytes encode_master_list(const std::vector<Certificate>& certificates);

// How a list names document signers. An identifier that is present must agree; with several the first of hash, key
// identifier, issuer and serial number decides (TR-03129-2 section 8.1.1).
struct SignerReference {
  Bytes certificate_hash;  // empty: not given
  Bytes key_identifier;
  Bytes issuer;  // DER of the Name
  Bytes serial;  // unsigned, big-endian, no leading zeros
  // Where no signer is named: every signer under this authority.
  Bytes authority_key_identifier;
  Bytes authority_name;  // DER of the Name

  [[nodiscard]] bool empty() const;
  [[nodiscard]] bool names(const Certificate& signer, const std::optional<Digest>& hash) const;
};

// 9303-12 section 10: a deviation of documents that the list's state has issued.
struct Deviation {
  std::string document_type;  // two characters of the zone; empty: every type
  SignerReference signer;     // empty: every signer of the state
  std::optional<Instant> first_issued, last_issued;
  std::vector<std::string> document_numbers;  // empty: every number
  struct Description {
    std::string text;                // for people; may be empty
    std::string type;                // OID
    std::optional<unsigned> number;  // the parameter where it is one number: data group, field of the zone
  };
  std::vector<Description> descriptions;
};
struct DeviationList {
  std::optional<Digest> hash;  // of certificate hashes
  std::vector<Deviation> deviations;
};
inline constexpr const char* oid_deviation_signature = "2.23.136.1.1.7.1.1";
inline constexpr const char* oid_deviation_signer_encoding = "2.23.136.1.1.7.1.2";
inline constexpr const char* oid_deviation_authority_encoding = "2.23.136.1.1.7.1.3";
inline constexpr const char* oid_deviation_active_key = "2.23.136.1.1.7.1.4";
inline constexpr const char* oid_deviation_group_malformed = "2.23.136.1.1.7.2.1";
inline constexpr const char* oid_deviation_group_hash = "2.23.136.1.1.7.2.2";
inline constexpr const char* oid_deviation_sod_signature = "2.23.136.1.1.7.2.3";
inline constexpr const char* oid_deviation_com = "2.23.136.1.1.7.2.4";
[[nodiscard]] Result<DeviationList> parse_deviation_list(ByteView content);
[[nodiscard]] Bytes encode_deviation_list(const DeviationList& list);

// TR-03129-2 section 8, versions 1 to 3.
struct Defect {
  SignerReference signer;
  struct Known {
    std::string type;                // OID
    std::optional<unsigned> status;  // the parameter where it is a status code
    std::set<unsigned> groups;       // the parameter of malformed data groups
    std::string text;                // for people; may be empty
  };
  std::vector<Known> known;
  std::string text;
};
struct DefectList {
  std::optional<Digest> hash;
  std::vector<Defect> defects;
};
inline constexpr const char* oid_defect_signer_revoked = "0.4.0.127.0.7.3.1.5.1.1";
inline constexpr const char* oid_defect_chip_key = "0.4.0.127.0.7.3.1.5.1.3";
inline constexpr const char* oid_defect_active_key = "0.4.0.127.0.7.3.1.5.1.4";
inline constexpr const char* oid_defect_protocol_fails = "0.4.0.127.0.7.3.1.5.1.5";
inline constexpr const char* oid_defect_validity = "0.4.0.127.0.7.3.1.5.1.6";
inline constexpr const char* oid_defect_group_malformed = "0.4.0.127.0.7.3.1.5.2.1";
inline constexpr const char* oid_defect_sod = "0.4.0.127.0.7.3.1.5.2.2";
inline constexpr const char* oid_defect_com = "0.4.0.127.0.7.3.1.5.2.3";
[[nodiscard]] Result<DefectList> parse_defect_list(ByteView content);
[[nodiscard]] Bytes encode_defect_list(
    const DefectList& list);  // version 1; entries by hash need another reference too

}  // namespace proofmark::pki
