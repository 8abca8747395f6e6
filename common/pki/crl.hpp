// Certificate revocation lists (RFC 5280 section 5, ICAO 9303-12 section 7.1.4).
#pragma once
#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/pki/certificate.hpp"

namespace proofmark::pki {

class Crl {
 public:
  [[nodiscard]] static Result<Crl> from_der(ByteView der);
  [[nodiscard]] static Result<Crl> from_pem(std::string_view pem);
  [[nodiscard]] static Crl adopt(X509_CRL* crl);

  [[nodiscard]] Bytes der() const;
  [[nodiscard]] std::string issuer() const;  // RFC 2253 text
  [[nodiscard]] Instant this_update() const;
  [[nodiscard]] std::optional<Instant> next_update() const;
  [[nodiscard]] std::size_t size() const;  // number of revoked certificates
  // When the serial number was revoked, if it was.
  [[nodiscard]] std::optional<Instant> revoked_at(ByteView serial) const;
  [[nodiscard]] bool issued_by(const Certificate& issuer) const;  // names only
  // A critical extension narrows what the list says (RFC 5280 section 5.2: delta lists, distribution points): one that
  // has any is not the complete list of its issuer.
  [[nodiscard]] bool has_critical_extensions() const;

  [[nodiscard]] X509_CRL* get() const { return crl_.get(); }

 private:
  std::shared_ptr<X509_CRL> crl_;
};

[[nodiscard]] Result<void> verify_signature(const Crl& crl, const Certificate& issuer);

struct RevokedEntry {
  Bytes serial;  // unsigned big-endian
  Instant revoked_at;
};

struct CrlSpec {
  std::uint64_t number = 1;  // CRL number extension
  Instant this_update;
  Instant next_update;
  std::vector<RevokedEntry> revoked;
  Digest digest = Digest::sha256;
};

[[nodiscard]] Result<Crl> issue_crl(const CrlSpec& spec, const Certificate& issuer, const Key& issuer_key);

}  // namespace proofmark::pki
