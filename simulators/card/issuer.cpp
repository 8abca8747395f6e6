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

// What an authority or a signer is like where it differs from a good one.
struct Oddity {
  std::string country = "LT", state = "LTU", common_name;
  std::optional<sys_days> not_before, not_after;
  std::string key_usage;
};

// 9303-12 table 4: country signing CA with a stronger curve than what it signs.
Result<Signer> make_csca(RandomSource& random, Instant now, const Oddity& oddity) {
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::brainpool_p384r1, random));
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::country_signing_ca;
  spec.subject = {oddity.country, kOrganization, kUnit, oddity.common_name};
  spec.serial = serial_number(random);
  spec.not_before = oddity.not_before.value_or(first_day(now) - days{30});
  spec.not_after = oddity.not_after.value_or(floor<days>(now) + 13 * kYear);
  spec.signs_until = std::min<Instant>(spec.not_after, floor<days>(now) + kYear);
  spec.state = oddity.state;
  spec.digest = pki::Digest::sha384;
  spec.key_usage = oddity.key_usage;
  PROOFMARK_TRY(pki::Certificate certificate, pki::issue_certificate(spec, key, nullptr, key));
  return Signer{std::move(certificate), key};
}

// The year `index` of a document signer; its certificate outlives the documents it signed (9303-12 section 3).
// `csca` null: it is issued by itself.
Result<Signer> make_document_signer(const Signer* csca, RandomSource& random, Instant now, int index,
                                    const Oddity& oddity) {
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::brainpool_p256r1, random));
  const sys_days begin = first_day(now) + index * kYear;
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::document_signer;
  spec.subject = {oddity.country, kOrganization, kUnit, "Document Signer " + std::to_string(101 + index)};
  spec.serial = serial_number(random);
  spec.not_before = oddity.not_before.value_or(begin - days{7});
  spec.not_after = oddity.not_after.value_or(begin + 12 * kYear + days{90});
  spec.signs_until = std::min<Instant>(spec.not_after, begin + kYear + days{7});
  if (*spec.signs_until <= spec.not_before) spec.signs_until = spec.not_after;
  spec.state = oddity.state;
  spec.key_usage = oddity.key_usage;
  PROOFMARK_TRY(pki::Certificate certificate,
                pki::issue_certificate(spec, key, csca == nullptr ? nullptr : &csca->certificate,
                                       csca == nullptr ? key : csca->key));
  return Signer{std::move(certificate), key};
}

pki::CrlSpec list_of(Instant now) {
  pki::CrlSpec spec;
  spec.number = static_cast<std::uint64_t>(floor<days>(now).time_since_epoch().count());
  spec.this_update = floor<days>(now) - days{1};
  spec.next_update = spec.this_update + days{90};  // 9303-12 section 6.2: at least every 90 days
  spec.digest = pki::Digest::sha384;
  return spec;
}

constexpr std::pair<SignerKind, std::string_view> kNames[] = {
    {SignerKind::document_signer, "document_signer"},
    {SignerKind::revoked_document_signer, "revoked_document_signer"},
    {SignerKind::unknown_document_signer, "unknown_document_signer"},
    {SignerKind::expired_document_signer, "expired_document_signer"},
    {SignerKind::future_document_signer, "future_document_signer"},
    {SignerKind::wrong_usage_signer, "wrong_usage_signer"},
    {SignerKind::other_country_signer, "other_country_signer"},
    {SignerKind::csca_as_signer, "csca_as_signer"},
    {SignerKind::expired_csca_signer, "expired_csca_signer"},
    {SignerKind::weak_csca_signer, "weak_csca_signer"},
    {SignerKind::no_list_signer, "no_list_signer"},
    {SignerKind::stale_list_signer, "stale_list_signer"},
    {SignerKind::forged_list_signer, "forged_list_signer"},
    {SignerKind::neighbour_document_signer, "neighbour_document_signer"},
    {SignerKind::self_made_signer, "self_made_signer"}};

}  // namespace

std::string_view name_of(SignerKind kind) {
  for (const auto& [known, name] : kNames)
    if (known == kind) return name;
  return "";
}

std::optional<SignerKind> parse_signer_kind(std::string_view name) {
  for (const auto& [kind, known] : kNames)
    if (known == name) return kind;
  return std::nullopt;
}

Result<IssuerPki> IssuerPki::create(std::uint64_t seed, Instant now) {
  return create(SeededRandom(seed, "issuer"), now);
}

