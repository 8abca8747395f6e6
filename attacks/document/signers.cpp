// Certificates of document signers that are not as ICAO 9303-12 section 7.1 asks for, under the country's own
// authority, and those that a forger makes for himself.
#include "attacks/document/issuing.hpp"
#include "common/asn1/der.hpp"
#include "common/pki/cms.hpp"
#include "common/pki/rsa.hpp"
#include "simulators/card/certificate_parts.hpp"

namespace proofmark::attacks::document {
namespace {

using card::CertificateParts;
using card::ChipContent;

constexpr const char* kKeyUsage = "2.5.29.15";
constexpr const char* kKeyPeriod = "2.5.29.16";
constexpr const char* kBasicConstraints = "2.5.29.19";
constexpr const char* kAuthorityKeyIdentifier = "2.5.29.35";

Bytes name_of(const std::string& country, const std::string& common_name) {
  const auto part = [](const char* type, std::uint8_t tag, const std::string& value) {
    return asn1::set_of({asn1::sequence({asn1::oid(type), asn1::encode(tag, to_bytes(value))})});
  };
  const Bytes state = country.empty() ? Bytes{} : part("2.5.4.6", asn1::kPrintableString, country);
  return asn1::sequence({state, part("2.5.4.10", asn1::kUtf8String, "Ministry of the Interior"),
                         part("2.5.4.3", asn1::kUtf8String, common_name)});
}

Bytes generalized(Instant t) {
  std::string text;
  for (const char c : to_rfc3339(std::chrono::floor<std::chrono::seconds>(t)))
    if (c != '-' && c != ':' && c != 'T') text += c;
  return to_bytes(text);
}

// The security object signed under a certificate that the country's authority issued with this change.
template <typename Change>
Result<ChipContent> under_changed_certificate(ChipContent content, const Issuing& issuing, Change change,
                                              pki::Digest digest = pki::Digest::sha256) {
  card::Signer signer = issuing.signer;
  PROOFMARK_TRY(CertificateParts parts, CertificateParts::of(signer.certificate));
  PROOFMARK_CHECK(change(parts, signer));
  PROOFMARK_TRY(signer.certificate, parts.sign(issuing.issuer.csca().key, digest));
  SodForm form;
  form.signer = signer;
  return sign_again(std::move(content), issuing, form);
}
template <typename Change>
Result<ChipContent> under_changed_parts(ChipContent content, const Issuing& issuing, Change change) {
  return under_changed_certificate(std::move(content), issuing,
                                   [&](CertificateParts& parts, card::Signer&) -> Result<void> {
                                     change(parts);
                                     return {};
                                   });
}

Result<ChipContent> signer_unknown_extension(ChipContent content, const Issuing& issuing) {
  return under_changed_parts(std::move(content), issuing, [](CertificateParts& parts) {
    parts.set_extension("2.23.136.1.1.6.77", true, asn1::null());
  });
}
Result<ChipContent> signer_without_key_usage(ChipContent content, const Issuing& issuing) {
  return under_changed_parts(std::move(content), issuing,
                             [](CertificateParts& parts) { parts.remove_extension(kKeyUsage); });
}
Result<ChipContent> signer_is_authority(ChipContent content, const Issuing& issuing) {
  return under_changed_parts(std::move(content), issuing, [](CertificateParts& parts) {
    parts.set_extension(kBasicConstraints, true, asn1::sequence({asn1::encode(asn1::kBoolean, Bytes{0xFF})}));
  });
}
// The private key was to sign for one month, and signed later.
Result<ChipContent> signer_key_period_over(ChipContent content, const Issuing& issuing) {
  return under_changed_parts(std::move(content), issuing, [&](CertificateParts& parts) {
    const Instant end = issuing.signed_at - std::chrono::days(30);
    parts.set_extension(kKeyPeriod, false,
                        asn1::sequence({asn1::encode(0x80, generalized(end - std::chrono::days(30))),
                                        asn1::encode(0x81, generalized(end))}));
  });
}
// The issuer's name is nobody's whom anyone trusts; the key under the signature is the authority's.
Result<ChipContent> signer_under_other_name(ChipContent content, const Issuing& issuing) {
  return under_changed_parts(std::move(content), issuing, [](CertificateParts& parts) {
    parts.issuer = name_of("LT", "Country Signing Authority");
    parts.remove_extension(kAuthorityKeyIdentifier);
  });
}
Result<ChipContent> signer_under_other_key_identifier(ChipContent content, const Issuing& issuing) {
  return under_changed_parts(std::move(content), issuing, [](CertificateParts& parts) {
    const Bytes identifier = asn1::encode(asn1::context_primitive(0), Bytes(20, 0x5C));
    parts.set_extension(kAuthorityKeyIdentifier, false, asn1::sequence({identifier}));
  });
}
Result<ChipContent> signer_without_country(ChipContent content, const Issuing& issuing) {
  return under_changed_parts(std::move(content), issuing,
                             [](CertificateParts& parts) { parts.subject = name_of("", "Document Signer"); });
}
Result<ChipContent> signer_rsa_1024(ChipContent content, const Issuing& issuing) {
  return under_changed_certificate(std::move(content), issuing,
                                   [&](CertificateParts& parts, card::Signer& signer) -> Result<void> {
                                     PROOFMARK_TRY(signer.key, pki::generate_rsa(1024, issuing.random));
                                     parts.public_key = signer.key.spki();
                                     return {};
                                   });
}
Result<ChipContent> signer_certified_by_sha1(ChipContent content, const Issuing& issuing) {
  return under_changed_certificate(
      std::move(content), issuing, [](CertificateParts&, card::Signer&) -> Result<void> { return {}; },
      pki::Digest::sha1);
}
// Years after its certificate had ended: the validity is that of the two months before the document was issued.
Result<ChipContent> signer_ended_before_issue(ChipContent content, const Issuing& issuing) {
  return under_changed_parts(std::move(content), issuing, [&](CertificateParts& parts) {
    const Instant end = issuing.signed_at - std::chrono::days(1);
    parts.validity = asn1::sequence({asn1::encode(asn1::kGeneralizedTime, generalized(end - std::chrono::days(60))),
                                     asn1::encode(asn1::kGeneralizedTime, generalized(end))});
  });
}

// One bit of the authority's signature under the certificate is wrong; the certificate's own key signed the object.
Result<ChipContent> signer_certificate_altered(ChipContent content, const Issuing& issuing) {
  SodForm form;
  form.signer = issuing.signer;
  Bytes der = form.signer->certificate.der();
  der.back() ^= 0x01U;
  PROOFMARK_TRY(form.signer->certificate, pki::Certificate::from_der(der));
  return sign_again(std::move(content), issuing, form);
}

// An authority of the forger's own, with a link certificate that claims to be by the country's: all in the document.
Result<ChipContent> forged_link_in_sod(ChipContent content, const Issuing& issuing) {
  PROOFMARK_TRY(const pki::Key authority, pki::Key::generate(pki::Curve::p256, issuing.random));
  PROOFMARK_TRY(const pki::Key own, pki::Key::generate(pki::Curve::p256, issuing.random));
  PROOFMARK_TRY(CertificateParts link, CertificateParts::of(issuing.issuer.csca().certificate));
  link.subject = name_of("LT", "CSCA Lithuania 9");
  link.public_key = authority.spki();
  link.set_extension("2.5.29.14", false, asn1::octet_string(Bytes(20, 0x71)));
  PROOFMARK_TRY(const pki::Certificate forged_link, link.sign(authority, pki::Digest::sha256));
  card::Signer signer = issuing.signer;
  PROOFMARK_TRY(CertificateParts parts, CertificateParts::of(signer.certificate));
  parts.issuer = link.subject;
  parts.public_key = own.spki();
  const Bytes identifier = asn1::encode(asn1::context_primitive(0), Bytes(20, 0x71));
  parts.set_extension(kAuthorityKeyIdentifier, false, asn1::sequence({identifier}));
  PROOFMARK_TRY(signer.certificate, parts.sign(authority, pki::Digest::sha256));
  signer.key = own;
  SodForm form;
  form.signer = signer;
  form.more_certificates = {forged_link};
  return sign_again(std::move(content), issuing, form);
}

// EF.CardSecurity, and with it the chip's static key, by a signer of whom the defect list says that the keys of his
// chips are known to others; EF.SOD stays with the one in good standing.
Result<ChipContent> card_security_by_defective_signer(ChipContent content, const Issuing& issuing) {
  Bytes& file = content.master_file[card::kEfCardSecurity];
  PROOFMARK_TRY(pki::SignedData before, pki::parse_signed_data(file));
  const card::Signer& signer = issuing.issuer.signer(card::SignerKind::defect_chip_key_signer,
                                                     std::chrono::floor<std::chrono::days>(issuing.signed_at));
  pki::SignedDataSpec spec;
  spec.content_type = before.content_type;
  spec.content = std::move(before.content);
  spec.signing_time = issuing.signed_at;
  PROOFMARK_TRY(file, pki::make_signed_data(spec, signer.certificate, signer.key));
  return content;
}

}  // namespace

std::map<std::string, IssuingFault> signer_faults() {
  return {{"signer_unknown_extension", signer_unknown_extension},
          {"signer_without_key_usage", signer_without_key_usage},
          {"signer_is_authority", signer_is_authority},
          {"signer_key_period_over", signer_key_period_over},
          {"signer_under_other_name", signer_under_other_name},
          {"signer_under_other_key_identifier", signer_under_other_key_identifier},
          {"signer_without_country", signer_without_country},
          {"signer_rsa_1024", signer_rsa_1024},
          {"signer_certified_by_sha1", signer_certified_by_sha1},
          {"signer_ended_before_issue", signer_ended_before_issue},
          {"signer_certificate_altered", signer_certificate_altered},
          {"forged_link_in_sod", forged_link_in_sod},
          {"card_security_by_defective_signer", card_security_by_defective_signer}};
}

}  // namespace proofmark::attacks::document
