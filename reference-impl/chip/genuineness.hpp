// Proof that the chip is no copy: PACE with chip authentication mapping (ICAO 9303-11 section 4.4.3.5), else chip
// authentication (6.2), else active authentication (6.1).
#pragma once
#include <optional>
#include <set>

#include "common/emrtd/lds.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/chip/known_defects.hpp"
#include "reference-impl/chip/pace_terminal.hpp"
#include "reference-impl/chip/session.hpp"

namespace proofmark::chip {

struct ProofKeys {
  std::optional<emrtd::SecurityInfos> dg14;
  std::optional<Bytes> active_authentication_key;  // SubjectPublicKeyInfo of DG15
  std::optional<MappedChip> mapped;                // after PACE with chip authentication mapping
  std::optional<emrtd::SecurityInfos> card_security;
  bool card_security_authenticated = false;
  std::set<unsigned> authenticated;    // data groups that passive authentication has authenticated
  KnownDefects defects;                // of EF.SOD's signer
  KnownDefects card_security_defects;  // of EF.CardSecurity's
};

// Chip authentication comes before active authentication where the chip offers both: it also renews the keys of the
// session. What is weaker than the policy's floor is not followed; a proof that was begun and failed is never replaced
// by another. The protocols that were not run have their sub-check too: not supported. A proof counts only with a key
// whose data group is authenticated: otherwise it shows no more than that the chip has some key.
[[nodiscard]] Finding prove_genuine(Session& session, const ProofKeys& keys, const InspectionPolicy& policy,
                                    RandomSource& random, Findings& findings);

}  // namespace proofmark::chip
