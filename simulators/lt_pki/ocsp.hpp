// The status of a certificate on request, RFC 6960: DER request in, DER response out. The order leaves the form of the
// answer open; what is chosen here is said at each place.
#pragma once
#include <optional>
#include <vector>

#include "common/clock.hpp"
#include "simulators/lt_pki/hierarchy.hpp"

namespace proofmark::lt_pki {

struct CertificateId {
  Bytes whole;  // DER, for the answer to repeat
  pki::Digest algorithm = pki::Digest::sha1;
  Bytes name_hash, key_hash;
  Bytes serial;  // unsigned, big-endian

  // Made by this authority (RFC 6960 section 4.1.1).
  [[nodiscard]] bool issued_by(const Authority& authority) const;
};

struct StatusQuery {
  std::vector<CertificateId> certificates;  // 1 to 64
  std::optional<Bytes> nonce;               // 1 to 32 bytes (RFC 8954)
};
// Strict DER, version 1. A signature of the asker is not looked at: everybody may ask.
[[nodiscard]] Result<StatusQuery> parse_query(ByteView der);

enum class AnswerKind { good, revoked, unknown };
struct StatusAnswer {
  CertificateId certificate;
  AnswerKind kind = AnswerKind::unknown;
  Instant revoked_at;  // when revoked
  int reason = 0;      // CRLReason; 0 is left out
};

enum class QueryError : std::uint8_t { malformed = 1, internal = 2, unauthorized = 6 };
[[nodiscard]] Bytes error_response(QueryError error);
// thisUpdate is `now`; no nextUpdate, since newer information is there at any time (RFC 6960 section 4.2.2.1).
[[nodiscard]] Result<Bytes> make_response(Scheme scheme, const Authority& signer, Instant now,
                                          const std::vector<StatusAnswer>& answers, const std::optional<Bytes>& nonce,
                                          RandomSource& salts);

}  // namespace proofmark::lt_pki
