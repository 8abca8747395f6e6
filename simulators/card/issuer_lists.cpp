// Signers in good standing at their authority of which a signed list says something else: the country's deviation list
// (ICAO 9303-12 section 10) and the defect list of a publisher (BSI TR-03129-2 section 8).
#include "common/pki/cms.hpp"
#include "common/pki/signed_list.hpp"
#include "simulators/card/authority.hpp"

namespace proofmark::card {

namespace {

using namespace authority;
using std::chrono::floor;

pki::SignerReference named(const Signer& signer) {
  pki::SignerReference reference;
  reference.issuer = signer.certificate.issuer_name();
  reference.serial = signer.certificate.serial();
  return reference;
}

pki::Defect defect(const Signer& signer, const char* type, std::optional<unsigned> status) {
  return {named(signer), {{type, status, {}, ""}}, ""};
}

pki::Deviation deviation(const Signer& signer, const char* type, std::optional<unsigned> number, std::string text) {
  pki::Deviation one;
  one.signer = named(signer);
  one.descriptions = {{std::move(text), type, number}};
  return one;
}

// A list that was signed yesterday by a signer of its own under `authority`.
Result<Bytes> sign_list(const Signer& authority, const char* content_type, const char* usage, Bytes content,
                        RandomSource& random, Instant now) {
  PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::p256, random));
  pki::CertificateSpec spec;
  spec.role = pki::CertificateRole::document_signer;
  spec.subject = {authority.certificate.subject_country(), "Ministry of the Interior", "Identity Documents",
                  std::string("List Signer ") + usage};
  spec.serial = serial_number(random);
  spec.not_before = floor<days>(now) - kYear;
  spec.not_after = floor<days>(now) + kYear;
  spec.extended_key_usage = usage;
  PROOFMARK_TRY(const pki::Certificate signer,
                pki::issue_certificate(spec, key, &authority.certificate, authority.key));
  return pki::make_signed_data({content_type, std::move(content), pki::Digest::sha256, floor<days>(now) - days{1}},
                               signer, key);
}

}  // namespace

Result<void> IssuerPki::add_listed(const SeededRandom& seed) {
  for (const SignerKind kind : {SignerKind::defect_revoked_signer, SignerKind::defect_held_signer,
                                SignerKind::defect_chip_key_signer, SignerKind::defect_unknown_signer,
                                SignerKind::deviating_details_signer, SignerKind::deviating_active_key_signer}) {
    SeededRandom random = seed.derive("signer", static_cast<std::uint64_t>(kind) * 100);
    PROOFMARK_TRY(Signer signer, make_document_signer(&csca_, random, now_, kYears / 2, all_years(now_)));
    signers_[kind].push_back(std::move(signer));
  }
  const auto of = [this](SignerKind kind) -> const Signer& { return signers_.at(kind).front(); };
  SeededRandom random = seed.derive("lists");

  // Status 2: another reason than an investigation (section 8.3.1.1); 1: under investigation.
  const pki::DefectList defects{
      pki::Digest::sha256,
      {defect(of(SignerKind::defect_revoked_signer), pki::oid_defect_signer_revoked, 2U),
       defect(of(SignerKind::defect_held_signer), pki::oid_defect_signer_revoked, 1U),
       defect(of(SignerKind::defect_chip_key_signer), pki::oid_defect_chip_key, std::nullopt),
       defect(of(SignerKind::defect_unknown_signer), "0.4.0.127.0.7.3.1.5.4.3", std::nullopt)}};
  Oddity publisher;
  publisher.country = "DE";
  publisher.state = "D";
  publisher.common_name = "CSCA Germany";
  publisher.curve = pki::Curve::p256;
  PROOFMARK_TRY(const Signer authority, make_csca(random, now_, publisher));
  PROOFMARK_TRY(Bytes defect_list, sign_list(authority, pki::oid_defect_list, pki::oid_defect_list_signer,
                                             pki::encode_defect_list(defects), random, now_));
  trust_.publishers.push_back(authority.certificate);
  trust_.defect_lists.push_back(std::move(defect_list));

  const pki::DeviationList deviations{
      std::nullopt,
      {deviation(of(SignerKind::deviating_details_signer), pki::oid_deviation_group_hash, 11U,
                 "hashes of DG11 computed before the address was written"),
       deviation(of(SignerKind::deviating_active_key_signer), pki::oid_deviation_active_key, std::nullopt,
                 "keys of active authentication drawn by a weak generator")}};
  PROOFMARK_TRY(Bytes deviation_list, sign_list(csca_, pki::oid_deviation_list, pki::oid_deviation_list_signer,
                                                pki::encode_deviation_list(deviations), random, now_));
  trust_.deviation_lists.push_back(std::move(deviation_list));
  return {};
}

}  // namespace proofmark::card
