#include "simulators/card/issuer.hpp"

#include <algorithm>

#include "common/pki/folder.hpp"
#include "simulators/card/authority.hpp"

namespace proofmark::card {

namespace {

using namespace authority;
using std::chrono::days;
using std::chrono::floor;
using std::chrono::sys_days;

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
    {SignerKind::self_made_signer, "self_made_signer"},
    {SignerKind::future_csca_signer, "future_csca_signer"},
    {SignerKind::critical_csca_signer, "critical_csca_signer"},
    {SignerKind::no_ca_csca_signer, "no_ca_csca_signer"},
    {SignerKind::no_list_right_signer, "no_list_right_signer"},
    {SignerKind::future_list_signer, "future_list_signer"},
    {SignerKind::partial_list_signer, "partial_list_signer"},
    {SignerKind::stale_revoked_signer, "stale_revoked_signer"},
    {SignerKind::linked_signer, "linked_signer"},
    {SignerKind::forged_link_signer, "forged_link_signer"},
    {SignerKind::foreign_authority_signer, "foreign_authority_signer"},
    {SignerKind::defect_revoked_signer, "defect_revoked_signer"},
    {SignerKind::defect_held_signer, "defect_held_signer"},
    {SignerKind::defect_chip_key_signer, "defect_chip_key_signer"},
    {SignerKind::defect_unknown_signer, "defect_unknown_signer"},
    {SignerKind::deviating_details_signer, "deviating_details_signer"},
    {SignerKind::deviating_active_key_signer, "deviating_active_key_signer"}};

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
  for (const SignerKind kind :
       {SignerKind::future_csca_signer, SignerKind::critical_csca_signer, SignerKind::no_ca_csca_signer,
        SignerKind::no_list_right_signer, SignerKind::future_list_signer, SignerKind::partial_list_signer,
        SignerKind::stale_revoked_signer, SignerKind::linked_signer, SignerKind::forged_link_signer,
        SignerKind::foreign_authority_signer}) {
    PROOFMARK_CHECK(issuer.add_odd_authority(kind, seed));
  }
  PROOFMARK_CHECK(issuer.add_listed(seed));
  issuer.scheme_seed_ = seed.derive("signature schemes").bytes(32);
  return issuer;
}

// Signers under the country's own CSCA that are not as they should be, and the one of the forger's making.
Result<void> IssuerPki::add_troubled(const SeededRandom& seed) {
  const sys_days today = floor<days>(now_);
  // One signer for documents of every year, so that nothing but its trouble is wrong with it.
  Oddity expired = all_years(now_), future, usage = all_years(now_), other = all_years(now_);
  expired.not_after = today - days{30};
  expired.signs_until = expired.not_after;
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
  Oddity signer = all_years(now_);
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

Result<Signer> IssuerPki::signer(const SignatureScheme& scheme) const {
  const std::string name = (scheme.curve ? pki::openssl_name(*scheme.curve)
                            : scheme.pss ? "PSS"
                                         : "PKCS1") +
                           std::string(" ") + std::to_string(scheme.bits) + " " + pki::openssl_name(scheme.digest);
  SeededRandom random = SeededRandom(scheme_seed_).derive(name);
  Oddity oddity = all_years(now_);
  oddity.scheme = scheme;
  return make_document_signer(&csca_, random, now_, kYears / 2, oddity);
}

void IssuerPki::trust_also(const pki::TrustFolder& more) {
  trust_.csca.insert(trust_.csca.end(), more.csca.begin(), more.csca.end());
  trust_.crls.insert(trust_.crls.end(), more.crls.begin(), more.crls.end());
  trust_.publishers.insert(trust_.publishers.end(), more.publishers.begin(), more.publishers.end());
  trust_.deviation_lists.insert(trust_.deviation_lists.end(), more.deviation_lists.begin(), more.deviation_lists.end());
  trust_.defect_lists.insert(trust_.defect_lists.end(), more.defect_lists.begin(), more.defect_lists.end());
}

Result<void> IssuerPki::write_trust(const std::filesystem::path& folder) const {
  return pki::write_trust_folder(folder, trust_);
}

}  // namespace proofmark::card
