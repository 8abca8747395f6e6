// The terminal's side of PACE, ICAO 9303-11 section 4.4: generic, integrated and chip authentication mapping, with
// elliptic curves and Diffie-Hellman groups.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/emrtd/domain.hpp"
#include "common/emrtd/lds.hpp"
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

// The strongest PACEInfo this terminal can follow: by the weaker of cipher and group, then by cipher, group and mapping
// (the one that shows the chip to be genuine first). Null when there is none.
[[nodiscard]] const emrtd::PaceInfo* strongest(const std::vector<emrtd::PaceInfo>& infos);

struct PacePassword {
  std::uint8_t reference = 0;  // 1 MRZ, 2 CAN
  std::string text;            // MRZ information or the CAN's digits
};
// Opens the session. `ambiguous`: the chip offers the same protocol with other parameters too. Errors: the chip does
// not follow the protocol.
[[nodiscard]] Result<PaceRun> run_pace(Session& session, const emrtd::PaceInfo& info, bool ambiguous,
                                       const PacePassword& password, RandomSource& random);

}  // namespace proofmark::chip
