#include "attacks/malformed/issue.hpp"

#include <openssl/evp.h>

#include "common/asn1/der.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/pki/cms.hpp"

namespace proofmark::attacks::malformed {
namespace {

// Fields of a TBSCertificate of version 3 (RFC 5280 section 4.1) and of its extensions.
constexpr const char* kSerial = "30/02";
constexpr const char* kAlgorithm = "30/30";
constexpr const char* kIssuer = "30/30.1";
constexpr const char* kSubject = "30/30.3";
constexpr const char* kPublicKey = "30/30.4";
constexpr const char* kKeyIdentifier = "30/A3/30/30[0603551D0E]/04";
constexpr const char* kAuthorityKeyIdentifier = "30/A3/30/30[0603551D23]/04";

unsigned curve_for(const std::string& digest, bool authority) {
  if (digest == "sha-384") return 16;
  if (digest == "sha-512") return 17;
  return digest == "sha-224" && !authority ? 11 : 13;
}

unsigned key_size(const Scheme& scheme, bool authority) {
  if (scheme.kind == Scheme::Kind::dsa) return 2;  // p of 2048 bits, q of 256
  if (scheme.kind == Scheme::Kind::rsa || scheme.kind == Scheme::Kind::rsa_pss) return authority ? 3072 : 2048;
  return curve_for(scheme.digest, authority);
}

std::string key_name(Scheme::Kind kind, unsigned size) {
  if (kind == Scheme::Kind::dsa) return "dsa";
  const bool rsa = kind == Scheme::Kind::rsa || kind == Scheme::Kind::rsa_pss;
  return (rsa ? "rsa " : "ec ") + std::to_string(size);
}

Bytes name_attribute(const char* oid, std::uint8_t type, const std::string& text) {
  return asn1::set_of({asn1::sequence({asn1::oid(oid), asn1::encode(type, to_bytes(text))})});
}
Bytes authority_name(const std::string& common_name) {
  return asn1::sequence({name_attribute("2.5.4.6", asn1::kPrintableString, "LT"),
                         name_attribute("2.5.4.10", asn1::kUtf8String, "Ministry of the Interior"),
                         name_attribute("2.5.4.3", asn1::kUtf8String, common_name)});
}

Bytes identifier_of(ByteView public_key_info) {
  Bytes hash = sha256(public_key_info);
  hash.resize(20);
  return hash;
}

Edit whole(const char* at, Bytes hex) {
  return {at, Edit::Do::whole, std::move(hex), 0, 0};
}
Edit value(const char* at, Bytes hex) {
  return {at, Edit::Do::value, std::move(hex), 0, 0};
}

Bytes authority_key_identifier(ByteView key_identifier) {
  return asn1::sequence({asn1::encode(asn1::context_primitive(0), key_identifier)});
}

Result<Bytes> tbs_of(const pki::Certificate& certificate) {
  return element_at("30/30", certificate.der());
}

Result<Bytes> signed_structure(ByteView tbs, const Scheme& scheme, const SigningKey& key) {
  PROOFMARK_TRY(const Bytes signature, key.sign(scheme, tbs));
  return asn1::sequence({tbs, algorithm_identifier(scheme), asn1::bit_string(signature)});
}

Bytes utc_time(Instant t) {
  std::string text;
  for (const char c : to_rfc3339(std::chrono::floor<std::chrono::seconds>(t)).substr(2))
    if (c != '-' && c != ':' && c != 'T') text += c;
  return asn1::encode(asn1::kUtcTime, to_bytes(text));
}

SigningKey own_key(const pki::Key& key) {
  EVP_PKEY_up_ref(key.get());
  return SigningKey::adopt(std::shared_ptr<EVP_PKEY>(key.get(), EVP_PKEY_free));
}

Bytes attribute(const char* type, const Bytes& value) {
  return asn1::sequence({asn1::oid(type), asn1::set_of({value})});
}

Result<Bytes> signed_data(const char* content_type, const Bytes& content, const SecurityObjectRecipe& recipe,
                          const Authorities::Signer& signer) {
  const Bytes digest_algorithm = digest_identifier(recipe.digest);
  Bytes attributes =
      asn1::set_of({attribute("1.2.840.113549.1.9.3", asn1::oid(content_type)),
                    attribute("1.2.840.113549.1.9.4", asn1::octet_string(digest_of(recipe.digest, content)))});
  PROOFMARK_TRY(attributes, edited(recipe.attributes, attributes));
  PROOFMARK_TRY(const Bytes signature, signer.key.sign(signer.scheme, attributes));
  attributes[0] = asn1::context(0);  // IMPLICIT in SignerInfo, SET OF where it is signed (RFC 5652 section 5.4)
  const Bytes named = recipe.by_key_identifier
                          ? asn1::encode(asn1::context_primitive(0), signer.key_identifier)
                          : asn1::sequence({signer.issuer_name, asn1::encode(asn1::kInteger, signer.serial)});
  const Bytes info = asn1::sequence({asn1::integer(recipe.signer_version), named, digest_algorithm, attributes,
                                     algorithm_identifier(signer.scheme), asn1::octet_string(signature)});
  const Bytes encapsulated =
      asn1::sequence({asn1::oid(content_type), asn1::encode(asn1::context(0), asn1::octet_string(content))});
  const Bytes data = asn1::sequence({asn1::integer(3), asn1::set_of({digest_algorithm}), encapsulated,
                                     asn1::encode(asn1::context(0), signer.certificate), asn1::set_of({info})});
  return edited(recipe.message,
                asn1::sequence({asn1::oid("1.2.840.113549.1.7.2"), asn1::encode(asn1::context(0), data)}));
}

tl::unexpected<Error> no_scheme(const std::string& text) {
  return fail("conformance table, signature scheme", "a scheme such as \"rsa-pss sha-256\"", "\"" + text + "\"",
              "Correct the row.");
}

}  // namespace

Result<Authorities> Authorities::create(const card::IssuerPki& issuer, const std::vector<std::string>& chains,
                                        const std::vector<std::string>& schemes, const SeededRandom& seed) {
  Authorities all(issuer);
  for (const std::string& chain : chains) {
    PROOFMARK_CHECK(all.add(chain, seed));
  }
  for (const std::string& text : schemes) {
    const auto scheme = parse_scheme(text);
    if (!scheme) return no_scheme(text);
    PROOFMARK_CHECK(all.add_key(scheme->kind, key_size(*scheme, false), seed));
  }
  return all;
}

Result<void> Authorities::add_key(Scheme::Kind kind, unsigned size, const SeededRandom& seed) {
  const std::string name = key_name(kind, size);
  if (keys_.count(name) > 0) return {};
  SeededRandom random = seed.derive("key " + name);
  PROOFMARK_TRY(SigningKey key, SigningKey::make(kind, size, random));
  keys_.emplace(name, std::move(key));
  return {};
}

Result<void> Authorities::add(const std::string& chain, const SeededRandom& seed) {
  if (authorities_.count(chain) > 0) return {};
  const auto scheme = parse_scheme(chain);
  if (!scheme) return no_scheme(chain);
  const unsigned size = key_size(*scheme, true);
  PROOFMARK_CHECK(add_key(scheme->kind, size, seed));
  const SigningKey& key = keys_.at(key_name(scheme->kind, size));
  const Bytes info = key.spki();
  Authority authority{authority_name("CSCA Lithuania " + std::to_string(100 + authorities_.size())),
                      identifier_of(info), key};
  PROOFMARK_TRY(Bytes tbs, tbs_of(issuer_->csca().certificate));
  PROOFMARK_TRY(tbs, edited({whole(kAlgorithm, algorithm_identifier(*scheme)), whole(kIssuer, authority.name),
                             whole(kSubject, authority.name), whole(kPublicKey, info),
                             value(kKeyIdentifier, asn1::octet_string(authority.key_identifier))},
                            tbs));
  if (element_at(kAuthorityKeyIdentifier, tbs)) {
    PROOFMARK_TRY(tbs, edited(value(kAuthorityKeyIdentifier, authority_key_identifier(authority.key_identifier)), tbs));
  }
  PROOFMARK_TRY(const Bytes der, signed_structure(tbs, *scheme, key));
  PROOFMARK_TRY(pki::Certificate certificate, pki::Certificate::from_der(der));

  const Instant day = std::chrono::floor<std::chrono::days>(issuer_->now());
  const auto extension = [](const char* oid, const Bytes& content) {
    return asn1::sequence({asn1::oid(oid), asn1::octet_string(content)});
  };
  const Bytes extensions = asn1::sequence({extension("2.5.29.35", authority_key_identifier(authority.key_identifier)),
                                           extension("2.5.29.20", asn1::integer(1))});
  const Bytes list = asn1::sequence({asn1::integer(1), algorithm_identifier(*scheme), authority.name,
                                     utc_time(day - std::chrono::days(1)), utc_time(day + std::chrono::days(89)),
                                     asn1::encode(asn1::context(0), extensions)});
  PROOFMARK_TRY(const Bytes list_der, signed_structure(list, *scheme, key));
  PROOFMARK_TRY(pki::Crl crl, pki::Crl::from_der(list_der));
  trust_.csca.push_back(std::move(certificate));
  trust_.crls.push_back(std::move(crl));
  authorities_.emplace(chain, std::move(authority));
  return {};
}

Result<Authorities::Signer> Authorities::signer(const SecurityObjectRecipe& recipe,
                                                std::chrono::sys_days issued) const {
  const card::Signer& pattern = issuer_->signer(card::SignerKind::document_signer, issued);
  const Bytes der = pattern.certificate.der();
  Signer made{der, own_key(pattern.key), Scheme{Scheme::Kind::ecdsa, "sha-256"}, {}, {}, {}};
  PROOFMARK_TRY(Bytes tbs, tbs_of(pattern.certificate));
  Scheme chain{Scheme::Kind::ecdsa, "sha-256"};
  SigningKey authority_key = own_key(issuer_->csca().key);
  if (!recipe.scheme.empty()) {
    const auto scheme = parse_scheme(recipe.scheme);
    const std::string& chain_text = recipe.chain.empty() ? recipe.scheme : recipe.chain;
    const auto found = authorities_.find(chain_text);
    const auto chain_scheme = parse_scheme(chain_text);
    if (!scheme) return no_scheme(recipe.scheme);
    const auto key = keys_.find(key_name(scheme->kind, key_size(*scheme, false)));
    if (!chain_scheme || found == authorities_.end() || key == keys_.end()) return no_scheme(chain_text);
    made.scheme = *scheme;
    made.key = key->second;
    chain = *chain_scheme;
    authority_key = found->second.key;
    const Bytes info = made.key.spki();
    PROOFMARK_TRY(tbs, edited({whole(kAlgorithm, algorithm_identifier(chain)), whole(kIssuer, found->second.name),
                               whole(kPublicKey, info), value(kKeyIdentifier, asn1::octet_string(identifier_of(info))),
                               value(kAuthorityKeyIdentifier, authority_key_identifier(found->second.key_identifier))},
                              tbs));
  }
  PROOFMARK_TRY(made.issuer_name, element_at(kIssuer, tbs));
  PROOFMARK_TRY(made.serial, value_at(kSerial, tbs));
  PROOFMARK_TRY(const Bytes identifier, value_at(kKeyIdentifier, tbs));
  PROOFMARK_TRY(made.key_identifier, value_at("04", identifier));
  if (!recipe.changes_certificate()) return made;
  PROOFMARK_TRY(tbs, edited(recipe.tbs, tbs));
  // SignerInfo names the signer by what his certificate says, so that another issuer is wrong towards the authority
  // alone.
  for (const Edit& edit : recipe.tbs)
    if (edit.at.starts_with(kIssuer) && edit.what != Edit::Do::remove) {
      PROOFMARK_TRY(made.issuer_name, element_at(kIssuer, tbs));
    }
  PROOFMARK_TRY(made.certificate, signed_structure(tbs, chain, authority_key));
  PROOFMARK_TRY(made.certificate, edited(recipe.certificate, made.certificate));
  return made;
}

Result<void> sign_security_object(card::ChipContent& content, const SecurityObjectRecipe& recipe,
                                  const Authorities& authorities, std::chrono::sys_days issued) {
  Bytes& file = content.files[card::kEfSod];
  PROOFMARK_TRY(const Bytes before, emrtd::parse_sod(file));
  PROOFMARK_TRY(const pki::SignedData data, pki::parse_signed_data(before));
  PROOFMARK_TRY(emrtd::LdsSecurityObject object, emrtd::parse_lds_security_object(data.content));
  PROOFMARK_TRY(object.digest_algorithm, emrtd::decode_oid(ByteView(digest_identifier(recipe.hash)).subspan(4)));
  for (auto& [group, hash] : object.hashes)
    if (const auto found = content.files.find(emrtd::fid_of_data_group(group)); found != content.files.end())
      hash = digest_of(recipe.hash, found->second);
  PROOFMARK_TRY(Bytes encoded, emrtd::encode_lds_security_object(object));
  PROOFMARK_TRY(encoded, edited(recipe.object, encoded));
  PROOFMARK_TRY(const Authorities::Signer signer, authorities.signer(recipe, issued));
  PROOFMARK_TRY(const Bytes cms, signed_data(emrtd::oid_lds_security_object, encoded, recipe, signer));
  file = emrtd::encode_sod(cms);
  return {};
}

Result<void> sign_card_security(card::ChipContent& content, const SecurityObjectRecipe& recipe,
                                const Authorities& authorities, std::chrono::sys_days issued) {
  Bytes& file = content.master_file[card::kEfCardSecurity];
  PROOFMARK_TRY(const pki::SignedData data, pki::parse_signed_data(file));
  PROOFMARK_TRY(const Bytes infos, edited(recipe.object, data.content));
  PROOFMARK_TRY(const Authorities::Signer signer, authorities.signer(recipe, issued));
  PROOFMARK_TRY(file, signed_data(emrtd::oid_security_object, infos, recipe, signer));
  return {};
}

}  // namespace proofmark::attacks::malformed
