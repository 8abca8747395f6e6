// Whether a document signer may be believed: the authority above him, both certificates, their keys (ICAO 9303-11
// section 5.1, 9303-12 sections 4.1 and 7.1). Steps begin with `prefix`.
#pragma once
#include <string>

#include "common/pki/certificate.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/policy.hpp"
#include "reference-impl/chip/trust.hpp"

namespace proofmark::chip {

// The trusted certificate under which the signer's certificate was issued; null when there is none.
// Of several certificates of one key (renewed, or linked: 9303-12 section 7.1.3.5) one that is valid now is taken.
[[nodiscard]] const pki::Certificate* find_csca(const pki::Certificate& signer, const TrustStore& trust, Instant now,
                                                const std::string& prefix, Findings& findings);

void check_certificates(const pki::Certificate& signer, const pki::Certificate& csca, const InspectionPolicy& policy,
                        Instant now, const std::string& prefix, Findings& findings);

}  // namespace proofmark::chip
