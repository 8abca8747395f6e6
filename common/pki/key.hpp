// Asymmetric keys: EC keys of the curves that ICAO 9303-12 allows, made from a RandomSource so that a simulated
// issuer can be repeated, and RSA public keys as real issuers have them.
#pragma once
#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/bytes.hpp"
#include "common/random.hpp"

namespace proofmark::pki {

enum class Curve { p256, p384, p521, brainpool_p256r1, brainpool_p384r1, brainpool_p512r1 };
enum class Digest { sha1, sha224, sha256, sha384, sha512 };

[[nodiscard]] const char* openssl_name(Curve curve);    // for example "brainpoolP256r1"
[[nodiscard]] const char* openssl_name(Digest digest);  // for example "SHA256"
[[nodiscard]] std::size_t field_size(Curve curve);      // bytes of a coordinate
[[nodiscard]] std::size_t digest_size(Digest digest);   // bytes
[[nodiscard]] Bytes digest(Digest algorithm, ByteView message);
[[nodiscard]] std::string digest_oid(Digest algorithm);
[[nodiscard]] std::optional<Digest> digest_of_oid(std::string_view dotted);

// A public key, or a key pair. Copies share the key; a key never changes.
class Key {
 public:
  // Scalar by rejection from `random`: the same source in the same state gives the same key.
  [[nodiscard]] static Result<Key> generate(Curve curve, RandomSource& random);
  [[nodiscard]] static Result<Key> from_scalar(Curve curve, ByteView scalar_big_endian);
  // 04 || x || y; a point that is not on the curve is refused.
  [[nodiscard]] static Result<Key> from_point(Curve curve, ByteView uncompressed);
  // SubjectPublicKeyInfo, named or explicit curve parameters, RSA too. Explicit parameters are taken only when they
  // are those of a curve that OpenSSL knows (a made-up group is refused: CVE-2020-0601).
  [[nodiscard]] static Result<Key> from_spki(ByteView der);
  [[nodiscard]] static Result<Key> from_private_pem(std::string_view pem);  // PKCS #8 or SEC 1, not encrypted
  // Takes over one reference.
  [[nodiscard]] static Key adopt(EVP_PKEY* key);

  [[nodiscard]] bool has_private() const { return private_; }
  [[nodiscard]] bool is_ec() const;
  [[nodiscard]] bool is_rsa() const;
  [[nodiscard]] std::size_t bits() const;            // of the modulus, or of an elliptic key's order
  [[nodiscard]] std::optional<Curve> curve() const;  // none for RSA and for other curves
  [[nodiscard]] Bytes point() const;                 // 04 || x || y; empty for RSA
  [[nodiscard]] Bytes spki() const;                  // DER; EC with a named curve
  // DER with explicit curve parameters, as chips carry it in DG14 and DG15 (TR-03111 section 4.1.3); EC only.
  [[nodiscard]] Result<Bytes> spki_explicit() const;
  [[nodiscard]] Result<std::string> private_pem() const;  // PKCS #8

  // ECDSA, DER Ecdsa-Sig-Value, or RSA PKCS #1 v1.5. The nonce comes from the system's generator.
  [[nodiscard]] Result<Bytes> sign(Digest algorithm, ByteView message) const;
  // ECDSA with the nonce of RFC 6979: the same key and message give the same bytes. For what has to be repeatable.
  [[nodiscard]] Result<Bytes> sign_deterministic(Digest algorithm, ByteView message) const;
  // The same over a digest that the caller computed; EC alone. `algorithm` is that of the digest and of the nonce.
  [[nodiscard]] Result<Bytes> sign_digest(Digest algorithm, ByteView hash) const;
  // An error when the signature is not that of this key over the message.
  [[nodiscard]] Result<void> verify(Digest algorithm, ByteView message, ByteView signature) const;
  // ECDH: the shared x coordinate, field_size bytes (TR-03111 section 4.3.1). Both keys on the same curve.
  [[nodiscard]] Result<Bytes> agree(const Key& peer) const;

  [[nodiscard]] EVP_PKEY* get() const { return key_.get(); }

 private:
  Key() = default;
  std::shared_ptr<EVP_PKEY> key_;
  bool private_ = false;
};

// Ecdsa-Sig-Value <-> plain r || s, each `size` bytes (TR-03111 section 5.2).
[[nodiscard]] Result<Bytes> ecdsa_to_plain(ByteView der, std::size_t size);
[[nodiscard]] Result<Bytes> ecdsa_from_plain(ByteView plain);

}  // namespace proofmark::pki
