// The group in which PACE and chip authentication agree keys: an elliptic curve or a Diffie-Hellman group. Public keys
// are uncompressed points or numbers without leading zeros, as the protocols send them.
#pragma once
#include <variant>

#include "common/emrtd/dh_domain.hpp"
#include "common/emrtd/ec_domain.hpp"

namespace proofmark::emrtd {

struct KeyPair {
  Bytes private_key;
  Bytes public_key;
};

class Domain {
 public:
  Domain(EcDomain curve) : group_(std::move(curve)) {}  // NOLINT: a curve is a domain
  Domain(DhDomain group) : group_(std::move(group)) {}  // NOLINT

  // ICAO 9303-11 table 6: 0 to 2 (Diffie-Hellman) and 8 to 18 (elliptic curves). Others are an error.
  [[nodiscard]] static Result<Domain> standardised(unsigned id);
  // As EcDomain and DhDomain say; which of them the key's algorithm tells.
  [[nodiscard]] static Result<Domain> of_public_key(ByteView subject_public_key_info, Bytes* public_key);

  [[nodiscard]] bool elliptic() const { return std::holds_alternative<EcDomain>(group_); }
  [[nodiscard]] const EcDomain& curve() const { return std::get<EcDomain>(group_); }  // only when elliptic()
  // Bits of the prime: what "strongest" means among domains of one kind.
  [[nodiscard]] std::size_t bits() const;

  [[nodiscard]] Result<KeyPair> generate(RandomSource& random) const;
  [[nodiscard]] Result<KeyPair> from_private(ByteView private_key) const;
  [[nodiscard]] Result<Bytes> agree(ByteView private_key, ByteView peer_key) const;
  [[nodiscard]] Result<Domain> map_generic(ByteView nonce, ByteView private_key, ByteView peer_key) const;
  [[nodiscard]] Result<Domain> map_integrated(ByteView pseudo_random) const;
  [[nodiscard]] Bytes generator() const;
  [[nodiscard]] Result<Bytes> subject_public_key_info(ByteView public_key) const;

 private:
  std::variant<EcDomain, DhDomain> group_;
};

}  // namespace proofmark::emrtd
