#include "simulators/card/issuer.hpp"

#include <algorithm>

#include "common/pki/folder.hpp"

namespace proofmark::card {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;

constexpr days kYear{365};
// Identity cards are valid for ten years; one more year lets an expired card have its signer too.
constexpr int kYears = 12;
constexpr const char* kOrganization = "Ministry of the Interior";
constexpr const char* kUnit = "Identity Documents";

sys_days first_day(Instant now) {
  return floor<days>(now) - kYears * kYear;
}

Bytes serial_number(RandomSource& random) {
  Bytes serial = random.bytes(16);
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x3FU) | 0x40U);  // positive, and always 16 bytes
  return serial;
}

// 9303-12 table 4: country signing CA with a stronger curve than what it signs.
Result<Signer> make_csca(RandomSource& random, Instant now) {
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::brainpool_p384r1, random));
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::country_signing_ca;
  spec.subject = {"LT", kOrganization, kUnit, "CSCA Lithuania"};
  spec.serial = serial_number(random);
  spec.not_before = first_day(now) - days{30};
  spec.not_after = floor<days>(now) + 13 * kYear;
  spec.signs_until = floor<days>(now) + kYear;
  spec.state = "LTU";
  spec.digest = pki::Digest::sha384;
  PROOFMARK_TRY(pki::Certificate certificate, pki::issue_certificate(spec, key, nullptr, key));
  return Signer{std::move(certificate), key};
}

// The year `index` of a document signer; its certificate outlives the documents it signed (9303-12 section 3).
Result<Signer> make_document_signer(const Signer& csca, RandomSource& random, Instant now, int index) {
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::brainpool_p256r1, random));
  const sys_days begin = first_day(now) + index * kYear;
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::document_signer;
  spec.subject = {"LT", kOrganization, kUnit, "Document Signer " + std::to_string(101 + index)};
  spec.serial = serial_number(random);
  spec.not_before = begin - days{7};
  spec.not_after = begin + 12 * kYear + days{90};
  spec.signs_until = begin + kYear + days{7};
  spec.state = "LTU";
  PROOFMARK_TRY(pki::Certificate certificate, pki::issue_certificate(spec, key, &csca.certificate, csca.key));
  return Signer{std::move(certificate), key};
}

}  // namespace

Result<IssuerPki> IssuerPki::create(std::uint64_t seed, Instant now) {
  return create(SeededRandom(seed, "issuer"), now);
}

Result<IssuerPki> IssuerPki::create(const SeededRandom& seed, Instant now) {
  SeededRandom csca_random = seed.derive("csca");
  SeededRandom unknown_random = seed.derive("unknown csca");
  PROOFMARK_TRY(const Signer csca, make_csca(csca_random, now));
  PROOFMARK_TRY(const Signer unknown, make_csca(unknown_random, now));

  std::array<std::vector<Signer>, 3> signers;
  for (std::size_t kind = 0; kind < signers.size(); ++kind) {
    const Signer& above = kind == static_cast<std::size_t>(SignerKind::unknown_document_signer) ? unknown : csca;
    for (int year = 0; year < kYears; ++year) {
      SeededRandom random = seed.derive("signer", kind * 100 + static_cast<std::uint64_t>(year));
      PROOFMARK_TRY(Signer signer, make_document_signer(above, random, now, year));
      signers[kind].push_back(std::move(signer));
    }
  }

  const Instant day = floor<days>(now) - days{1};
  pki::CrlSpec spec;
  spec.number = static_cast<std::uint64_t>(floor<days>(now).time_since_epoch().count());
  spec.this_update = day;
  spec.next_update = day + days{90};  // 9303-12 section 6.2: at least every 90 days
  for (const Signer& revoked : signers[static_cast<std::size_t>(SignerKind::revoked_document_signer)])
    spec.revoked.push_back({revoked.certificate.serial(), day - days{20}});
  spec.digest = pki::Digest::sha384;
  PROOFMARK_TRY(pki::Crl crl, pki::issue_crl(spec, csca.certificate, csca.key));

  IssuerPki issuer(csca, std::move(crl), now);
  issuer.signers_ = std::move(signers);
  return issuer;
}

const Signer& IssuerPki::signer(SignerKind kind, sys_days issued) const {
  const std::vector<Signer>& years = signers_[static_cast<std::size_t>(kind)];
  const auto year = (issued - first_day(now_)).count() / kYear.count();
  return years[static_cast<std::size_t>(std::clamp<std::int64_t>(year, 0, kYears - 1))];
}

Result<void> IssuerPki::write_trust(const std::filesystem::path& folder) const {
  return pki::write_trust_folder(folder, {{csca_.certificate}, {crl_}});
}

}  // namespace proofmark::card
