// Revocation of a document signer by its country signing CA's list (ICAO 9303-12 section 7.1.4, RFC 5280 section 6.3).
#pragma once
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/chip/known_defects.hpp"

namespace proofmark::chip {

struct RevocationQuestion {
  const pki::Certificate& signer;
  const pki::Certificate& csca;
  const KnownDefects* defects = nullptr;  // what the defect lists say of the signer; null: nothing
};

// Without a list, or with one that is no longer fresh or not complete, the status is undetermined and never passed; a
// list that names the signer counts however old it is, and a defect list that does counts like it.
[[nodiscard]] Finding check_revocation(const RevocationQuestion& question, const TrustStore& trust,
                                       const InspectionPolicy& policy, Instant now, Findings& findings);

}  // namespace proofmark::chip
