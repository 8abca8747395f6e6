#include "common/pki/issue.hpp"

#include <openssl/x509v3.h>

#include "common/asn1/der.hpp"
#include "common/pki/certificate.hpp"
#include "common/pki/openssl.hpp"

namespace proofmark::pki {

namespace {

tl::unexpected<Error> cannot_issue(std::string expected, std::string observed) {
  return fail("ICAO 9303-12 section 7.1", std::move(expected), std::move(observed), "Correct the specification.");
}

bool add_entry(X509_NAME* name, const char* field, int type, const std::string& value) {
  return value.empty() ||
         X509_NAME_add_entry_by_txt(name, field, type, reinterpret_cast<const unsigned char*>(value.data()),
                                    static_cast<int>(value.size()), -1, 0) == 1;
}

bool fill_name(X509_NAME* name, const Name& from) {
  return add_entry(name, "C", V_ASN1_PRINTABLESTRING, from.country) &&
         add_entry(name, "O", MBSTRING_UTF8, from.organization) &&
         add_entry(name, "OU", MBSTRING_UTF8, from.organizational_unit) &&
         add_entry(name, "CN", MBSTRING_UTF8, from.common_name);
}

bool add_text_extension(X509V3_CTX& context, X509* certificate, int nid, const std::string& value) {
  const openssl::Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_der_extension(X509* certificate, const char* dotted, const Bytes& der) {
  const std::unique_ptr<ASN1_OBJECT, openssl::Deleter<ASN1_OBJECT_free>> object(OBJ_txt2obj(dotted, 1));
  const openssl::Asn1Octets value(ASN1_OCTET_STRING_new());
  if (object == nullptr || value == nullptr ||
      ASN1_OCTET_STRING_set(value.get(), der.data(), static_cast<int>(der.size())) != 1)
    return false;
  const openssl::Extension extension(X509_EXTENSION_create_by_OBJ(nullptr, object.get(), 0, value.get()));
  return extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// GeneralNames with the state's code as locality (9303-12 section 7.1.2: "countryCode" as in the MRZ).
Bytes state_names(const std::string& state) {
  const Bytes attribute = asn1::sequence({asn1::oid("2.5.4.7"), asn1::encode(asn1::kPrintableString, to_bytes(state))});
  const Bytes name = asn1::sequence({asn1::set_of({attribute})});
  return asn1::sequence({asn1::encode(asn1::context(4), name)});
}

// GeneralizedTime, whole seconds, from RFC 3339.
Bytes generalized(Instant t) {
  std::string text;
  for (const char c : to_rfc3339(std::chrono::floor<std::chrono::seconds>(t)))
    if (c != '-' && c != ':' && c != 'T') text += c;
  return to_bytes(text);
}

bool add_extensions(const CertificateSpec& spec, X509* certificate, X509* issuer) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const bool ca = spec.role == CertificateRole::country_signing_ca;
  const std::string usage = !spec.key_usage.empty() ? spec.key_usage
                            : ca                    ? "critical,keyCertSign,cRLSign"
                                                    : "critical,digitalSignature";
  bool good = add_text_extension(context, certificate, NID_subject_key_identifier, "hash") &&
              add_text_extension(context, certificate, NID_authority_key_identifier, "keyid:always") &&
              add_text_extension(context, certificate, NID_key_usage, usage);
  if (ca)
    good = good && add_text_extension(context, certificate, NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  else  // DocumentTypeList: identity cards (9303-12 section 7.1.3.2)
    good =
        good &&
        add_der_extension(
            certificate, "2.23.136.1.1.6.2",
            asn1::sequence({asn1::integer(0), asn1::set_of({asn1::encode(asn1::kPrintableString, to_bytes("ID"))})}));
  if (spec.signs_until)
    good = good && add_der_extension(certificate, "2.5.29.16",
                                     asn1::sequence({asn1::encode(0x80, generalized(spec.not_before)),
                                                     asn1::encode(0x81, generalized(*spec.signs_until))}));
  if (!spec.extended_key_usage.empty())
    good = good && add_text_extension(context, certificate, NID_ext_key_usage, spec.extended_key_usage);
  if (!spec.alternative_names.empty())
    good = good && add_text_extension(context, certificate, NID_subject_alt_name, spec.alternative_names);
  if (!spec.state.empty() && spec.alternative_names.empty())
    good = good && add_der_extension(certificate, "2.5.29.17", state_names(spec.state)) &&
           add_der_extension(certificate, "2.5.29.18", state_names(spec.state));
  if (!spec.crl_url.empty())
    good = good && add_text_extension(context, certificate, NID_crl_distribution_points, "URI:" + spec.crl_url);
  return good;
}

}  // namespace

Result<Bytes> ecdsa_algorithm(Digest digest, const Key& key) {
  if (!key.is_ec() || digest == Digest::sha1)
    return cannot_issue("ECDSA with SHA-224 or stronger", "another algorithm");
  const std::string arcs = "1.2.840.10045.4.3.";
  switch (digest) {
    case Digest::sha1:
      break;
    case Digest::sha224:
      return asn1::sequence({asn1::oid(arcs + "1")});
    case Digest::sha256:
      return asn1::sequence({asn1::oid(arcs + "2")});
    case Digest::sha384:
      return asn1::sequence({asn1::oid(arcs + "3")});
    case Digest::sha512:
      return asn1::sequence({asn1::oid(arcs + "4")});
  }
  return cannot_issue("ECDSA with SHA-224 or stronger", "another algorithm");
}

Result<Bytes> sign_structure(ByteView to_be_signed, Digest digest, const Key& key) {
  PROOFMARK_TRY(const Bytes algorithm, ecdsa_algorithm(digest, key));
  PROOFMARK_TRY(const Bytes signature, key.sign_deterministic(digest, to_be_signed));
  return asn1::sequence({to_be_signed, algorithm, asn1::bit_string(signature)});
}

Result<Certificate> issue_certificate(const CertificateSpec& spec, const Key& subject_key, const Certificate* issuer,
                                      const Key& issuer_key) {
  if (spec.serial.empty() || spec.serial.size() > 20 || spec.serial[0] == 0 || spec.serial[0] > 0x7F)
    return cannot_issue("a serial number of 1 to 20 bytes, the first 01 to 7F", to_hex(spec.serial));
  if (spec.not_after <= spec.not_before)
    return cannot_issue("an end of validity after its begin", to_rfc3339(spec.not_after));
  if (spec.subject.country.size() != 2 || spec.subject.common_name.empty())
    return cannot_issue("a subject with country and common name",
                        spec.subject.country + "/" + spec.subject.common_name);
  if (issuer == nullptr && subject_key.point() != issuer_key.point())
    return cannot_issue("one key pair in a self-signed certificate", "two");
  if (issuer != nullptr) {
    PROOFMARK_TRY(const Key certified, issuer->public_key());
    if (certified.spki() != issuer_key.spki()) return cannot_issue("the key of " + issuer->subject(), "another key");
  }
  PROOFMARK_CHECK(ecdsa_algorithm(spec.digest, issuer_key));

  // Read back from the normalised SubjectPublicKeyInfo: a key with explicit parameters is certified with its curve's
  // name.
  PROOFMARK_TRY(const Key public_key, Key::from_spki(subject_key.spki()));
  const std::unique_ptr<X509, openssl::Deleter<X509_free>> draft(X509_new());
  const openssl::Asn1Integer serial = openssl::to_asn1_integer(spec.serial);
  const openssl::Asn1Time begin = openssl::to_asn1_time(spec.not_before);
  const openssl::Asn1Time end = openssl::to_asn1_time(spec.not_after);
  X509_NAME* subject = X509_get_subject_name(draft.get());
  if (X509_set_version(draft.get(), 2) != 1 || X509_set_serialNumber(draft.get(), serial.get()) != 1 ||
      X509_set1_notBefore(draft.get(), begin.get()) != 1 || X509_set1_notAfter(draft.get(), end.get()) != 1 ||
      !fill_name(subject, spec.subject) ||
      X509_set_issuer_name(draft.get(), issuer != nullptr ? X509_get_subject_name(issuer->get()) : subject) != 1 ||
      X509_set_pubkey(draft.get(), public_key.get()) != 1 ||
      !add_extensions(spec, draft.get(), issuer != nullptr ? issuer->get() : draft.get()))
    return cannot_issue("a certificate", openssl::last_reason());
  // OpenSSL signs once to fill in the algorithm; the signature kept is the repeatable one over the same bytes.
  if (X509_sign(draft.get(), issuer_key.get(), EVP_get_digestbyname(openssl_name(spec.digest))) <= 0)
    return cannot_issue("a signature", openssl::last_reason());
  PROOFMARK_TRY(const Bytes der,
                sign_structure(openssl::der_of(draft.get(), i2d_re_X509_tbs), spec.digest, issuer_key));
  return Certificate::from_der(der);
}

}  // namespace proofmark::pki
