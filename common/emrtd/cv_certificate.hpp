// Card-verifiable certificates of extended access control, TR-03110-3 appendix C: CVCA, document verifier and
// inspection system.
#pragma once
#include <chrono>
#include <string>

#include "common/bytes.hpp"
#include "common/pki/key.hpp"
#include "common/random.hpp"

namespace proofmark::emrtd {

enum class TerminalRole { inspection_system = 0, foreign_verifier = 1, domestic_verifier = 2, authority = 3 };

struct CvCertificate {
  std::string authority;  // certification authority reference, 8 to 16 characters
  std::string holder;     // certificate holder reference
  TerminalRole role = TerminalRole::inspection_system;
  bool reads_fingerprints = false;  // data group 3
  bool reads_irises = false;        // data group 4
  std::string protocol;             // of terminal authentication: names the signature scheme of the key
  std::chrono::year_month_day effective;
  std::chrono::year_month_day expiry;  // the last day
};

// As it was read. The key has the curve of `parent` where the certificate carries the point alone.
struct SignedCvCertificate {
  CvCertificate content;
  pki::Key key;
  Bytes body;       // whole data object 7F4E: what is signed
  Bytes signature;  // value of 5F37
};

// 7F21 { 7F4E ..., 5F37 ... }, nothing after it. `parent`: the signer's key, whose domain parameters an ECDSA key
// inherits (C.1.2); null for a CVCA certificate. Nothing is verified. Errors: structure, an unknown curve, dates that
// do not exist, another object than an inspection system's authorisation.
[[nodiscard]] Result<SignedCvCertificate> parse_cv_certificate(ByteView encoded, const pki::Key* parent);
// Signature by the signer's key under the signer's protocol, the reference to it, and the chain's rule (TR-03110-3
// section 2.3): a CVCA issues CVCA and verifier certificates, a verifier issues those of inspection systems.
[[nodiscard]] Result<void> verify_cv_certificate(const SignedCvCertificate& certificate, const CvCertificate& signer,
                                                 const pki::Key& signer_key);

// `with_parameters`: an ECDSA key with its domain parameters, as a CVCA certificate carries it.
[[nodiscard]] Result<Bytes> make_cv_certificate(const CvCertificate& content, const pki::Key& key, bool with_parameters,
                                                const CvCertificate& signer, const pki::Key& signer_key,
                                                RandomSource& random);

}  // namespace proofmark::emrtd
