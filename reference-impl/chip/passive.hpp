// Passive authentication (ICAO 9303-11 section 5.1, 9303-12) and revocation, offline on the files that were read.
#pragma once
#include <map>
#include <optional>
#include <set>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/mrz.hpp"
#include "reference-impl/chip/findings.hpp"
#include "reference-impl/chip/inspection.hpp"
#include "reference-impl/chip/known_defects.hpp"

namespace proofmark::chip {

// The elementary files as they came from the chip; nothing where the chip has no such file.
struct ChipFiles {
  std::optional<Bytes> com;
  std::optional<Bytes> sod;
  std::map<unsigned, Bytes> data_groups;       // by number
  std::map<unsigned, std::string> unreadable;  // those that the chip does not give though it may: why
};

// The data groups that EF.COM or EF.SOD lists, as far as these can be read; nothing about them is authenticated.
[[nodiscard]] std::set<unsigned> listed_groups(const std::optional<Bytes>& com, const std::optional<Bytes>& sod);

// What is to be compared with what the files say.
struct PassiveInput {
  const ChipFiles& files;
  const std::optional<emrtd::Mrz>& mrz;  // DG1's content, nothing when DG1 could not be read or parsed
  // Data groups that could not be parsed: the sub-check's id and why.
  const std::vector<std::pair<std::string, std::string>>& malformed;
  const AccessPassword& password;
  const TrustStore& trust;
  const InspectionPolicy& policy;
  Instant now;
};

struct PassiveResult {
  Finding passive;
  Finding revocation;
  // Data groups whose hash a trusted signer has signed.
  std::set<unsigned> authenticated;
  KnownDefects defects;  // of this document, from the operator's lists
};

[[nodiscard]] PassiveResult authenticate_passively(const PassiveInput& input, Findings& findings);

// EF.CardSecurity (9303-11 section 9.2.12): its signer is judged as that of EF.SOD.
struct CardSecurityResult {
  Finding finding;     // passed only when the infos are signed under a trusted authority
  Finding revocation;  // of its signer
  std::optional<emrtd::SecurityInfos> infos;
  KnownDefects defects;  // of its signer, who need not be that of EF.SOD
};
[[nodiscard]] CardSecurityResult authenticate_card_security(const Bytes& file, const TrustStore& trust,
                                                            const InspectionPolicy& policy, Instant now,
                                                            Findings& findings);

}  // namespace proofmark::chip
