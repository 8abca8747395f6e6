#include "attacks/malformed/scheme.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <map>

#include "common/asn1/der.hpp"
#include "common/emrtd/domain.hpp"
#include "common/pki/key.hpp"
#include "common/pki/rsa.hpp"

namespace proofmark::attacks::malformed {
namespace {

tl::unexpected<Error> cannot(const std::string& expected, const std::string& observed) {
  return fail("conformance table, signature scheme", expected, observed, "Correct the row.");
}

using Number = std::unique_ptr<BIGNUM, decltype(&BN_clear_free)>;
Number number(ByteView big_endian) {
  return {BN_bin2bn(big_endian.data(), static_cast<int>(big_endian.size()), nullptr), BN_clear_free};
}

struct Names {
  const char* openssl;
  const char* oid;
};
const std::map<std::string, Names>& digests() {
  static const std::map<std::string, Names> all{{"md5", {"MD5", "1.2.840.113549.2.5"}},
                                                {"sha-1", {"SHA1", "1.3.14.3.2.26"}},
                                                {"sha-224", {"SHA224", "2.16.840.1.101.3.4.2.4"}},
                                                {"sha-256", {"SHA256", "2.16.840.1.101.3.4.2.1"}},
                                                {"sha-384", {"SHA384", "2.16.840.1.101.3.4.2.2"}},
                                                {"sha-512", {"SHA512", "2.16.840.1.101.3.4.2.3"}}};
  return all;
}

const std::map<std::string, std::string>& signature_oids(Scheme::Kind kind) {
  static const std::map<std::string, std::string> ecdsa{{"sha-1", "1.2.840.10045.4.1"},
                                                        {"sha-224", "1.2.840.10045.4.3.1"},
                                                        {"sha-256", "1.2.840.10045.4.3.2"},
                                                        {"sha-384", "1.2.840.10045.4.3.3"},
                                                        {"sha-512", "1.2.840.10045.4.3.4"}};
  static const std::map<std::string, std::string> plain{{"sha-1", "0.4.0.127.0.7.1.1.4.1.1"},
                                                        {"sha-224", "0.4.0.127.0.7.1.1.4.1.2"},
                                                        {"sha-256", "0.4.0.127.0.7.1.1.4.1.3"},
                                                        {"sha-384", "0.4.0.127.0.7.1.1.4.1.4"},
                                                        {"sha-512", "0.4.0.127.0.7.1.1.4.1.5"}};
  static const std::map<std::string, std::string> rsa{
      {"md5", "1.2.840.113549.1.1.4"},      {"sha-1", "1.2.840.113549.1.1.5"},    {"sha-224", "1.2.840.113549.1.1.14"},
      {"sha-256", "1.2.840.113549.1.1.11"}, {"sha-384", "1.2.840.113549.1.1.12"}, {"sha-512", "1.2.840.113549.1.1.13"}};
  static const std::map<std::string, std::string> dsa{
      {"sha-1", "1.2.840.10040.4.3"}, {"sha-224", "2.16.840.1.101.3.4.3.1"}, {"sha-256", "2.16.840.1.101.3.4.3.2"}};
  switch (kind) {
    case Scheme::Kind::ecdsa:
      return ecdsa;
    case Scheme::Kind::ecdsa_plain:
      return plain;
    case Scheme::Kind::dsa:
      return dsa;
    case Scheme::Kind::rsa:
    case Scheme::Kind::rsa_pss:
      break;
  }
  return rsa;
}

Result<SigningKey> built(const char* type, OSSL_PARAM_BLD* builder) {
  const std::unique_ptr<OSSL_PARAM, decltype(&OSSL_PARAM_free)> parameters(OSSL_PARAM_BLD_to_param(builder),
                                                                           OSSL_PARAM_free);
  const std::unique_ptr<EVP_PKEY_CTX, decltype(&EVP_PKEY_CTX_free)> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr), EVP_PKEY_CTX_free);
  EVP_PKEY* key = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEYPAIR, parameters.get()) != 1)
    return cannot("a key", std::string("OpenSSL refuses the ") + type + " key");
  return SigningKey::adopt(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free));
}

}  // namespace

std::optional<Scheme> parse_scheme(const std::string& text) {
  static const std::map<std::string, Scheme::Kind> kinds{{"ecdsa", Scheme::Kind::ecdsa},
                                                         {"ecdsa-plain", Scheme::Kind::ecdsa_plain},
                                                         {"rsa", Scheme::Kind::rsa},
                                                         {"rsa-pss", Scheme::Kind::rsa_pss},
                                                         {"dsa", Scheme::Kind::dsa}};
  const std::size_t gap = text.find(' ');
  if (gap == std::string::npos) return std::nullopt;
  const auto kind = kinds.find(text.substr(0, gap));
  const std::string digest = text.substr(gap + 1);
  if (kind == kinds.end() || signature_oids(kind->second).count(digest) == 0) return std::nullopt;
  return Scheme{kind->second, digest};
}

Result<SigningKey> SigningKey::ec(unsigned parameters, RandomSource& random) {
  PROOFMARK_TRY(const emrtd::Domain domain, emrtd::Domain::standardised(parameters));
  if (!domain.elliptic()) return cannot("a curve", "group " + std::to_string(parameters));
  PROOFMARK_TRY(const emrtd::KeyPair pair, domain.generate(random));
  const Number secret = number(pair.private_key);
  const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(OSSL_PARAM_BLD_new(),
                                                                                OSSL_PARAM_BLD_free);
  const std::string name = domain.curve().curve_name();
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, name.c_str(), 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, pair.public_key.data(),
                                   pair.public_key.size());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get());
  return built("EC", builder.get());
}

