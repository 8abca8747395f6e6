// Revocation lists, version 2 (A12 to A14, CPS 76 to 78): which list is the current one at a moment, and its bytes.
#pragma once
#include <cstdint>
#include <optional>

#include "simulators/lt_pki/hierarchy.hpp"
#include "simulators/lt_pki/status.hpp"

namespace proofmark::lt_pki {

struct ListDates {
  std::uint64_t number = 1;  // CRL number; base and delta lists of a level count together
  Instant this_update;
  std::optional<Instant> next_update;  // absent only where the order forgot it (Defect::policy_list_without_end)
  Instant next_publication;
};

// The first list of each level appears at `start`; `at` is not before it.
[[nodiscard]] ListDates base_list_dates(const Profile& profile, Level level, Instant start, Instant at);
[[nodiscard]] ListDates delta_list_dates(const Profile& profile, Instant start, Instant at);  // issuing level alone

// The list that is current at `at`, DER. The same arguments and register give the same bytes.
[[nodiscard]] Result<Bytes> base_list(const Hierarchy& hierarchy, const StatusRegister& status, Level level,
                                      Instant start, Instant at, const SeededRandom& salts);
[[nodiscard]] Result<Bytes> delta_list(const Hierarchy& hierarchy, const StatusRegister& status, Instant start,
                                       Instant at, const SeededRandom& salts);

}  // namespace proofmark::lt_pki
