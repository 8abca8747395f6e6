// The terminal's side of PACE, ICAO 9303-11 section 4.4: generic, integrated and chip authentication mapping, with
// elliptic curves and Diffie-Hellman groups.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/emrtd/domain.hpp"
#include "common/emrtd/lds.hpp"
#include "reference-impl/chip/policy.hpp"
#include "reference-impl/chip/session.hpp"

namespace proofmark::chip {

// What the chip gave away in PACE with chip authentication mapping; it proves something only together with the static
// key of EF.CardSecurity (9303-11 section 4.4.3.5).
struct MappedChip {
  emrtd::Domain domain;       // before the mapping
  Bytes mapping_key;          // the chip's public key of the mapping
  std::optional<Bytes> data;  // chip authentication data, decrypted; nothing when the chip sent none that is readable
  std::optional<Bytes> file;  // EF.CardSecurity, read under the new keys
};

struct PaceRun {
  // The status word by which the chip refused the password; nothing when the session is open.
  std::optional<std::uint16_t> refused;
  std::optional<MappedChip> mapped;
};

// What the terminal makes of the chip's offers of PACE.
struct PaceChoice {
  // Chip authentication mapping first, because it shows the chip to be genuine in the same step (TR-03135-1 section
  // 5.6.2.4); then by the weaker of cipher and group, by cipher, by group. Null when none can be followed.
  const emrtd::PaceInfo* best = nullptr;
  std::size_t known = 0;  // offers that this terminal could follow, whatever their strength
};
[[nodiscard]] PaceChoice choose_pace(const std::vector<emrtd::PaceInfo>& infos, const StrengthFloor& floor);
// "ECDH-CAM-AES-256 on brainpoolP384r1", for people.
[[nodiscard]] std::string describe(const emrtd::PaceInfo& info);

struct PacePassword {
  std::uint8_t reference = 0;  // 1 MRZ, 2 CAN
  std::string text;            // MRZ information or the CAN's digits
};
// Opens the session. `ambiguous`: the chip offers the same protocol with other parameters too. Errors: the chip does
// not follow the protocol.
[[nodiscard]] Result<PaceRun> run_pace(Session& session, const emrtd::PaceInfo& info, bool ambiguous,
                                       const PacePassword& password, RandomSource& random);

}  // namespace proofmark::chip
