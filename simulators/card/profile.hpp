// A card profile: a small JSON file that names what the card offers and which faults it has. Genuine ones live in
// simulators/card/profiles/, attacks on documents in attacks/document/species/.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/pki/key.hpp"
#include "simulators/card/contactless.hpp"
#include "simulators/card/signature_scheme.hpp"

namespace proofmark::card {

// A protocol of PACE or of chip authentication with its domain parameters; in a profile "ecdh-gm-aes-128 13".
struct Offer {
  std::string protocol;     // OID
  unsigned parameters = 0;  // ICAO 9303-11 table 6
};

// In a profile "ecdsa-sha-256 13" (curve as above) or "rsa-sha-256 2048" (bits of the modulus).
struct ActiveAuthentication {
  pki::Digest digest = pki::Digest::sha256;
  std::optional<pki::Curve> curve = pki::Curve::brainpool_p256r1;  // none: RSA
  unsigned bits = 0;                                               // of an RSA modulus
};

// What is written of the holder beside the person's own data: names as the zone transliterates them, and the same in
// the characters of his country (ICAO 9303-3 section 6, 9303-10 section 4.7.11). Empty fields: the person's own.
struct HolderText {
  std::string surname, given_names;                // Latin letters, into the machine readable zone
  std::string full_name, place_of_birth, address;  // UTF-8, into DG11: "ПЕТРЕНКО<<ОЛЕНА"
};

enum class DocumentKind { identity_card, residence_permit, passport };

struct Profile {
  std::string name;         // the file's name without .json, for example "genuine"
  std::string description;  // one sentence
  std::string clause;       // the clause that the fault violates; "" for a genuine card
  // What an inspection is expected to say: check id -> result ("passed", "failed", ...), docs/interface.md.
  std::map<std::string, std::string> expected;
  // The steps of those checks that decide it, in the words of BSI TR-03135-1: "passive.hash.dg2" -> "failed".
  std::map<std::string, std::string> sub_checks;

  DocumentKind document = DocumentKind::identity_card;
  bool pace = true;
  std::vector<Offer> pace_offers;  // empty with `pace`: ECDH, generic mapping, AES-128, brainpoolP256r1
  bool can = true;                 // the card access number opens PACE too
  bool bac = true;
  bool active_authentication = true;
  ActiveAuthentication active_authentication_key;
  bool chip_authentication = true;
  // Empty with `chip_authentication`: ECDH on brainpoolP256r1 with `secure_messaging`. Several keys get identifiers.
  std::vector<Offer> chip_authentication_offers;
  bool terminal_authentication = false;      // guards data groups 3 and 4
  std::string secure_messaging = "aes-128";  // of chip authentication: "aes-128" or "3des"
  std::string lds = "1.7";                   // or "1.8": the versions stand in EF.SOD too
  std::string face = "19794-5";              // or "39794-5": how DG2 holds the portrait
  std::string picture = "jpeg";              // or "jpeg2000": how the portrait is coded
  std::vector<unsigned> further_groups;      // of 3, 11, 12, 13, 16
  std::string signer = "document_signer";    // a SignerKind by name (issuer.hpp)
  std::string digest = "sha-256";            // of the data groups: "sha-1", "sha-224", ..., "sha-512"
  // How EF.SOD and EF.CardSecurity are signed; none: ECDSA with SHA-256 on brainpoolP256r1. Another scheme has a
  // document signer of its own under the country's authority.
  std::optional<SignatureScheme> signature;
  std::string content_type = "lds";       // of what EF.SOD signs: "lds" or "data", plain data of any kind
  std::vector<unsigned> unsigned_groups;  // data groups whose hash the issuer left out of EF.SOD
  std::string state = "LTU";              // issuing state and nationality in the machine readable zone
  std::string nationality;                // empty: the issuing state's
  HolderText holder;
  std::string document_code;   // the zone's first two characters; empty: those of the document
  int expired_days = 0;        // > 0: the document expired so many days before today
  bool expires_today = false;  // today is its last day
  // The way to the reader; without it an exchange takes what the reader's side assumes.
  std::optional<ContactlessTiming> timing;
  // Mechanisms applied to the finished chip, in order; the names that attacks/document/ knows.
  std::vector<std::string> faults;
};

// Unknown fields and values are refused; the error names file and field.
[[nodiscard]] Result<Profile> load_profile(const std::filesystem::path& file);
// The same from a text; `file` names it in errors and, without folder and extension, gives the profile its name.
[[nodiscard]] Result<Profile> parse_profile(const std::string& text, const std::filesystem::path& file);
// Every *.json of the folder, by name.
[[nodiscard]] Result<std::vector<Profile>> list_profiles(const std::filesystem::path& folder);

}  // namespace proofmark::card
