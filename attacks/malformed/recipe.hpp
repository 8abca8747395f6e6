// A card that a conformance table asks for: a profile, and what is wrong with it as data.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "attacks/malformed/edit.hpp"
#include "attacks/malformed/issue.hpp"
#include "simulators/card/card.hpp"
#include "simulators/card/profile.hpp"

namespace proofmark::attacks::malformed {

// Changes one elementary file before the security object is made anew over the data groups.
struct FileEdit {
  // "com", "dg1", "dg2", "dg14", "dg15", "card_access", "atr_info", and as they lie on the chip, after signing: "sod",
  // "card_security".
  std::string file;
  std::vector<Edit> edits;
};

// Characters of the machine readable zone in DG1, from position `at` of the zone without line ends; "^": the digit
// there becomes another one, after the check digits have been made anew.
struct ZoneEdit {
  std::size_t at = 0;
  std::string text;
};

// What the chip says at one point of a protocol.
struct AnswerEdit {
  // "select_application", "mse", "nonce", "mapping", "agreement", "token" (the steps of PACE), "get_challenge",
  // "external_authenticate", or "protected": every protected answer from the fourth on.
  std::string to;
  std::vector<Edit> edits;
  std::optional<std::uint16_t> status;  // only this status word, instead of the answer
  bool echo = false;                    // the terminal's own value comes back
  std::optional<std::size_t> flip;      // the lowest bit of this byte, in an answer that is not BER-TLV
};

struct Recipe {
  card::Profile profile;
  std::vector<FileEdit> files;
  std::vector<ZoneEdit> zone;
  bool zone_digits = true;                 // the check digits of a changed zone are made anew (passports alone)
  bool printed_too = false;                // the data page shows the changed zone as well
  bool jpeg2000 = false;                   // the portrait as JPEG 2000
  std::size_t portrait_bytes = 0;          // the portrait is filled up to at least this size
  std::optional<unsigned> feature_points;  // in the facial record of DG2
  bool feature_points_counted = true;      // in the length of the facial record's data block
  SecurityObjectRecipe security_object;
  std::optional<SecurityObjectRecipe> card_security;
  bool resign = true;  // EF.SOD over the changed groups
  std::vector<AnswerEdit> answers;
  std::uint16_t end_of_file = 0;                           // status word at the end of a file
  std::uint16_t key_reference_refused = 0;                 // status word to the choice of a key of chip authentication
  std::vector<std::optional<std::uint32_t>> chip_key_ids;  // that the chip knows its keys by, whatever DG14 says
  bool keeps_session_keys = false;                         // after chip authentication
  bool application_after_pace = false;                     // a plain SELECT of the application is denied with 6982
  Bytes active_trailer;                                    // in the place of the signature's trailer (RSA)
};

struct MadeCard {
  std::unique_ptr<card::Card> card;
  // False as long as an AnswerEdit has not been made: a fault that never came into play proves nothing.
  std::function<bool()> in_play;
  // Ephemeral keys of terminals that the chip has seen in chip authentication.
  std::shared_ptr<std::vector<Bytes>> terminal_keys;
  // The zone as the data page shows it where the recipe changes it: document number, birth, expiry as in MRZ
  // information, each with its check digit; empty otherwise.
  std::string printed;
};

// `random` must outlive the card.
[[nodiscard]] Result<MadeCard> make_card(const Recipe& recipe, const card::Personalisation& input,
                                         const card::IssuerPki& issuer, const Authorities& authorities,
                                         RandomSource& random);

}  // namespace proofmark::attacks::malformed
