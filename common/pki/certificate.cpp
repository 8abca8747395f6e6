#include "common/pki/certificate.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

#include "common/pki/openssl.hpp"
#include "common/pki/plain_ecdsa.hpp"
#include "common/pki/remembered.hpp"

namespace proofmark::pki {

namespace {

std::string written_country(const X509_NAME* name) {
  const int at = X509_NAME_get_index_by_NID(name, NID_countryName, -1);
  if (at < 0) return {};
  const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(value)),
          static_cast<std::size_t>(ASN1_STRING_length(value))};
}

std::string country_of(const X509_NAME* name) {
  std::string text = written_country(name);
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
  return text;
}

Bytes octets(const ASN1_OCTET_STRING* string) {
  if (string == nullptr) return {};
  const unsigned char* data = ASN1_STRING_get0_data(string);
  return {data, data + ASN1_STRING_length(string)};
}

tl::unexpected<Error> not_a_certificate(std::string observed) {
  return fail("RFC 5280 section 4.1", "one X.509 certificate", std::move(observed),
              "Give the certificate as the issuer published it, DER or PEM.");
}

bool key_usage(X509* certificate, std::uint32_t bit) {
  // Without the extension OpenSSL answers "everything"; 9303-12 makes it mandatory, so absence allows nothing here.
  return (X509_get_extension_flags(certificate) & EXFLAG_KUSAGE) != 0 && (X509_get_key_usage(certificate) & bit) != 0;
}

}  // namespace

Certificate Certificate::adopt(X509* raw) {
  Certificate certificate;
  certificate.certificate_ = std::shared_ptr<X509>(raw, X509_free);
  // OpenSSL fills its cache of extensions at the first question; asked here, later questions are only reads.
  X509_check_purpose(raw, -1, 0);
  ERR_clear_error();
  return certificate;
}

Result<Certificate> Certificate::from_der(ByteView der) {
  const unsigned char* at = der.data();
  X509* raw = d2i_X509(nullptr, &at, static_cast<long>(der.size()));
  if (raw == nullptr) return not_a_certificate(openssl::last_reason());
  const Certificate certificate = adopt(raw);
  if (at != der.data() + der.size()) return not_a_certificate("more bytes after it");
  PROOFMARK_CHECK(openssl::to_instant(X509_get0_notBefore(raw)));
  PROOFMARK_CHECK(openssl::to_instant(X509_get0_notAfter(raw)));
  return certificate;
}

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  const Bytes text = proofmark::to_bytes(pem);
  const openssl::Bio in = openssl::reader_of(text);
  X509* raw = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr);
  if (raw == nullptr) return not_a_certificate(openssl::last_reason());
  return from_der(adopt(raw).der());
}

Bytes Certificate::der() const {
  return openssl::der_of(get(), i2d_X509);
}

std::string Certificate::pem() const {
  const openssl::Bio out(BIO_new(BIO_s_mem()));
  if (PEM_write_bio_X509(out.get(), get()) != 1) return {};
  return to_text(openssl::content_of(out.get()));
}

std::string Certificate::subject() const {
  return openssl::name_text(X509_get_subject_name(get()));
}
std::string Certificate::issuer() const {
  return openssl::name_text(X509_get_issuer_name(get()));
}
Bytes Certificate::subject_name() const {
  return openssl::name_der(X509_get_subject_name(get()));
}
Bytes Certificate::issuer_name() const {
  return openssl::name_der(X509_get_issuer_name(get()));
}
std::string Certificate::subject_country() const {
  return country_of(X509_get_subject_name(get()));
}
std::string Certificate::issuer_country() const {
  return country_of(X509_get_issuer_name(get()));
}
Bytes Certificate::serial() const {
  return openssl::unsigned_of(X509_get0_serialNumber(get()));
}
Instant Certificate::not_before() const {
  return openssl::to_instant(X509_get0_notBefore(get())).value_or(Instant{});
}
Instant Certificate::not_after() const {
  return openssl::to_instant(X509_get0_notAfter(get())).value_or(Instant{});
}

Result<Key> Certificate::public_key() const {
  EVP_PKEY* raw = X509_get_pubkey(get());
  if (raw == nullptr)
    return fail("RFC 5280 section 4.1.2.7", "a public key of a known kind", openssl::last_reason(),
                "The certificate of " + subject() + " cannot be used.");
  const Key key = Key::adopt(raw);
  if (!key.is_ec()) return key;
  static Remembered<Key> known(256);
  const Bytes info = openssl::der_of(raw, i2d_PUBKEY);
  const Bytes id = sha256(info);
  if (const auto before = known.find(id)) return *before;
  PROOFMARK_TRY(const Key checked, Key::from_spki(info));  // refuses unknown explicit parameters
  known.keep(id, checked);
  return checked;
}

