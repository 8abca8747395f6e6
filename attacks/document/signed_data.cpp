// How a security object can be signed wrongly by one who has the signer's key (RFC 5652 section 5, ICAO 9303-10 section
// 4.6.2.2).
#include "attacks/document/issuing.hpp"
#include "common/asn1/der.hpp"
#include "common/pki/cms.hpp"
#include "simulators/card/certificate_parts.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

Bytes attribute(const char* type, const Bytes& value) {
  return asn1::sequence({asn1::oid(type), asn1::set_of({value})});
}

Bytes utc_time(Instant t) {
  std::string text;
  for (const char c : to_rfc3339(std::chrono::floor<std::chrono::seconds>(t)).substr(2))
    if (c != '-' && c != ':' && c != 'T') text += c;
  return asn1::encode(asn1::kUtcTime, to_bytes(text));
}

Bytes attributes_of(ByteView object, const SodForm& form, Instant signed_at) {
  std::vector<Bytes> all;
  if (!form.content_type.empty()) all.push_back(attribute("1.2.840.113549.1.9.3", asn1::oid(form.content_type)));
  if (form.message_digest != SodForm::MessageDigest::missing) {
    const bool right = form.message_digest == SodForm::MessageDigest::right;
    const Bytes digest = pki::digest(form.digest, right ? object : object.first(object.size() - 1));
    all.push_back(attribute("1.2.840.113549.1.9.4", asn1::octet_string(digest)));
  }
  all.push_back(attribute("1.2.840.113549.1.9.5", utc_time(signed_at)));
  return asn1::set_of(all);
}

template <typename Change>
Result<ChipContent> with_form(ChipContent content, const Issuing& issuing, Change change) {
  SodForm form;
  change(form);
  return sign_again(std::move(content), issuing, form);
}

Result<ChipContent> reissue(ChipContent content, const Issuing& issuing) {
  return sign_again(std::move(content), issuing, {});
}
// The signature is over the content itself: whatever has the same type of content could be passed off.
Result<ChipContent> no_signed_attributes(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing, [](SodForm& form) { form.attributes = false; });
}
Result<ChipContent> no_content_type(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing, [](SodForm& form) { form.content_type.clear(); });
}
Result<ChipContent> other_content_type(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing, [](SodForm& form) { form.content_type = "1.2.840.113549.1.7.1"; });
}
Result<ChipContent> no_message_digest(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing,
                   [](SodForm& form) { form.message_digest = SodForm::MessageDigest::missing; });
}
Result<ChipContent> other_message_digest(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing,
                   [](SodForm& form) { form.message_digest = SodForm::MessageDigest::of_other_data; });
}
Result<ChipContent> signed_next_month(ChipContent content, const Issuing& issuing) {
  const Instant today = issuing.input.today.value_or(issuing.issuer.now());
  return with_form(std::move(content), issuing,
                   [&](SodForm& form) { form.signing_time = today + std::chrono::days(30); });
}
// Before the signer's private key may be used, and before its certificate begins.
Result<ChipContent> signed_before_the_signer(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing, [&](SodForm& form) {
    form.signing_time = issuing.signer.certificate.not_before() - std::chrono::days(30);
  });
}
Result<ChipContent> two_signer_infos(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing, [](SodForm& form) { form.signers = 2; });
}
Result<ChipContent> other_signer_named(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing, [](SodForm& form) { form.serial_said = Bytes(16, 0x4B); });
}
// The signature is made with SHA-256; its name says SHA-512.
Result<ChipContent> signature_algorithm_renamed(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing, [&](SodForm& form) {
    form.algorithm_said = card::signature_algorithm(issuing.signer.key, pki::Digest::sha512);
  });
}
Result<ChipContent> signature_by_sha1(ChipContent content, const Issuing& issuing) {
  return with_form(std::move(content), issuing, [](SodForm& form) { form.digest = pki::Digest::sha1; });
}

}  // namespace

Issuing issuing_of(const card::Profile& profile, const card::Personalisation& input, const card::IssuerPki& issuer,
                   RandomSource& random) {
  const auto civil = card::printed_record(profile, input.civil, input.today.value_or(issuer.now()));
  const std::chrono::sys_days issued{civil.date_of_issue};
  const auto kind = card::parse_signer_kind(profile.signer).value_or(card::SignerKind::document_signer);
  return {profile, input, issuer, random, issuer.signer(kind, issued), issued + std::chrono::hours{9}};
}