Result<SigningKey> SigningKey::dsa(unsigned parameters, RandomSource& random) {
  PROOFMARK_TRY(const emrtd::Domain domain, emrtd::Domain::standardised(parameters));
  if (domain.elliptic()) return cannot("a group", "curve " + std::to_string(parameters));
  PROOFMARK_TRY(const emrtd::KeyPair pair, domain.generate(random));
  // p, q and g stand in the key's own SubjectPublicKeyInfo (X9.42: p, g, q).
  PROOFMARK_TRY(const Bytes info, domain.subject_public_key_info(pair.public_key));
  PROOFMARK_TRY(const ByteView outer, asn1::read_whole(info, asn1::kSequence));
  asn1::Reader fields(outer);
  PROOFMARK_TRY(const asn1::Element algorithm, fields.next(asn1::kSequence));
  asn1::Reader inside(algorithm.content);
  PROOFMARK_CHECK(inside.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(const asn1::Element group, inside.next(asn1::kSequence));
  asn1::Reader numbers(group.content);
  PROOFMARK_TRY(const asn1::Element p, numbers.next(asn1::kInteger));
  PROOFMARK_TRY(const asn1::Element g, numbers.next(asn1::kInteger));
  PROOFMARK_TRY(const asn1::Element q, numbers.next(asn1::kInteger));
  const Number prime = number(p.content), generator = number(g.content), order = number(q.content);
  const Number open = number(pair.public_key), secret = number(pair.private_key);
  const std::unique_ptr<OSSL_PARAM_BLD, decltype(&OSSL_PARAM_BLD_free)> builder(OSSL_PARAM_BLD_new(),
                                                                                OSSL_PARAM_BLD_free);
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_P, prime.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_Q, order.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_FFC_G, generator.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, open.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, secret.get());
  return built("DSA", builder.get());
}

Result<SigningKey> SigningKey::rsa(unsigned bits, RandomSource& random) {
  PROOFMARK_TRY(const pki::Key key, pki::generate_rsa(bits, random));
  EVP_PKEY_up_ref(key.get());
  return SigningKey(std::shared_ptr<EVP_PKEY>(key.get(), EVP_PKEY_free));
}

Result<SigningKey> SigningKey::make(Scheme::Kind kind, unsigned size, RandomSource& random) {
  if (kind == Scheme::Kind::dsa) return dsa(size, random);
  if (kind == Scheme::Kind::rsa || kind == Scheme::Kind::rsa_pss) return rsa(size, random);
  return ec(size, random);
}

Bytes SigningKey::spki() const {
  unsigned char* raw = nullptr;
  const int size = i2d_PUBKEY(key_.get(), &raw);
  if (size <= 0) return {};
  Bytes out(raw, raw + size);
  OPENSSL_free(raw);
  return out;
}

Result<Bytes> SigningKey::sign(const Scheme& scheme, ByteView message) const {
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  EVP_PKEY_CTX* options = nullptr;
  bool good = EVP_DigestSignInit_ex(context.get(), &options, digests().at(scheme.digest).openssl, nullptr, nullptr,
                                    key_.get(), nullptr) == 1;
  if (good && scheme.kind == Scheme::Kind::rsa_pss)
    good = EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(options, RSA_PSS_SALTLEN_DIGEST) == 1;
  std::size_t size = 0;
  good = good && EVP_DigestSign(context.get(), nullptr, &size, message.data(), message.size()) == 1;
  Bytes signature(size);
  good = good && EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1;
  if (!good) return cannot("a signature with " + scheme.digest, "OpenSSL refuses it");
  signature.resize(size);
  if (scheme.kind != Scheme::Kind::ecdsa_plain) return signature;
  return pki::ecdsa_to_plain(signature, (static_cast<std::size_t>(EVP_PKEY_get_bits(key_.get())) + 7) / 8);
}

Bytes algorithm_identifier(const Scheme& scheme) {
  if (scheme.kind == Scheme::Kind::rsa_pss) {
    const Bytes hash = asn1::sequence({asn1::oid(digests().at(scheme.digest).oid), asn1::null()});
    const Bytes mask = asn1::sequence({asn1::oid("1.2.840.113549.1.1.8"), hash});
    const std::uint64_t salt = digest_of(scheme.digest, {}).size();
    const Bytes parameters = asn1::sequence({asn1::encode(asn1::context(0), hash), asn1::encode(asn1::context(1), mask),
                                             asn1::encode(asn1::context(2), asn1::integer(salt))});
    return asn1::sequence({asn1::oid("1.2.840.113549.1.1.10"), parameters});
  }
  const Bytes oid = asn1::oid(signature_oids(scheme.kind).at(scheme.digest));
  if (scheme.kind == Scheme::Kind::rsa) return asn1::sequence({oid, asn1::null()});
  return asn1::sequence({oid});
}

Bytes digest_identifier(const std::string& digest) {
  return asn1::sequence({asn1::oid(digests().at(digest).oid)});
}

Bytes digest_of(const std::string& digest, ByteView message) {
  Bytes out(EVP_MAX_MD_SIZE);
  std::size_t size = 0;
  if (EVP_Q_digest(nullptr, digests().at(digest).openssl, nullptr, message.data(), message.size(), out.data(), &size) !=
      1)
    return {};
  out.resize(size);
  return out;
}

}  // namespace proofmark::attacks::malformed
