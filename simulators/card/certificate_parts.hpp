// A certificate taken apart and signed anew, so that it can be what an issuer in good order never makes (RFC 5280
// section 4.1).
#pragma once
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/pki/certificate.hpp"
#include "common/pki/key.hpp"

namespace proofmark::card {

// AlgorithmIdentifier of a signature by this key, DER: ECDSA (RFC 5758 section 3.2, with SHA-1 too) or
// RSASSA-PKCS1-v1_5 (RFC 4055 section 5).
[[nodiscard]] Bytes signature_algorithm(const pki::Key& key, pki::Digest digest);

// The fields of TBSCertificate, each whole DER. The algorithm is written when it is signed.
struct CertificateParts {
  Bytes version, serial, issuer, validity, subject, public_key;
  std::vector<Bytes> extensions;  // each an Extension

  [[nodiscard]] static Result<CertificateParts> of(const pki::Certificate& certificate);
  void remove_extension(const std::string& oid);
  // Replaces the extension where there is one; `value` is what stands in the octet string.
  void set_extension(const std::string& oid, bool critical, ByteView value);
  // The nonce is that of RFC 6979: the same input gives the same bytes.
  [[nodiscard]] Result<pki::Certificate> sign(const pki::Key& issuer_key, pki::Digest digest) const;
};

}  // namespace proofmark::card
