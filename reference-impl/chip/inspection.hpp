// Inspection of an eMRTD chip: access, reading, passive authentication, proof of a genuine chip and expiry, by the
// procedure of ICAO 9303-11 section 4 and 5. Synchronous: the caller gives it a thread and a way to the chip.
// Where the link is lost and the way to the chip can begin again, everything is read anew from the first command on,
// and nothing of the earlier reading is kept (ETSI TS 119 461 VAL-8.3.2-04A).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/emrtd/lds_details.hpp"
#include "common/random.hpp"
#include "reference-impl/chip/policy.hpp"
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
  // What the zone in DG1 says where chip.passive has not passed: for the eyes of somebody who stands before the reader.
  // Nobody has confirmed it, and nothing may be decided by it.
  std::optional<DocumentData> unconfirmed;
  // These only when chip.passive has passed.
  std::optional<DocumentData> document;
  std::optional<emrtd::PersonalDetails>
      details;     // DG11, where the chip has it: UTF-8, in the characters of the country
  Bytes portrait;  // DG2's first image as stored
  bool portrait_is_jpeg2000 = false;
  std::size_t commands = 0;  // APDUs exchanged, in all readings together
  unsigned readings = 0;     // how often the chip was read from the beginning; more than 1 after an interruption

  [[nodiscard]] const decision::Check& check(std::string_view id) const;  // one of the five
};

// Whatever the chip answers, or does not answer, ends in the checks: never in `passed`, and never in an error. An error
// means misuse: no usable password, no trusted country signing certificate.
// `random`: nonces and ephemeral keys of the terminal; in normal use the system's generator.
// `now`: certificates, revocation lists and the document are judged as of this moment, UTC.
[[nodiscard]] Result<Inspection> inspect(Transceiver& chip, const AccessPassword& password, const TrustStore& trust,
                                         const InspectionPolicy& policy, RandomSource& random, Instant now);

}  // namespace proofmark::chip
