// The signature around EF.SOD and EF.CardSecurity (RFC 5652, ICAO 9303-10 section 4.6.2): which of its certificates
// made it, and whether hash and time are as they should be. Whether that signer is trusted, signer_trust.hpp says.
#pragma once
#include <optional>
#include <string>

#include "common/pki/cms.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/policy.hpp"

namespace proofmark::chip {

// A certificate of the message under which its signature holds, and the signed content.
struct Verified {
  pki::Certificate signer;
  Bytes content;
};

// `parsed`: what was read of `cms`, once for all steps: with each reading OpenSSL decodes the certificates inside anew.
// Errors: another type of content, no certificate or too many, none under which the signature holds.
[[nodiscard]] Result<Verified> find_signer(const Bytes& cms, const Result<pki::SignedData>& parsed,
                                           const std::string& content_type);

// Steps PREFIXcontent_hash and PREFIXsigning_time. TR-03135-1 tables 5.29 and 5.30 ask for the content's hash and the
// signature apart. The signing time is the signer's own statement, but one outside his key's period admits that he
// signed when he should not (9303-12 section 7.1); without one there is no such step.
void check_signed_data(const Result<pki::SignedData>& data, const InspectionPolicy& policy, const std::string& prefix,
                       Findings& findings);
void check_signing_time(const std::optional<Instant>& signing_time, const pki::Certificate& signer, Instant now,
                        const std::string& prefix, Findings& findings);

}  // namespace proofmark::chip
