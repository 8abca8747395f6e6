// Elliptic-curve groups as PACE and chip authentication need them: standardised domain parameters, a generator that
// PACE maps, key pairs as plain numbers, and key agreement. Points are uncompressed (04 X Y, TR-03111 section 3.2.1).
#pragma once
#include <memory>
#include <string>

#include "common/bytes.hpp"
#include "common/random.hpp"

struct ec_group_st;  // OpenSSL's EC_GROUP and EC_POINT
struct ec_point_st;

namespace proofmark::emrtd {

struct EcKeyPair {
  Bytes private_key;   // big-endian, field_size() bytes
  Bytes public_point;  // uncompressed
};

class EcDomain {
 public:
  // Standardised domain parameters of ICAO 9303-11 table 6: 8 to 18 (13 is brainpoolP256r1). Others are an error.
  [[nodiscard]] static Result<EcDomain> standardised(unsigned id);
  // By OpenSSL's short name, "brainpoolP256r1".
  [[nodiscard]] static Result<EcDomain> named(const std::string& name);
  // The group of a SubjectPublicKeyInfo (DER) and, in *point, its public point. Explicit parameters are taken only when
  // they are those of a known curve: an unknown curve could be weak.
  [[nodiscard]] static Result<EcDomain> of_public_key(ByteView subject_public_key_info, Bytes* point);

  [[nodiscard]] std::size_t field_size() const;  // bytes of a coordinate
  [[nodiscard]] std::string curve_name() const;  // OpenSSL's short name; that of the base curve for a mapped group

  [[nodiscard]] Result<EcKeyPair> generate(RandomSource& random) const;      // uniform in [1, n-1]
  [[nodiscard]] Result<EcKeyPair> from_private(ByteView private_key) const;  // error: not in [1, n-1]
  // The peer's point is checked: on the curve, not infinity. The shared point's x coordinate, field_size() bytes
  // (TR-03111 section 4.3.1).
  [[nodiscard]] Result<Bytes> agree(ByteView private_key, ByteView peer_point) const;
  // PACE generic mapping (ICAO 9303-11 section 4.4.3.3.1): the same curve with generator s*G + H, where H is the shared
  // point of the two mapping keys.
  [[nodiscard]] Result<EcDomain> map_generic(ByteView nonce, ByteView private_key, ByteView peer_point) const;
  // PACE integrated mapping (4.4.3.3.2): the same curve with the point that appendix B.2 encodes the pseudo-random
  // number to, taken modulo the field's prime. Errors: a prime that is 1 modulo 4 (P-224), for which it is not defined.
  [[nodiscard]] Result<EcDomain> map_integrated(ByteView pseudo_random) const;
  [[nodiscard]] Bytes generator() const;  // uncompressed

  // Chip authentication mapping (4.4.3.5): the chip's data static^-1 * mapping mod n, field_size() bytes, and how a
  // terminal checks it: data * static public key is the mapping public key.
  [[nodiscard]] Result<Bytes> chip_authentication_data(ByteView static_private, ByteView mapping_private) const;
  [[nodiscard]] Result<Bytes> multiply(ByteView scalar, ByteView point) const;  // uncompressed

  // With the named curve; DER.
  [[nodiscard]] Result<Bytes> subject_public_key_info(ByteView point) const;

 private:
  [[nodiscard]] Result<EcDomain> with_generator(const ec_point_st* point) const;
  explicit EcDomain(std::shared_ptr<ec_group_st> group) : group_(std::move(group)) {}
  std::shared_ptr<ec_group_st> group_;
};

}  // namespace proofmark::emrtd
