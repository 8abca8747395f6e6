// Inspection of an eMRTD chip: access, reading, passive authentication, proof of a genuine chip and expiry, by the
// procedure of ICAO 9303-11 section 4 and 5. Synchronous: the caller gives it a thread and a way to the chip.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/random.hpp"
#include "reference-impl/chip/transceiver.hpp"
#include "reference-impl/chip/trust.hpp"
#include "reference-impl/decision/check.hpp"

namespace proofmark::chip {

// What the holder read from the document. The CAN, or all three fields of the MRZ, or both. With both, PACE takes the
// CAN; basic access control always needs the MRZ.
struct AccessPassword {
  std::string can;              // six digits
  std::string document_number;  // without fillers
  std::string date_of_birth;    // YYMMDD
  std::string date_of_expiry;   // YYMMDD
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
  // SHA-1 in the security object (documents issued before about 2010).
  bool allow_sha1 = false;
  // Documents that are taken (tender 7.4.3, ETSI TS 119 461 COL-8.2.3-03X): issuing states and, of their documents, the
  // codes in the first two characters of the zone, fillers left out. Passports may have a second letter of the issuer's
  // choice (9303-4 section 4.2.2), so that "P" stands for all of them.
  std::vector<std::string> accepted_states{"LTU"};
  std::vector<std::string> accepted_types{"I", "ID", "IR", "P"};
  std::size_t max_file_bytes = 512U * 1024U;  // a longer elementary file is refused before it is read
};

// One step of a check in the words of BSI TR-03135-1.
enum class SubResult { successful, failed, undetermined, not_supported, aborted };
[[nodiscard]] std::string_view name_of(SubResult result);

struct SubCheck {
  std::string id;  // for example "passive.sod_signature", "passive.hash.dg1"
  SubResult result = SubResult::undetermined;
  std::string reason;
};

// From the machine readable zone in DG1. Names are transliterated capitals (9303-3 section 6); parts are parted by a
// space.
struct DocumentData {
  std::string type;    // "I", "P": the document code
  std::string issuer;  // three-letter code, "LTU"
  std::string number;
  std::string surname;
  std::string given_names;
  std::string nationality;
  std::string sex;             // "F", "M", "" when unspecified
  std::string personal_code;   // the zone's optional data: the personal code on a Lithuanian document; may be empty
  std::string date_of_birth;   // YYYY-MM-DD; "" when not fully known
  std::string date_of_expiry;  // YYYY-MM-DD; "" when not given
};

struct Inspection {
  // chip.access, chip.passive, chip.revocation, chip.genuine, document.validity: always all five, in this order.
  std::vector<decision::Check> checks;
  std::vector<SubCheck> sub_checks;  // in the order in which they were made
  // Both only when chip.passive has passed.
  std::optional<DocumentData> document;
  Bytes portrait;  // DG2's first image as stored
  bool portrait_is_jpeg2000 = false;
  std::size_t commands = 0;  // APDUs exchanged

  [[nodiscard]] const decision::Check& check(std::string_view id) const;  // one of the five
};

// Whatever the chip answers, or does not answer, ends in the checks: never in `passed`, and never in an error. An error
// means misuse: no usable password, no trusted country signing certificate.
// `random`: nonces and ephemeral keys of the terminal; in normal use the system's generator.
// `now`: certificates, revocation lists and the document are judged as of this moment, UTC.
[[nodiscard]] Result<Inspection> inspect(Transceiver& chip, const AccessPassword& password, const TrustStore& trust,
                                         const InspectionPolicy& policy, RandomSource& random, Instant now);

}  // namespace proofmark::chip
