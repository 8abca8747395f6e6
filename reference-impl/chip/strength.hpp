// How strong what a chip or its issuer uses is, and whether that is enough for the policy.
#pragma once
#include <string>

#include "common/emrtd/domain.hpp"
#include "common/pki/certificate.hpp"
#include "reference-impl/chip/policy.hpp"

namespace proofmark::chip {

// Bits of security, NIST SP 800-57 part 1 table 2.
[[nodiscard]] unsigned cipher_bits(emrtd::Cipher cipher);
[[nodiscard]] unsigned group_bits(const emrtd::Domain& domain);
[[nodiscard]] const char* name_of(emrtd::Cipher cipher);  // "3DES", "AES-256"

[[nodiscard]] bool strong_enough(emrtd::Cipher cipher, const StrengthFloor& floor);
[[nodiscard]] bool strong_enough(const emrtd::Domain& domain, const StrengthFloor& floor);
// RSA and elliptic keys, and DSA keys by both of their sizes; any other kind is not.
[[nodiscard]] bool strong_enough(const pki::Key& key, const StrengthFloor& floor);
[[nodiscard]] std::string describe(const pki::Key& key);  // "an RSA key of 1024 bits"

// Key and signature algorithm of a certificate; empty when both are strong enough, else what is not.
[[nodiscard]] std::string shortcoming_of(const pki::Certificate& certificate, const InspectionPolicy& policy);

}  // namespace proofmark::chip
