// The issuer's side of a country: country signing CA, document signers and revocation list (ICAO 9303-12), all from a
// seed. What the names in the certificates say is what a real issuer's would.
#pragma once
#include <array>
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

enum class SignerKind {
  document_signer,          // under the country's CSCA, in good standing
  revoked_document_signer,  // the same, but on the CSCA's revocation list
  unknown_document_signer,  // under a CSCA with the same name that is in no trust folder
};

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
  [[nodiscard]] const pki::Crl& crl() const { return crl_; }
  [[nodiscard]] Instant now() const { return now_; }

  // Writes csca/*.cer (DER) and crl/*.crl, as a service's configuration wants them.
  [[nodiscard]] Result<void> write_trust(const std::filesystem::path& folder) const;

 private:
  IssuerPki(Signer csca, pki::Crl crl, Instant now) : csca_(std::move(csca)), crl_(std::move(crl)), now_(now) {}
  Signer csca_;
  pki::Crl crl_;
  Instant now_;
  std::array<std::vector<Signer>, 3> signers_;  // by kind, oldest year first
};

}  // namespace proofmark::card
