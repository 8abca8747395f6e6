// The issuers' side: country signing CAs, document signers and revocation lists (ICAO 9303-12), all from a seed. What
// the names in the certificates say is what a real issuer's would. Beside the country in good order there are the
// mistakes and leftovers that an inspection must notice, each with a signer of its own.
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "common/emrtd/cv_certificate.hpp"
#include "common/pki/certificate.hpp"
#include "common/pki/crl.hpp"
#include "common/pki/folder.hpp"
#include "common/random.hpp"
#include "simulators/card/signature_scheme.hpp"

namespace proofmark::card {

struct Signer {
  pki::Certificate certificate;
  pki::Key key;
};

// The country verifying authority: whose terminals may read fingerprints (TR-03110-1 section 3.5).
struct Verifier {
  emrtd::CvCertificate content;
  pki::Key key;
};

enum class SignerKind {
  document_signer,            // under the country's CSCA, in good standing
  revoked_document_signer,    // the same, but on the CSCA's revocation list
  unknown_document_signer,    // under a CSCA with the same name that is in no trust folder
  expired_document_signer,    // past the end of its certificate
  future_document_signer,     // before the begin of its certificate
  wrong_usage_signer,         // whose key may encrypt and not sign
  other_country_signer,       // under Lithuania's CSCA, with another country in its name
  csca_as_signer,             // the CSCA's own key and certificate
  expired_csca_signer,        // under a trusted CSCA that is past its end
  weak_csca_signer,           // under a trusted CSCA whose key may not sign certificates
  no_list_signer,             // under a trusted CSCA that gives no revocation list
  stale_list_signer,          // under a trusted CSCA whose revocation list is past its nextUpdate
  forged_list_signer,         // under a trusted CSCA whose revocation list is signed by another key
  neighbour_document_signer,  // Latvia's, all in order
  self_made_signer,           // a certificate of the forger's own, issued by itself
  future_csca_signer,         // under a trusted CSCA that is not yet valid
  critical_csca_signer,       // under a trusted CSCA with a critical extension that nobody knows
  no_ca_csca_signer,          // under a trusted certificate that is no CA's
  no_list_right_signer,       // under a trusted CSCA that may not sign revocation lists, and did
  future_list_signer,         // under a trusted CSCA whose only revocation list begins tomorrow
  partial_list_signer,        // under a trusted CSCA whose only revocation list says critically that it is partial
  stale_revoked_signer,       // revoked in a list that is past its nextUpdate
  linked_signer,              // under a new CSCA that is known by the country's link certificate
  forged_link_signer,         // the same, and another key signed the link
  foreign_authority_signer,   // Lithuanian by its name, under Latvia's CSCA
  // In good standing at the country's authority, and named by an entry of a list:
  defect_revoked_signer,       // revoked (defect list, TR-03129-2 section 8.3.1.1)
  defect_held_signer,          // its revocation is under investigation (the same)
  defect_chip_key_signer,      // the keys of its chips are known to others (section 8.3.1.3)
  defect_unknown_signer,       // a defect of a kind that nobody knows
  deviating_details_signer,    // the hashes of DG11 are wrong (deviation list, ICAO 9303-12 section 10)
  deviating_active_key_signer  // the keys of active authentication are known to others (the same)
};
[[nodiscard]] std::string_view name_of(SignerKind kind);
[[nodiscard]] std::optional<SignerKind> parse_signer_kind(std::string_view name);

// Immutable after creation, so many threads may read one.
class IssuerPki {
 public:
  // `now`: the day around which validity is laid. The CSCA reaches back far enough for every identity card that is
  // valid on that day; a document signer signs for one year and stays valid for what it signed; the revocation list is
  // of the day before and fresh for 90 days.
  [[nodiscard]] static Result<IssuerPki> create(std::uint64_t seed, Instant now);
  [[nodiscard]] static Result<IssuerPki> create(const SeededRandom& seed, Instant now);

  [[nodiscard]] const Signer& csca() const { return csca_; }
  // The signer that was in use on the day a document was issued. Days outside the known years get the nearest.
  [[nodiscard]] const Signer& signer(SignerKind kind, std::chrono::sys_days issued) const;
  // The country's signer, in good standing, whose key and hash are the scheme's: made anew at each call, the same for
  // the same scheme. An RSA key takes up to some seconds.
  [[nodiscard]] Result<Signer> signer(const SignatureScheme& scheme) const;
  [[nodiscard]] const pki::Crl& crl() const { return crl_; }
  [[nodiscard]] const Verifier& verifier() const { return *verifier_; }
  [[nodiscard]] Instant now() const { return now_; }

  // What a service trusts: the country's CSCA and list first, then those of the neighbour and the troubled ones; the
  // country's deviation list; a publisher and his defect list.
  [[nodiscard]] const pki::TrustFolder& trust() const { return trust_; }
  // Authorities made elsewhere, to be trusted beside these.
  void trust_also(const pki::TrustFolder& more);
  // Writes what a service's configuration wants: csca/*.cer (DER), crl/*.crl, publisher/*.cer, deviation/*.dvl and
  // defect/*.dfl.
  [[nodiscard]] Result<void> write_trust(const std::filesystem::path& folder) const;

 private:
  IssuerPki(Signer csca, pki::Crl crl, Instant now) : csca_(std::move(csca)), crl_(std::move(crl)), now_(now) {}
  [[nodiscard]] Result<void> add_troubled(const SeededRandom& seed);
  [[nodiscard]] Result<void> add_authority(SignerKind kind, const SeededRandom& seed);
  [[nodiscard]] Result<void> add_odd_authority(SignerKind kind, const SeededRandom& seed);
  [[nodiscard]] Result<void> add_listed(const SeededRandom& seed);

  Signer csca_;
  pki::Crl crl_;
  Instant now_;
  std::optional<Verifier> verifier_;
  Bytes scheme_seed_;
  pki::TrustFolder trust_;
  std::map<SignerKind, std::vector<Signer>> signers_;  // oldest year first
};

}  // namespace proofmark::card
