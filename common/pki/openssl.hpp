// Owning pointers for OpenSSL's types, and its error queue as text. Private to common/pki.
#pragma once
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/cms.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>

#include "common/bytes.hpp"
#include "common/clock.hpp"

namespace proofmark::pki::openssl {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

using Bignum = std::unique_ptr<BIGNUM, Deleter<BN_clear_free>>;
using BignumContext = std::unique_ptr<BN_CTX, Deleter<BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Deleter<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Deleter<EC_POINT_clear_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, Deleter<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Deleter<EVP_MD_CTX_free>>;
using Bio = std::unique_ptr<BIO, Deleter<BIO_free_all>>;
using Cms = std::unique_ptr<CMS_ContentInfo, Deleter<CMS_ContentInfo_free>>;
using Asn1Integer = std::unique_ptr<ASN1_INTEGER, Deleter<ASN1_INTEGER_free>>;
using Asn1Time = std::unique_ptr<ASN1_TIME, Deleter<ASN1_TIME_free>>;
using Asn1Octets = std::unique_ptr<ASN1_OCTET_STRING, Deleter<ASN1_OCTET_STRING_free>>;
using Revoked = std::unique_ptr<X509_REVOKED, Deleter<X509_REVOKED_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Deleter<X509_EXTENSION_free>>;

// Empties the thread's error queue; the reason of the newest entry, or "no reason given".
[[nodiscard]] std::string last_reason();

[[nodiscard]] Bignum to_bignum(ByteView unsigned_big_endian);
[[nodiscard]] Bytes to_bytes(const BIGNUM* number, std::size_t size);
[[nodiscard]] Bio reader_of(ByteView bytes);
[[nodiscard]] Bytes content_of(BIO* memory);
[[nodiscard]] Bytes unsigned_of(const ASN1_INTEGER* number);  // big-endian, no leading zeros
[[nodiscard]] Asn1Integer to_asn1_integer(ByteView unsigned_big_endian);
[[nodiscard]] Asn1Time to_asn1_time(Instant t);  // whole seconds; UTCTime until 2049 (RFC 5280 section 4.1.2.5)
[[nodiscard]] std::string name_text(const X509_NAME* name);  // RFC 2253
[[nodiscard]] Bytes name_der(const X509_NAME* name);

// The DER of an object by its i2d function; empty on failure.
template <typename T, typename Function>
[[nodiscard]] Bytes der_of(T* object, Function encode) {
  unsigned char* raw = nullptr;
  const int n = encode(object, &raw);
  if (n <= 0) return {};
  Bytes out(raw, raw + n);
  OPENSSL_free(raw);
  return out;
}

// The time, or nothing when the field does not hold one.
[[nodiscard]] Result<Instant> to_instant(const ASN1_TIME* time);

// The object identifier in dotted form.
[[nodiscard]] std::string dotted(const ASN1_OBJECT* object);

}  // namespace proofmark::pki::openssl
