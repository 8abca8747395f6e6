#include "common/pki/crl.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "common/pki/issue.hpp"
#include "common/pki/openssl.hpp"
#include "common/pki/plain_ecdsa.hpp"
#include "common/pki/remembered.hpp"

namespace proofmark::pki {

namespace {

tl::unexpected<Error> not_a_list(std::string observed) {
  return fail("RFC 5280 section 5.1", "one certificate revocation list", std::move(observed),
              "Give the list as the issuer published it, DER or PEM.");
}

tl::unexpected<Error> cannot_issue(std::string observed) {
  return fail("ICAO 9303-12 section 7.1.4", "a revocation list", std::move(observed), "Correct the specification.");
}

}  // namespace

Crl Crl::adopt(X509_CRL* raw) {
  Crl crl;
  crl.crl_ = std::shared_ptr<X509_CRL>(raw, X509_CRL_free);
  return crl;
}

Result<Crl> Crl::from_der(ByteView der) {
  const unsigned char* at = der.data();
  X509_CRL* raw = d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size()));
  if (raw == nullptr) return not_a_list(openssl::last_reason());
  const Crl crl = adopt(raw);
  if (at != der.data() + der.size()) return not_a_list("more bytes after it");
  PROOFMARK_CHECK(openssl::to_instant(X509_CRL_get0_lastUpdate(raw)));
  if (X509_CRL_get0_nextUpdate(raw) != nullptr) {
    PROOFMARK_CHECK(openssl::to_instant(X509_CRL_get0_nextUpdate(raw)));
  }
  return crl;
}

Result<Crl> Crl::from_pem(std::string_view pem) {
  const Bytes text = proofmark::to_bytes(pem);
  const openssl::Bio in = openssl::reader_of(text);
  X509_CRL* raw = PEM_read_bio_X509_CRL(in.get(), nullptr, nullptr, nullptr);
  if (raw == nullptr) return not_a_list(openssl::last_reason());
  return from_der(adopt(raw).der());
}

Bytes Crl::der() const {
  return openssl::der_of(get(), i2d_X509_CRL);
}
std::string Crl::issuer() const {
  return openssl::name_text(X509_CRL_get_issuer(get()));
}
Instant Crl::this_update() const {
  return openssl::to_instant(X509_CRL_get0_lastUpdate(get())).value_or(Instant{});
}

std::optional<Instant> Crl::next_update() const {
  const ASN1_TIME* time = X509_CRL_get0_nextUpdate(get());
  if (time == nullptr) return std::nullopt;
  return openssl::to_instant(time).value_or(Instant{});
}

std::size_t Crl::size() const {
  const int n = sk_X509_REVOKED_num(X509_CRL_get_REVOKED(get()));
  return n < 0 ? 0 : static_cast<std::size_t>(n);
}

std::optional<Instant> Crl::revoked_at(ByteView serial) const {
  const openssl::Asn1Integer number = openssl::to_asn1_integer(serial);
  X509_REVOKED* entry = nullptr;
  // 2 is an entry with the reason removeFromCRL, which lifts a hold.
  if (number == nullptr || X509_CRL_get0_by_serial(get(), &entry, number.get()) != 1) return std::nullopt;
  return openssl::to_instant(X509_REVOKED_get0_revocationDate(entry)).value_or(Instant{});
}

bool Crl::issued_by(const Certificate& issuer) const {
  return X509_NAME_cmp(X509_CRL_get_issuer(get()), X509_get_subject_name(issuer.get())) == 0;
}

bool Crl::has_critical_extensions() const {
  return X509_CRL_get_ext_by_critical(get(), 1, -1) >= 0;
}

Result<void> verify_signature(const Crl& crl, const Certificate& issuer) {
  static Remembered<bool> good(64);
  PROOFMARK_TRY(const Key key, issuer.public_key());
  const Bytes der = crl.der();
  return verified_once(good, der, key.spki(), [&]() -> Result<void> {
    if (auto plain = verify_plain_structure(key, der)) return *std::move(plain);
    if (X509_CRL_verify(crl.get(), key.get()) == 1) return {};
    return fail("RFC 5280 section 6.3.3 (g)", "the signature of " + issuer.subject(), openssl::last_reason(),
                "The list was altered or another key signed it; fetch it again.");
  });
}

Result<Crl> issue_crl(const CrlSpec& spec, const Certificate& issuer, const Key& issuer_key) {
  if (spec.next_update <= spec.this_update) return cannot_issue("a next update that is not after this one");
  PROOFMARK_TRY(const Key certified, issuer.public_key());
  if (certified.spki() != issuer_key.spki()) return cannot_issue("a key that is not that of " + issuer.subject());
  PROOFMARK_CHECK(ecdsa_algorithm(spec.digest, issuer_key));

  const std::unique_ptr<X509_CRL, openssl::Deleter<X509_CRL_free>> draft(X509_CRL_new());
  const openssl::Asn1Time begin = openssl::to_asn1_time(spec.this_update);
  const openssl::Asn1Time end = openssl::to_asn1_time(spec.next_update);
  if (X509_CRL_set_version(draft.get(), 1) != 1 ||
      X509_CRL_set_issuer_name(draft.get(), X509_get_subject_name(issuer.get())) != 1 ||
      X509_CRL_set1_lastUpdate(draft.get(), begin.get()) != 1 || X509_CRL_set1_nextUpdate(draft.get(), end.get()) != 1)
    return cannot_issue(openssl::last_reason());
  for (const RevokedEntry& entry : spec.revoked) {
    openssl::Revoked revoked(X509_REVOKED_new());
    const openssl::Asn1Integer serial = openssl::to_asn1_integer(entry.serial);
    const openssl::Asn1Time date = openssl::to_asn1_time(entry.revoked_at);
    if (X509_REVOKED_set_serialNumber(revoked.get(), serial.get()) != 1 ||
        X509_REVOKED_set_revocationDate(revoked.get(), date.get()) != 1 ||
        X509_CRL_add0_revoked(draft.get(), revoked.get()) != 1)
      return cannot_issue(openssl::last_reason());
    static_cast<void>(revoked.release());  // the list owns it now
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.get(), nullptr, nullptr, draft.get(), 0);
  const openssl::Extension authority(
      X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid:always"));
  Bytes big_endian;
  for (unsigned shift = 64; shift > 0; shift -= 8)
    big_endian.push_back(static_cast<std::uint8_t>(spec.number >> (shift - 8)));
  const openssl::Asn1Integer number = openssl::to_asn1_integer(big_endian);
  if (authority == nullptr || X509_CRL_add_ext(draft.get(), authority.get(), -1) != 1 ||
      X509_CRL_add1_ext_i2d(draft.get(), NID_crl_number, number.get(), 0, 0) != 1 || X509_CRL_sort(draft.get()) != 1 ||
      X509_CRL_sign(draft.get(), issuer_key.get(), EVP_get_digestbyname(openssl_name(spec.digest))) <= 0)
    return cannot_issue(openssl::last_reason());
  PROOFMARK_TRY(const Bytes der,
                sign_structure(openssl::der_of(draft.get(), i2d_re_X509_CRL_tbs), spec.digest, issuer_key));
  return Crl::from_der(der);
}

}  // namespace proofmark::pki
