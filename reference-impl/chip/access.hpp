// Access to the chip: the strongest PACE that it offers, else basic access control (ICAO 9303-11 sections 4.2 to 4.4).
#pragma once
#include <vector>

#include "common/emrtd/lds.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/chip/pace_terminal.hpp"
#include "reference-impl/chip/session.hpp"

namespace proofmark::chip {

// An error unless six digits, or a complete MRZ, or both.
[[nodiscard]] Result<void> check_password(const AccessPassword& password);

struct OpenedAccess {
  std::vector<emrtd::PaceInfo> offered;  // EF.CardAccess; empty where the file does not exist
  std::optional<MappedChip> mapped;      // after PACE with chip authentication mapping, with EF.CardSecurity
};

// Reads EF.CardAccess, opens the chip and selects the eMRTD application; afterwards `session` is protected. What
// EF.CardAccess said is still to be compared with DG14. A password that the chip refuses is followed by the other one
// where both are known; basic access control never follows PACE (9303-11 section 4.2).
[[nodiscard]] Result<OpenedAccess> open_access(Session& session, const AccessPassword& password,
                                               const InspectionPolicy& policy, RandomSource& random,
                                               Findings& findings);

// 9303-11 section 4.2: what EF.CardAccess said before anything was authenticated must stand in the authenticated DG14,
// or somebody in between has taken PACE away or weakened it; and in EF.CardSecurity, where that was read. `dg14` is
// empty when the chip has none.
[[nodiscard]] Finding compare_card_access(const std::vector<emrtd::PaceInfo>& card_access,
                                          const std::optional<emrtd::SecurityInfos>& dg14,
                                          const std::optional<emrtd::SecurityInfos>& card_security);

}  // namespace proofmark::chip
