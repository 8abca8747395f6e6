// Proof that the chip is no copy: chip authentication (ICAO 9303-11 section 6.2), else active authentication (6.1).
#pragma once
#include <optional>
#include <set>

#include "common/emrtd/lds.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/chip/session.hpp"

namespace proofmark::chip {

struct ProofKeys {
  std::optional<emrtd::SecurityInfos> dg14;
  std::optional<Bytes> active_authentication_key;  // SubjectPublicKeyInfo of DG15
  std::set<unsigned> authenticated;                // data groups that passive authentication has authenticated
};

// A proof counts only with a key whose data group is authenticated: otherwise it shows no more than that the chip has
// some key.
[[nodiscard]] Finding prove_genuine(Session& session, const ProofKeys& keys, const InspectionPolicy& policy,
                                    RandomSource& random, Findings& findings);

}  // namespace proofmark::chip
