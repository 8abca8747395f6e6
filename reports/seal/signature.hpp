// The detached signature over an index: CMS SignedData (RFC 5652) with the attributes of CAdES level B-B (ETSI EN
// 319 122-1 section 6.3): content type, message digest, signing time, signing certificate v2.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/pki/certificate.hpp"
#include "common/pki/key.hpp"

namespace proofmark::reports {

struct SealKey {
  pki::Key key;
  pki::Certificate certificate;
  std::vector<pki::Certificate> chain;  // above the certificate, may be empty
};

// PEM files. The certificate file holds the key's certificate first; errors name the file and what is wrong with it.
[[nodiscard]] Result<SealKey> read_seal_key(const std::filesystem::path& key, const std::filesystem::path& certificate);
// The key of this installation in `folder`, made there at first use: EC P-256 with a self-signed certificate that says
// in its name that it shows integrity, not identity. Safe when two processes make it at once.
[[nodiscard]] Result<SealKey> own_seal_key(const std::filesystem::path& folder, Instant now);
[[nodiscard]] std::filesystem::path own_certificate_file(const std::filesystem::path& folder);
// Every certificate of a PEM file, at least one.
[[nodiscard]] Result<std::vector<pki::Certificate>> read_certificates(const std::filesystem::path& file);

// DER. `time` is the signing time, whole seconds.
[[nodiscard]] Result<Bytes> sign_detached(ByteView content, const SealKey& key, Instant time);

struct SealCheck {
  pki::Certificate signer;
  Instant signing_time;
  bool trusted = false;  // the certificate leads to one of `trust`, all valid at the signing time
  std::string reason;    // why not, else empty
};
// An error when the signature does not hold for `content`, or is in any other form than sign_detached gives.
[[nodiscard]] Result<SealCheck> check_detached(ByteView encoded, ByteView content,
                                               const std::vector<pki::Certificate>& trust);

}  // namespace proofmark::reports
