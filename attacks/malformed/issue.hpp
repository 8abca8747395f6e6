// An issuer that signs whatever it is told to: EF.SOD and EF.CardSecurity under a document signer of its own making,
// with any scheme of signature and any field of certificate, security object or signer information wrong. What is
// signed is changed before the signature is made, so that the signature itself holds unless the recipe breaks it.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "attacks/malformed/edit.hpp"
#include "attacks/malformed/scheme.hpp"
#include "common/pki/folder.hpp"
#include "simulators/card/issuer.hpp"
#include "simulators/card/personalisation.hpp"

namespace proofmark::attacks::malformed {

struct SecurityObjectRecipe {
  // Schemes as parse_scheme() reads them. Both empty: the country's own document signer and authority.
  std::string scheme;              // of the security object's signature, and so the kind of the signer's key
  std::string chain;               // of the signer's certificate, by an authority whose key is of that kind
  std::string hash = "sha-256";    // of the data groups
  std::string digest = "sha-256";  // of the signed content
  unsigned signer_version = 1;
  bool by_key_identifier = false;  // the signer is named by its key's identifier, not by issuer and serial number
  std::vector<Edit> object;        // of the content, before it is signed
  std::vector<Edit> attributes;    // of the signed attributes (a SET), before they are signed
  std::vector<Edit> tbs;           // of the signer's certificate, before it is signed
  std::vector<Edit> certificate;   // after
  std::vector<Edit> message;       // of the whole ContentInfo, after all
  bool changes_certificate() const { return !scheme.empty() || !tbs.empty() || !certificate.empty(); }
};

// The country's further authorities, one for each scheme of certificates, all from one seed; and the keys of signers.
class Authorities {
 public:
  // `chains`: schemes of certificates. Keys of RSA have 3072 and 2048 bits, curves fit the digest.
  [[nodiscard]] static Result<Authorities> create(const card::IssuerPki& issuer, const std::vector<std::string>& chains,
                                                  const std::vector<std::string>& schemes, const SeededRandom& seed);
  // Their certificates and revocation lists, to be trusted beside the country's own.
  [[nodiscard]] const pki::TrustFolder& trust() const { return trust_; }

  struct Signer {
    Bytes certificate;  // DER, whether it can be parsed or not
    SigningKey key;
    Scheme scheme;
    Bytes issuer_name, serial, key_identifier;  // the latter two as they were before the certificate was changed
  };
  // `issued`: the day on which the document was made; the country's signer of that day is the pattern.
  [[nodiscard]] Result<Signer> signer(const SecurityObjectRecipe& recipe, std::chrono::sys_days issued) const;

 private:
  explicit Authorities(const card::IssuerPki& issuer) : issuer_(&issuer) {}
  [[nodiscard]] Result<void> add(const std::string& chain, const SeededRandom& seed);
  [[nodiscard]] Result<void> add_key(Scheme::Kind kind, unsigned size, const SeededRandom& seed);

  struct Authority {
    Bytes name;  // DER
    Bytes key_identifier;
    SigningKey key;
  };
  const card::IssuerPki* issuer_;
  std::map<std::string, Authority> authorities_;  // by scheme
  std::map<std::string, SigningKey> keys_;        // by kind and size
  pki::TrustFolder trust_;
};

// The chip's EF.SOD over the data groups as they are now; which groups are listed stays as it was.
[[nodiscard]] Result<void> sign_security_object(card::ChipContent& content, const SecurityObjectRecipe& recipe,
                                                const Authorities& authorities, std::chrono::sys_days issued);
// EF.CardSecurity over its infos after the recipe's changes of `object`.
[[nodiscard]] Result<void> sign_card_security(card::ChipContent& content, const SecurityObjectRecipe& recipe,
                                              const Authorities& authorities, std::chrono::sys_days issued);

}  // namespace proofmark::attacks::malformed
