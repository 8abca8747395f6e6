// The Diffie-Hellman groups of ICAO 9303-11 table 6: 0, 1 and 2 (RFC 5114 sections 2.1 to 2.3), for PACE and chip
// authentication. Public keys are big-endian numbers without leading zeros (9303-11 section 9.4.4).
#pragma once
#include <memory>
#include <string>

#include "common/bytes.hpp"
#include "common/random.hpp"

namespace proofmark::emrtd {

struct DhKeyPair {
  Bytes private_key;  // big-endian
  Bytes public_key;
};

class DhDomain {
 public:
  [[nodiscard]] static Result<DhDomain> standardised(unsigned id);  // 0, 1, 2; others are an error
  // The group of a SubjectPublicKeyInfo (DER; PKCS #3, X9.42 or a standardised identifier) and, in *public_key, the
  // key. Errors: no group of the table (a made-up one could be weak), a key that is not of its subgroup.
  [[nodiscard]] static Result<DhDomain> of_public_key(ByteView subject_public_key_info, Bytes* public_key);

  [[nodiscard]] std::size_t size() const;  // bytes of the prime
  [[nodiscard]] unsigned id() const;       // of the group that this is, or was mapped from

  [[nodiscard]] Result<DhKeyPair> generate(RandomSource& random) const;      // uniform in [1, q-1]
  [[nodiscard]] Result<DhKeyPair> from_private(ByteView private_key) const;  // error: not in [1, p-2]
  // The peer's key is checked: between 2 and p-2, of the subgroup of order q (RFC 2631 section 2.1.5). The shared
  // number, size() bytes.
  [[nodiscard]] Result<Bytes> agree(ByteView private_key, ByteView peer_key) const;
  // PACE generic mapping (9303-11 section 4.4.3.3.1): generator g^s * h, where h is the mapping keys' shared number.
  [[nodiscard]] Result<DhDomain> map_generic(ByteView nonce, ByteView private_key, ByteView peer_key) const;
  // PACE integrated mapping (4.4.3.3.2): generator x^((p-1)/q), x the pseudo-random number modulo p.
  [[nodiscard]] Result<DhDomain> map_integrated(ByteView pseudo_random) const;
  [[nodiscard]] Bytes generator() const;  // size() bytes
  // X9.42 (RFC 3279 section 2.3.3), DER.
  [[nodiscard]] Result<Bytes> subject_public_key_info(ByteView public_key) const;

 private:
  struct Group;
  explicit DhDomain(std::shared_ptr<const Group> group) : group_(std::move(group)) {}
  [[nodiscard]] static Result<DhDomain> of_parameters(ByteView prime, ByteView generator);
  [[nodiscard]] Result<DhDomain> with_generator(ByteView generator) const;
  std::shared_ptr<const Group> group_;
};

}  // namespace proofmark::emrtd
