// What an inspection demands beyond the protocols: an operator's configuration, safe as it stands here.
#pragma once
#include <string>
#include <vector>

#include "common/clock.hpp"
#include "common/emrtd/keys.hpp"

namespace proofmark::chip {

// The weakest that is used. Sizes in bits: of the prime for groups and curves, of the modulus for RSA. A weaker offer
// is not followed, and where nothing stronger is offered the check fails; it never gives way to an older protocol.
struct StrengthFloor {
  emrtd::Cipher cipher = emrtd::Cipher::tdes;  // of PACE and chip authentication
  std::size_t elliptic_bits = 224;             // PACE, chip and active authentication, signers' keys; DSA: of q
  std::size_t group_bits = 2048;               // Diffie-Hellman groups of PACE and chip authentication; DSA: of p
  std::size_t rsa_bits = 2048;                 // signers' keys and those of active authentication

  // Everything that the terminal can do.
  [[nodiscard]] static StrengthFloor none() { return {emrtd::Cipher::tdes, 0, 0, 0}; }
};

struct InspectionPolicy {
  // Basic access control where the chip offers no PACE that this terminal knows. Its key can be guessed by one who
  // recorded the exchange (9303-11 section 4.3), but it opens no door to forged data.
  bool allow_basic_access = true;
  // A chip that can prove neither by chip nor by active authentication that it is no copy is `failed`; when false,
  // chip.genuine is `not_performed` for it and the decision lies with the caller.
  bool require_chip_proof = true;
  // How long after its nextUpdate a revocation list still counts as fresh.
  Duration revocation_list_grace = Duration::zero();
  // SHA-1 in the security object and under the signers' certificates (documents issued before about 2010).
  bool allow_sha1 = false;
  // DG11 whose hash and signature are right and whose text nobody can read as it was meant (no UTF-8, a control
  // character) refuses the document; when false, nothing of DG11 is used and names are the zone's alone.
  bool require_details_text = true;
  StrengthFloor floor;
  // How often a chip is read from the beginning before an interrupted link ends the inspection; at least 1.
  unsigned readings = 3;
  // Documents that are taken (tender 7.4.3, ETSI TS 119 461 COL-8.2.3-03X): issuing states and, of their documents, the
  // codes in the first two characters of the zone, fillers left out. Passports may have a second letter of the issuer's
  // choice (9303-4 section 4.2.2), so that "P" stands for all of them.
  std::vector<std::string> accepted_states{"LTU"};
  std::vector<std::string> accepted_types{"I", "ID", "IR", "P"};
  // A longer elementary file is refused before it is read; those of structures alone (EF.CardAccess, EF.CardSecurity,
  // EF.COM, EF.SOD, DG1, DG14, DG15) have at most 64 KiB of it.
  std::size_t max_file_bytes = 512U * 1024U;
};

}  // namespace proofmark::chip
