// Authorities whose certificates or revocation lists an inspection must not rely on, and the one whose link certificate
// it may (ICAO 9303-12 sections 3, 6.2 and 7.1).
#include "common/asn1/der.hpp"
#include "simulators/card/authority.hpp"
#include "simulators/card/certificate_parts.hpp"

namespace proofmark::card {

namespace {

using namespace authority;
using std::chrono::floor;

constexpr const char* kBasicConstraints = "2.5.29.19";

Result<void> sign_with(Signer& authority, const char* extension, ByteView value) {
  PROOFMARK_TRY(CertificateParts parts, CertificateParts::of(authority.certificate));
  parts.set_extension(extension, true, value);
  PROOFMARK_TRY(authority.certificate, parts.sign(authority.key, pki::Digest::sha384));
  return {};
}

// The list with deltaCRLIndicator (RFC 5280 section 5.2.4): it holds what changed since another list, and says so
// critically.
Result<pki::Crl> partial(const pki::Crl& list, const pki::Key& key) {
  const Bytes der = list.der();
  PROOFMARK_TRY(const ByteView outer, asn1::read_whole(der, asn1::kSequence));
  asn1::Reader signed_part(outer);
  PROOFMARK_TRY(const asn1::Element tbs, signed_part.next(asn1::kSequence));
  const Bytes indicator = asn1::sequence(
      {asn1::oid("2.5.29.27"), asn1::encode(asn1::kBoolean, Bytes{0xFF}), asn1::octet_string(asn1::integer(1))});
  asn1::Reader reader(tbs.content);
  Bytes fields;
  while (!reader.at_end()) {
    PROOFMARK_TRY(const asn1::Element field, reader.next());
    if (field.tag != asn1::context(0)) {
      fields = concat({fields, field.whole});
      continue;
    }
    PROOFMARK_TRY(const ByteView extensions, asn1::read_whole(field.content, asn1::kSequence));
    const Bytes longer = asn1::sequence({extensions, indicator});
    fields = concat({fields, asn1::encode(asn1::context(0), longer)});
  }
  const Bytes whole = asn1::encode(asn1::kSequence, fields);
  PROOFMARK_TRY(const Bytes signature, key.sign_deterministic(pki::Digest::sha384, whole));
  return pki::Crl::from_der(
      asn1::sequence({whole, signature_algorithm(key, pki::Digest::sha384), asn1::bit_string(signature)}));
}

}  // namespace

Result<void> IssuerPki::add_odd_authority(SignerKind kind, const SeededRandom& seed) {
  const sys_days today = floor<days>(now_);
  const auto number = static_cast<std::uint64_t>(kind);
  SeededRandom random = seed.derive("authority", number);
  Oddity oddity;
  oddity.common_name = "CSCA Lithuania " + std::to_string(number);
  oddity.curve = pki::Curve::p256;  // quick: every run of every program makes them
  if (kind == SignerKind::future_csca_signer) oddity.not_before = today + days{30};
  if (kind == SignerKind::foreign_authority_signer) {
    oddity.country = "LV";
    oddity.state = "LVA";
    oddity.common_name = "CSCA Latvia " + std::to_string(number);
  }
  if (kind == SignerKind::no_list_right_signer) oddity.key_usage = "critical,keyCertSign";
  PROOFMARK_TRY(Signer above, make_csca(random, now_, oddity));
  if (kind == SignerKind::critical_csca_signer) {
    PROOFMARK_CHECK(sign_with(above, "2.23.136.1.1.6.77", asn1::null()));
  }
  if (kind == SignerKind::no_ca_csca_signer) {
    PROOFMARK_CHECK(sign_with(above, kBasicConstraints, asn1::sequence({})));
  }
  PROOFMARK_TRY(Signer below, make_document_signer(&above, random, now_, kYears / 2, all_years(now_)));

  // What a service gets is the link certificate: the new key under the country's signature, or under another's.
  pki::Certificate known = above.certificate;
  if (kind == SignerKind::linked_signer || kind == SignerKind::forged_link_signer) {
    PROOFMARK_TRY(known, pki::issue_certificate(csca_spec(serial_number(random), now_, oddity), above.key,
                                                &csca_.certificate, csca_.key));
  }
  if (kind == SignerKind::forged_link_signer) {
    PROOFMARK_TRY(const pki::Key other, pki::Key::generate(pki::Curve::p256, random));
    PROOFMARK_TRY(const CertificateParts parts, CertificateParts::of(known));
    PROOFMARK_TRY(known, parts.sign(other, pki::Digest::sha384));
  }
  trust_.csca.push_back(known);

  pki::CrlSpec spec = list_of(now_);
  if (kind == SignerKind::future_list_signer) {
    spec.this_update = today + days{2};
    spec.next_update = spec.this_update + days{90};
  }
  if (kind == SignerKind::stale_revoked_signer) {
    spec.this_update -= days{120};
    spec.next_update -= days{120};
    spec.revoked.push_back({below.certificate.serial(), spec.this_update - days{20}});
  }
  PROOFMARK_TRY(pki::Crl list, pki::issue_crl(spec, above.certificate, above.key));
  if (kind == SignerKind::partial_list_signer) {
    PROOFMARK_TRY(list, partial(list, above.key));
  }
  trust_.crls.push_back(std::move(list));
  signers_[kind].push_back(std::move(below));
  return {};
}

}  // namespace proofmark::card
