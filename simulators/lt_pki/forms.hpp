// The pieces that certificates, lists and answers are put together from: names (CPS 41), addresses, times and
// extensions as annexes A4 to A14 list them. All results are DER.
#pragma once
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/pki/key.hpp"
#include "simulators/lt_pki/profile.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::lt_pki {

inline constexpr const char* kPolicyOid = "1.3.6.1.4.1.31912.1.1.1";             // CP 1
inline constexpr const char* kPracticeAddress = "http://nsc.vrm.lt/repository";  // A4
inline constexpr const char* kResponderAddress = "http://nsc.vrm.lt/OCSP/ocspresponder.nsc";
[[nodiscard]] std::string list_address(Level level);   // base list
[[nodiscard]] std::string delta_address(Level level);  // project-chosen: the order names none
[[nodiscard]] std::string certificate_address(Level level);

[[nodiscard]] Bytes service_name(const std::string& common_name);  // C, O, OU, CN
[[nodiscard]] std::string authority_common_name(Level level);
[[nodiscard]] std::string responder_common_name(Level level);
// The name under which the level's lists are issued: the authority's, or the misspelt one of A13 and A14.
[[nodiscard]] Bytes list_issuer_name(Level level, const Profile& profile);
[[nodiscard]] Bytes person_name(const person::CivilRecord& civil, const Profile& profile);

// Whole seconds. UTCTime until 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5).
[[nodiscard]] Bytes time(Instant t);
[[nodiscard]] Bytes generalized_time(Instant t);
// The moment `months` calendar months later, on the last day of the month where that is shorter.
[[nodiscard]] Instant add_months(Instant t, int months);

// Key identifier: SHA-1 of the public key's bits (A4 "160-bit SHA-1 hash", RFC 5280 section 4.2.1.2 method 1).
[[nodiscard]] Result<Bytes> key_identifier(const pki::Key& key);

// Extension { oid, critical, OCTET STRING value }.
[[nodiscard]] Bytes extension(const char* oid, bool critical, ByteView value);
[[nodiscard]] Bytes subject_key_identifier(ByteView identifier);
[[nodiscard]] Bytes authority_key_identifier(ByteView identifier);
enum class Usage { authority, signature_and_commitment, signature };
[[nodiscard]] Bytes key_usage(Usage usage, bool critical);
[[nodiscard]] Bytes basic_constraints(bool authority);
// `oids` each with the CPS address; `notice` not empty: a user notice with the first.
[[nodiscard]] Bytes certificate_policies(const std::vector<std::string>& oids, const std::string& notice);
[[nodiscard]] Bytes distribution_point(const char* extension_oid, const std::string& address);
[[nodiscard]] Bytes authority_information(Level issuer);
[[nodiscard]] Bytes extended_key_usage(const std::vector<std::string>& purposes);
[[nodiscard]] Bytes authority_version();   // Microsoft's CA Version, V0.0
[[nodiscard]] Bytes application_policy();  // Microsoft's Application Policies: client authentication (A11)
[[nodiscard]] Bytes qualified_statements(const Profile& profile);
[[nodiscard]] Bytes person_attributes(const person::CivilRecord& civil);  // gender, dateOfBirth, countryOfCitizenship
[[nodiscard]] const std::string& qualified_notice();                      // the user notice of A10, both languages

}  // namespace proofmark::lt_pki
