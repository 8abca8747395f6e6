// The issuer's side of a country: country signing CA, document signers and revocation list (ICAO 9303-12), all from a
// seed. What the names in the certificates say is what a real issuer's would.
#pragma once
#include <cstdint>
#include <filesystem>
#include <vector>

#include "common/clock.hpp"
#include "common/pki/certificate.hpp"
#include "common/pki/crl.hpp"
#include "common/random.hpp"

namespace proofmark::card {

struct Signer {
  pki::Certificate certificate;
  pki::Key key;
};

// Immutable after creation, so many threads may read one.
class IssuerPki {
 public:
  // `now`: the day around which validity is laid (CSCA three years old, CRL of today and fresh for 90 days).
  [[nodiscard]] static Result<IssuerPki> create(std::uint64_t seed, Instant now);
  [[nodiscard]] static Result<IssuerPki> create(const SeededRandom& seed, Instant now);

  [[nodiscard]] const Signer& csca() const { return csca_; }
  [[nodiscard]] const Signer& document_signer() const { return document_signer_; }
  [[nodiscard]] const Signer& revoked_document_signer() const { return revoked_document_signer_; }
  // Same names and attributes, but under a country signing CA that is in no trust folder.
  [[nodiscard]] const Signer& unknown_document_signer() const { return unknown_document_signer_; }
  [[nodiscard]] const pki::Crl& crl() const { return crl_; }
  [[nodiscard]] Instant now() const { return now_; }

  // Writes csca/*.cer (DER) and crl/*.crl, as a service's configuration wants them.
  [[nodiscard]] Result<void> write_trust(const std::filesystem::path& folder) const;

 private:
  IssuerPki(Signer csca, Signer signer, Signer revoked, Signer unknown, pki::Crl crl, Instant now);
  Signer csca_, document_signer_, revoked_document_signer_, unknown_document_signer_;
  pki::Crl crl_;
  Instant now_;
};

}  // namespace proofmark::card