Result<IssuerPki> IssuerPki::create(const SeededRandom& seed, Instant now) {
  SeededRandom csca_random = seed.derive("csca");
  SeededRandom unknown_random = seed.derive("unknown csca");
  Oddity none;
  none.common_name = "CSCA Lithuania";
  PROOFMARK_TRY(const Signer csca, make_csca(csca_random, now, none));
  PROOFMARK_TRY(const Signer unknown, make_csca(unknown_random, now, none));

  std::map<SignerKind, std::vector<Signer>> signers;
  for (const SignerKind kind :
       {SignerKind::document_signer, SignerKind::revoked_document_signer, SignerKind::unknown_document_signer}) {
    const Signer& above = kind == SignerKind::unknown_document_signer ? unknown : csca;
    for (int year = 0; year < kYears; ++year) {
      SeededRandom random =
          seed.derive("signer", static_cast<std::uint64_t>(kind) * 100 + static_cast<std::uint64_t>(year));
      PROOFMARK_TRY(Signer signer, make_document_signer(&above, random, now, year, none));
      signers[kind].push_back(std::move(signer));
    }
  }

  pki::CrlSpec spec = list_of(now);
  for (const Signer& revoked : signers[SignerKind::revoked_document_signer])
    spec.revoked.push_back({revoked.certificate.serial(), spec.this_update - days{20}});
  PROOFMARK_TRY(pki::Crl crl, pki::issue_crl(spec, csca.certificate, csca.key));

  IssuerPki issuer(csca, std::move(crl), now);
  issuer.signers_ = std::move(signers);
  issuer.trust_ = {{issuer.csca_.certificate}, {issuer.crl_}};
  SeededRandom verifier_random = seed.derive("verifying authority");
  PROOFMARK_TRY(pki::Key verifier, pki::Key::generate(pki::Curve::brainpool_p256r1, verifier_random));
  emrtd::CvCertificate content{
      "LTCVCA00001", "LTCVCA00001", emrtd::TerminalRole::authority, true, true, "0.4.0.127.0.7.2.2.2.2.3", {}, {}};
  content.effective = first_day(now);
  content.expiry = floor<days>(now) + 3 * kYear;
  issuer.verifier_ = Verifier{std::move(content), std::move(verifier)};
  PROOFMARK_CHECK(issuer.add_troubled(seed));
  for (const SignerKind kind :
       {SignerKind::expired_csca_signer, SignerKind::weak_csca_signer, SignerKind::no_list_signer,
        SignerKind::stale_list_signer, SignerKind::forged_list_signer, SignerKind::neighbour_document_signer}) {
    PROOFMARK_CHECK(issuer.add_authority(kind, seed));
  }
  return issuer;
}

// Signers under the country's own CSCA that are not as they should be, and the one of the forger's making.
Result<void> IssuerPki::add_troubled(const SeededRandom& seed) {
  const sys_days today = floor<days>(now_);
  Oddity expired, future, usage, other;
  expired.not_after = today - days{30};
  future.not_before = today + days{30};
  usage.key_usage = "critical,keyEncipherment";
  other.country = "LV";
  other.state = "LVA";
  const std::pair<SignerKind, Oddity> all[] = {{SignerKind::expired_document_signer, expired},
                                               {SignerKind::future_document_signer, future},
                                               {SignerKind::wrong_usage_signer, usage},
                                               {SignerKind::other_country_signer, other},
                                               {SignerKind::self_made_signer, Oddity()}};
  for (const auto& [kind, oddity] : all) {
    SeededRandom random = seed.derive("signer", static_cast<std::uint64_t>(kind) * 100);
    const Signer* above = kind == SignerKind::self_made_signer ? nullptr : &csca_;
    PROOFMARK_TRY(Signer signer, make_document_signer(above, random, now_, kYears / 2, oddity));
    signers_[kind].push_back(std::move(signer));
  }
  signers_[SignerKind::csca_as_signer].push_back(csca_);
  return {};
}

// A further country signing CA with one signer, trusted, and what is the matter with it or its list.
Result<void> IssuerPki::add_authority(SignerKind kind, const SeededRandom& seed) {
  const sys_days today = floor<days>(now_);
  const auto number = static_cast<std::uint64_t>(kind);
  Oddity csca;
  csca.common_name = "CSCA Lithuania " + std::to_string(number);
  Oddity signer;
  if (kind == SignerKind::expired_csca_signer) csca.not_after = today - days{30};
  if (kind == SignerKind::weak_csca_signer) csca.key_usage = "critical,cRLSign";
  if (kind == SignerKind::neighbour_document_signer) {
    csca.country = signer.country = "LV";
    csca.state = signer.state = "LVA";
    csca.common_name = "CSCA Latvia";
  }
  SeededRandom random = seed.derive("authority", number);
  PROOFMARK_TRY(const Signer above, make_csca(random, now_, csca));
  PROOFMARK_TRY(Signer below, make_document_signer(&above, random, now_, kYears / 2, signer));
  trust_.csca.push_back(above.certificate);
  if (kind != SignerKind::no_list_signer) {
    pki::CrlSpec spec = list_of(now_);
    if (kind == SignerKind::stale_list_signer) {
      spec.this_update -= days{120};
      spec.next_update -= days{120};
    }
    Signer list_signer = above;
    if (kind == SignerKind::forged_list_signer) {
      // The same name over another key: the list's issuer is right, its signature is not.
      PROOFMARK_TRY(list_signer, make_csca(random, now_, csca));
    }
    PROOFMARK_TRY(pki::Crl crl, pki::issue_crl(spec, list_signer.certificate, list_signer.key));
    trust_.crls.push_back(std::move(crl));
  }
  signers_[kind].push_back(std::move(below));
  return {};
}

const Signer& IssuerPki::signer(SignerKind kind, sys_days issued) const {
  const std::vector<Signer>& years = signers_.at(kind);
  const auto year = (issued - first_day(now_)).count() / kYear.count();
  const auto last = static_cast<std::int64_t>(years.size()) - 1;
  return years[static_cast<std::size_t>(std::clamp<std::int64_t>(year, 0, last))];
}

Result<void> IssuerPki::write_trust(const std::filesystem::path& folder) const {
  return pki::write_trust_folder(folder, trust_);
}

}  // namespace proofmark::card
