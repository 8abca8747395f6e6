// X.509 certificates (RFC 5280) in the profile of ICAO 9303-12 section 7: parsing, building, one signature check.
// Which certificate to trust is not decided here; that is the policy of the one who inspects.
#pragma once
#include <openssl/types.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/pki/key.hpp"

namespace proofmark::pki {

class Certificate {
 public:
  [[nodiscard]] static Result<Certificate> from_der(ByteView der);  // exactly one certificate, no bytes after it
  [[nodiscard]] static Result<Certificate> from_pem(std::string_view pem);
  [[nodiscard]] static Certificate adopt(X509* certificate);  // takes over one reference

  [[nodiscard]] Bytes der() const;
  [[nodiscard]] std::string pem() const;
  [[nodiscard]] std::string subject() const;  // RFC 2253 text, for people
  [[nodiscard]] std::string issuer() const;
  [[nodiscard]] Bytes subject_name() const;  // DER of the Name, canonical comparison is same_name()
  [[nodiscard]] Bytes issuer_name() const;
  [[nodiscard]] std::string subject_country() const;  // upper case, "" when absent
  [[nodiscard]] std::string issuer_country() const;
  [[nodiscard]] Bytes serial() const;  // unsigned, big-endian, no leading zeros
  [[nodiscard]] Instant not_before() const;
  [[nodiscard]] Instant not_after() const;
  [[nodiscard]] bool valid_at(Instant t) const { return not_before() <= t && t <= not_after(); }
  [[nodiscard]] Result<Key> public_key() const;
  [[nodiscard]] Bytes subject_key_identifier() const;    // empty when absent
  [[nodiscard]] Bytes authority_key_identifier() const;  // empty when absent
  [[nodiscard]] bool is_ca() const;                      // basicConstraints cA true
  [[nodiscard]] bool self_issued() const;
  // keyUsage bits; false when the extension is absent (9303-12 makes it mandatory).
  [[nodiscard]] bool allows_certificate_signing() const;
  [[nodiscard]] bool allows_crl_signing() const;
  [[nodiscard]] bool allows_digital_signature() const;
  // Object identifiers of extKeyUsage, dotted; empty when the extension is absent.
  [[nodiscard]] std::vector<std::string> extended_key_usages() const;
  // The digest of the issuer's signature, of RSASSA-PSS too; nothing when it is not known here.
  [[nodiscard]] std::optional<Digest> signature_digest() const;
  // End of the private key usage period (9303-12 section 7.1), where the extension names it.
  [[nodiscard]] std::optional<Instant> signs_until() const;
  // X509v3 parsing found an extension it cannot read, or an unknown critical one.
  [[nodiscard]] bool has_bad_extensions() const;
  // What ICAO 9303-12 tables 3 and 5 ask of a document signer's certificate beside its key usage: version 3, the
  // identifier of the authority's key, an issuer whose country is two capital letters, key usage as a critical
  // extension, times as RFC 5280 section 4.1.2.5 writes them. Empty when it is so, else the first thing that is not.
  [[nodiscard]] std::string signer_profile_fault() const;

  [[nodiscard]] X509* get() const { return certificate_.get(); }

 private:
  std::shared_ptr<X509> certificate_;
};

// Names chain: the issuer name of `certificate` is the subject name of `issuer` (RFC 5280 section 7.1 comparison), and
// the key identifiers agree where both are there.
[[nodiscard]] bool names_chain(const Certificate& certificate, const Certificate& issuer);
// The signature of `certificate` is by the key of `issuer`. Looks at nothing else.
[[nodiscard]] Result<void> verify_signature(const Certificate& certificate, const Certificate& issuer);

struct Name {
  std::string country;  // two letters, written as PrintableString (9303-12 section 7.1.1)
  std::string organization;
  std::string organizational_unit;  // left out when empty
  std::string common_name;
};

enum class CertificateRole {
  country_signing_ca,  // 9303-12 table 5: CA true, path length 0, keyCertSign and cRLSign
  document_signer,     // digitalSignature, document types ID
};

struct CertificateSpec {
  CertificateRole role = CertificateRole::document_signer;
  Name subject;
  Bytes serial;  // 1 to 20 bytes, first byte 0x01..0x7F
  Instant not_before;
  Instant not_after;
  std::string crl_url;  // CRL distribution point; left out when empty
  std::string state;  // three-letter code in the alternative names (9303-12 section 7.1.2), "LTU"; left out when empty
  std::optional<Instant> signs_until;  // end of the private key usage period; left out when empty
  Digest digest = Digest::sha256;
  std::string key_usage{};           // "critical,keyEncipherment" in OpenSSL's words; empty: the role's own
  std::string alternative_names{};   // "IP:127.0.0.1,DNS:localhost"; takes the place of `state`'s
  std::string extended_key_usage{};  // likewise, object identifiers dotted; left out when empty
};

// `issuer` empty: self-signed by `issuer_key`, which must then be the pair of `subject_key`. The signature's nonce is
// that of RFC 6979, so the same input gives the same bytes.
[[nodiscard]] Result<Certificate> issue_certificate(const CertificateSpec& spec, const Key& subject_key,
                                                    const Certificate* issuer, const Key& issuer_key);

}  // namespace proofmark::pki
