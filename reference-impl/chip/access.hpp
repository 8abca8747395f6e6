// Access to the chip: PACE with ECDH and generic mapping, else basic access control (ICAO 9303-11 sections 4.2 to 4.4).
#pragma once
#include <vector>

#include "common/emrtd/lds.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/chip/session.hpp"

namespace proofmark::chip {

// An error unless six digits, or a complete MRZ, or both.
[[nodiscard]] Result<void> check_password(const AccessPassword& password);

// Reads EF.CardAccess, opens the chip and selects the eMRTD application; afterwards `session` is protected.
// Gives EF.CardAccess's PACEInfos (none where the file does not exist), still to be compared with DG14.
[[nodiscard]] Result<std::vector<emrtd::PaceInfo>> open_access(Session& session, const AccessPassword& password,
                                                               const InspectionPolicy& policy, RandomSource& random,
                                                               Findings& findings);

// 9303-11 section 4.2: what EF.CardAccess said before anything was authenticated must stand in the authenticated DG14,
// or somebody in between has taken PACE away or weakened it. `dg14` is empty when the chip has none.
[[nodiscard]] Finding compare_card_access(const std::vector<emrtd::PaceInfo>& card_access,
                                          const std::optional<emrtd::SecurityInfos>& dg14);

}  // namespace proofmark::chip