Result<Bytes> sign_object(ByteView object, const Issuing& issuing, const SodForm& form) {
  const card::Signer& signer = form.signer ? *form.signer : issuing.signer;
  const Bytes attributes = attributes_of(object, form, form.signing_time.value_or(issuing.signed_at));
  PROOFMARK_TRY(const Bytes signature,
                signer.key.sign_deterministic(form.digest, form.attributes ? ByteView(attributes) : object));
  Bytes implicit_attributes;
  if (form.attributes) {
    implicit_attributes = attributes;
    implicit_attributes[0] = asn1::context(0);
  }
  const Bytes digest_algorithm = asn1::sequence({asn1::oid(pki::digest_oid(form.digest))});
  const Bytes serial = form.serial_said.value_or(signer.certificate.serial());
  const Bytes algorithm = form.algorithm_said.value_or(card::signature_algorithm(signer.key, form.digest));
  std::vector<Bytes> infos;
  for (unsigned i = 0; i < form.signers; ++i)
    infos.push_back(asn1::sequence({asn1::integer(1),
                                    asn1::sequence({signer.certificate.issuer_name(), asn1::integer(ByteView(serial))}),
                                    digest_algorithm, implicit_attributes, algorithm, asn1::octet_string(signature)}));
  Bytes certificates = signer.certificate.der();
  for (const pki::Certificate& more : form.more_certificates) certificates = concat({certificates, more.der()});
  const Bytes encapsulated = asn1::sequence(
      {asn1::oid(emrtd::oid_lds_security_object), asn1::encode(asn1::context(0), asn1::octet_string(object))});
  const Bytes data = asn1::sequence({asn1::integer(3), asn1::set_of({digest_algorithm}), encapsulated,
                                     asn1::encode(asn1::context(0), certificates), asn1::set_of(infos)});
  return emrtd::encode_sod(asn1::sequence({asn1::oid("1.2.840.113549.1.7.2"), asn1::encode(asn1::context(0), data)}));
}

Result<emrtd::LdsSecurityObject> object_of(const ChipContent& content) {
  const auto sod = content.files.find(card::kEfSod);
  if (sod == content.files.end())
    return fail("document attack on EF.SOD", "EF.SOD", "none", "Sign before the file is removed.");
  PROOFMARK_TRY(const Bytes cms, emrtd::parse_sod(sod->second));
  PROOFMARK_TRY(const pki::SignedData data, pki::parse_signed_data(cms));
  PROOFMARK_TRY(emrtd::LdsSecurityObject object, emrtd::parse_lds_security_object(data.content));
  const auto digest = pki::digest_of_oid(object.digest_algorithm);
  if (!digest)
    return fail("document attack on EF.SOD", "a known hash algorithm", object.digest_algorithm,
                "Sign before it is renamed.");
  for (auto& [group, hash] : object.hashes)
    if (const auto file = content.files.find(emrtd::fid_of_data_group(group)); file != content.files.end())
      hash = pki::digest(*digest, file->second);
  return object;
}

Result<ChipContent> sign_again(ChipContent content, const Issuing& issuing, const SodForm& form) {
  PROOFMARK_TRY(const emrtd::LdsSecurityObject object, object_of(content));
  PROOFMARK_TRY(const Bytes encoded, emrtd::encode_lds_security_object(object));
  PROOFMARK_TRY(content.files[card::kEfSod], sign_object(encoded, issuing, form));
  return content;
}

std::map<std::string, IssuingFault> signed_data_faults() {
  return {{"reissue", reissue},
          {"no_signed_attributes", no_signed_attributes},
          {"no_content_type", no_content_type},
          {"other_content_type", other_content_type},
          {"no_message_digest", no_message_digest},
          {"other_message_digest", other_message_digest},
          {"signed_next_month", signed_next_month},
          {"signed_before_the_signer", signed_before_the_signer},
          {"two_signer_infos", two_signer_infos},
          {"other_signer_named", other_signer_named},
          {"signature_algorithm_renamed", signature_algorithm_renamed},
          {"signature_by_sha1", signature_by_sha1}};
}

}  // namespace proofmark::attacks::document
