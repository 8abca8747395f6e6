// Passive authentication (ICAO 9303-11 section 5.1, 9303-12) and revocation, offline on the files that were read.
#pragma once
#include <map>
#include <optional>
#include <set>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/mrz.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/inspection.hpp"

namespace proofmark::chip {

// The elementary files as they came from the chip; nothing where the chip has no such file.
struct ChipFiles {
  std::optional<Bytes> com;
  std::optional<Bytes> sod;
  std::map<unsigned, Bytes> data_groups;  // by number
};

struct PassiveResult {
  Finding passive;
  Finding revocation;
  // Data groups whose hash a trusted signer has signed.
  std::set<unsigned> authenticated;
};

// `mrz`: DG1's content, nothing when DG1 could not be read or parsed.
[[nodiscard]] PassiveResult authenticate_passively(const ChipFiles& files, const std::optional<emrtd::Mrz>& mrz,
                                                   const AccessPassword& password, const TrustStore& trust,
                                                   const InspectionPolicy& policy, Instant now, Findings& findings);

// EF.CardSecurity (9303-11 section 9.2.12): its signer is judged as that of EF.SOD.
struct CardSecurityResult {
  Finding finding;     // passed only when the infos are signed under a trusted authority
  Finding revocation;  // of its signer
  std::optional<emrtd::SecurityInfos> infos;
};
[[nodiscard]] CardSecurityResult authenticate_card_security(const Bytes& file, const TrustStore& trust,
                                                            const InspectionPolicy& policy, Instant now,
                                                            Findings& findings);

}  // namespace proofmark::chip
