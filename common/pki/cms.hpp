// CMS SignedData (RFC 5652) as EF.SOD uses it (ICAO 9303-10 section 4.6.2): one signer, signed attributes.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/pki/certificate.hpp"

namespace proofmark::pki {

inline constexpr const char* kLdsSecurityObject = "2.23.136.1.1.1";

struct SignedData {
  std::string content_type;               // OID, dotted
  Bytes content;                          // eContent; empty when detached
  std::vector<Certificate> certificates;  // as carried; nothing about them is verified
  std::size_t signer_infos = 0;
  // Of the first signer.
  std::optional<Instant> signing_time;  // if it is a signed attribute
  std::string digest_algorithm;         // OID, dotted
  Bytes message_digest;                 // the signed attribute; empty when there is none
};

// Reads the structure only; verifies nothing. DER or BER, no bytes after it.
[[nodiscard]] Result<SignedData> parse_signed_data(ByteView encoded);

// There is exactly one SignerInfo, it names `signer` (issuer and serial number, or key identifier), it has signed
// attributes with the content type of the content, the message digest is that of the content, and the signature is by
// `signer`'s key. Gives the content. Whether `signer` is to be trusted is not looked at.
[[nodiscard]] Result<Bytes> verify_signed_data(ByteView encoded, const Certificate& signer);

struct SignedDataSpec {
  std::string content_type = kLdsSecurityObject;
  Bytes content;
  Digest digest = Digest::sha256;
  std::optional<Instant> signing_time;
  // With an RSA key: RSASSA-PSS with this salt and MGF1 of the same digest (RFC 4056); without it RSASSA-PKCS1-v1_5.
  std::optional<Bytes> pss_salt{};
};

// DER, with the signer's certificate inside; nonce of RFC 6979. SHA-1 only with an RSA key.
[[nodiscard]] Result<Bytes> make_signed_data(const SignedDataSpec& spec, const Certificate& signer,
                                             const Key& signer_key);

}  // namespace proofmark::pki
