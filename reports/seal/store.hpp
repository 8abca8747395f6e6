// What seal and timestamp have in common. Private to reports/seal.
#pragma once
#include <openssl/x509_vfy.h>

#include <memory>
#include <vector>

#include "common/pki/certificate.hpp"
#include "common/pki/openssl.hpp"

namespace proofmark::reports {

inline void free_certificates(STACK_OF(X509) * stack) {
  sk_X509_pop_free(stack, X509_free);
}
using CertificateStack = std::unique_ptr<STACK_OF(X509), pki::openssl::Deleter<free_certificates>>;
using Store = std::unique_ptr<X509_STORE, pki::openssl::Deleter<X509_STORE_free>>;

enum class Purpose { seal, timestamp };
// A chain may end at any of `trust`, whether or not it is a root, and is judged at `time`.
[[nodiscard]] Result<Store> store_of(const std::vector<pki::Certificate>& trust, Instant time, Purpose purpose);

// The SignedData holds nothing that no signature covers and that OpenSSL does not look at: versions as RFC 5652
// sections 5.1 and 5.3 demand, no unsigned attributes, no revocation data, names and algorithms in one form only. A
// changed bit there would go unseen. `version` is 1 for plain data, 3 for a timestamp token.
[[nodiscard]] Result<void> refuse_unsigned(ByteView signed_data, const pki::Certificate& signer, std::uint64_t version);

}  // namespace proofmark::reports