Bytes Certificate::subject_key_identifier() const {
  return octets(X509_get0_subject_key_id(get()));
}
Bytes Certificate::authority_key_identifier() const {
  return octets(X509_get0_authority_key_id(get()));
}
bool Certificate::is_ca() const {
  return (X509_get_extension_flags(get()) & EXFLAG_CA) != 0;
}
bool Certificate::self_issued() const {
  return (X509_get_extension_flags(get()) & EXFLAG_SI) != 0;
}
bool Certificate::allows_certificate_signing() const {
  return key_usage(get(), KU_KEY_CERT_SIGN);
}
bool Certificate::allows_crl_signing() const {
  return key_usage(get(), KU_CRL_SIGN);
}
bool Certificate::allows_digital_signature() const {
  return key_usage(get(), KU_DIGITAL_SIGNATURE);
}

std::vector<std::string> Certificate::extended_key_usages() const {
  std::vector<std::string> usages;
  auto* purposes = static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(get(), NID_ext_key_usage, nullptr, nullptr));
  for (int i = 0; i < sk_ASN1_OBJECT_num(purposes); ++i)
    usages.push_back(openssl::dotted(sk_ASN1_OBJECT_value(purposes, i)));
  EXTENDED_KEY_USAGE_free(purposes);
  ERR_clear_error();
  return usages;
}

std::optional<Digest> Certificate::signature_digest() const {
  const X509_ALGOR* algorithm = nullptr;
  X509_get0_signature(nullptr, &algorithm, get());
  const ASN1_OBJECT* named = nullptr;
  X509_ALGOR_get0(&named, nullptr, nullptr, algorithm);
  if (const auto plain = plain_ecdsa_digest(openssl::dotted(named))) return plain;
  int digest = NID_undef;
  if (X509_get_signature_info(get(), &digest, nullptr, nullptr, nullptr) != 1) return std::nullopt;
  return digest_of_oid(openssl::dotted(OBJ_nid2obj(digest)));
}

std::optional<Instant> Certificate::signs_until() const {
  auto* period =
      static_cast<PKEY_USAGE_PERIOD*>(X509_get_ext_d2i(get(), NID_private_key_usage_period, nullptr, nullptr));
  std::optional<Instant> until;
  if (period != nullptr && period->notAfter != nullptr) {
    const auto instant = openssl::to_instant(period->notAfter);
    if (instant) until = *instant;
  }
  PKEY_USAGE_PERIOD_free(period);
  ERR_clear_error();
  return until;
}

bool Certificate::has_bad_extensions() const {
  return (X509_get_extension_flags(get()) & (EXFLAG_INVALID | EXFLAG_CRITICAL)) != 0;
}

std::string Certificate::signer_profile_fault() const {
  if (X509_get_version(get()) != X509_VERSION_3) return "a certificate that is not of version 3";
  if (authority_key_identifier().empty()) return "no identifier of the authority's key";
  // X.509 compares names without regard to the case of letters, so that such an issuer is the authority all the same.
  const std::string country = written_country(X509_get_issuer_name(get()));
  if (country.size() != 2 || !std::all_of(country.begin(), country.end(), [](char c) { return c >= 'A' && c <= 'Z'; }))
    return "an issuer whose country is not written in two capital letters";
  const int usage = X509_get_ext_by_NID(get(), NID_key_usage, -1);
  if (usage >= 0 && X509_EXTENSION_get_critical(X509_get_ext(get(), usage)) == 0)
    return "a key usage that is not critical";
  const auto as_written = [](const ASN1_TIME* time, Instant at) {
    const auto year = std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at)).year();
    return ASN1_STRING_type(time) == (year < std::chrono::year(2050) ? V_ASN1_UTCTIME : V_ASN1_GENERALIZEDTIME);
  };
  if (!as_written(X509_get0_notBefore(get()), not_before()) || !as_written(X509_get0_notAfter(get()), not_after()))
    return "a time that is not written as RFC 5280 section 4.1.2.5 asks";
  return "";
}

bool names_chain(const Certificate& certificate, const Certificate& issuer) {
  if (X509_NAME_cmp(X509_get_issuer_name(certificate.get()), X509_get_subject_name(issuer.get())) != 0) return false;
  const Bytes wanted = certificate.authority_key_identifier();
  const Bytes offered = issuer.subject_key_identifier();
  return wanted.empty() || offered.empty() || wanted == offered;
}

Result<void> verify_signature(const Certificate& certificate, const Certificate& issuer) {
  static Remembered<bool> good(1024);
  PROOFMARK_TRY(const Key key, issuer.public_key());
  const Bytes der = certificate.der();
  return verified_once(good, der, key.spki(), [&]() -> Result<void> {
    if (auto plain = verify_plain_structure(key, der)) return *std::move(plain);
    const X509_ALGOR* outside = nullptr;
    X509_get0_signature(nullptr, &outside, certificate.get());
    if (X509_ALGOR_cmp(outside, X509_get0_tbs_sigalg(certificate.get())) != 0)
      return fail("RFC 5280 section 4.1.1.2", "one signature algorithm in both places", "two",
                  "The certificate was altered or is no certificate.");
    if (X509_verify(certificate.get(), key.get()) == 1) return {};
    return fail("RFC 5280 section 6.1.3 (a)(1)", "the signature of " + issuer.subject(), openssl::last_reason(),
                "The certificate was altered or another key signed it.");
  });
}

}  // namespace proofmark::pki
