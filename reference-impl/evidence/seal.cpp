#include "reference-impl/evidence/seal.hpp"

#include <cjose/cjose.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <nlohmann/json.hpp>

#include "common/bytes.hpp"
#include "common/files.hpp"

namespace proofmark::evidence {
namespace {

struct Free {
  void operator()(BIO* x) const { BIO_free(x); }
  void operator()(X509* x) const { X509_free(x); }
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
  void operator()(BIGNUM* x) const { BN_clear_free(x); }
  void operator()(cjose_jwk_t* x) const { cjose_jwk_release(x); }
  void operator()(cjose_header_t* x) const { cjose_header_release(x); }
  void operator()(cjose_jws_t* x) const { cjose_jws_release(x); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

constexpr std::size_t p256_field = 32;

Owned<BIO> reader_of(const std::string& text) {
  return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

// Certificates of a PEM file in base64 of their DER (RFC 7515 4.1.6: base64, not base64url).
struct Chain {
  nlohmann::json x5c = nlohmann::json::array();
  Owned<X509> first;
};

Result<Chain> read_chain(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string pem, read_text(file));
  const auto reader = reader_of(pem);
  Chain chain;
  while (Owned<X509> certificate{PEM_read_bio_X509(reader.get(), nullptr, nullptr, nullptr)}) {
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate.get(), &der);
    if (size <= 0) break;
    chain.x5c.push_back(to_base64(ByteView(der, static_cast<std::size_t>(size))));
    OPENSSL_free(der);
    if (!chain.first) chain.first = std::move(certificate);
  }
  ERR_clear_error();
  if (!chain.first)
    return fail("RFC 7515 4.1.6", "PEM certificates in " + file.string(), "none", "Remove the service's pki folder.");
  return chain;
}

Result<Owned<cjose_jwk_t>> read_key(const std::filesystem::path& file, X509* certificate) {
  PROOFMARK_TRY(const std::string pem, read_text(file));
  const auto reader = reader_of(pem);
  const Owned<EVP_PKEY> key(PEM_read_bio_PrivateKey(reader.get(), nullptr, nullptr, nullptr));
  const auto refuse = [&](const std::string& expected) {
    ERR_clear_error();
    return fail("RFC 7518 3.4", expected, "another content of " + file.string(), "Remove the service's pki folder.");
  };
  if (!key || EVP_PKEY_is_a(key.get(), "EC") != 1) return refuse("an EC private key in PEM");
  if (X509_check_private_key(certificate, key.get()) != 1) return refuse("the private key of the seal's certificate");
  std::array<char, 32> group{};
  if (EVP_PKEY_get_utf8_string_param(key.get(), OSSL_PKEY_PARAM_GROUP_NAME, group.data(), group.size(), nullptr) != 1 ||
      std::string_view(group.data()) != "prime256v1")
    return refuse("a key on P-256");
  Bytes parts[3] = {Bytes(p256_field), Bytes(p256_field), Bytes(p256_field)};
  const char* names[3] = {OSSL_PKEY_PARAM_PRIV_KEY, OSSL_PKEY_PARAM_EC_PUB_X, OSSL_PKEY_PARAM_EC_PUB_Y};
  for (int i = 0; i < 3; ++i) {
    BIGNUM* raw = nullptr;
    if (EVP_PKEY_get_bn_param(key.get(), names[i], &raw) != 1) return refuse("scalar and point of the key");
    const Owned<BIGNUM> number(raw);
    if (BN_bn2binpad(number.get(), parts[i].data(), static_cast<int>(p256_field)) < 0) return refuse("32-byte numbers");
  }
  cjose_jwk_ec_keyspec spec{};
  spec.crv = CJOSE_JWK_EC_P_256;
  spec.d = parts[0].data();
  spec.dlen = p256_field;
  spec.x = parts[1].data();
  spec.xlen = p256_field;
  spec.y = parts[2].data();
  spec.ylen = p256_field;
  cjose_err problem{};
  Owned<cjose_jwk_t> jwk(cjose_jwk_create_EC_spec(&spec, &problem));
  OPENSSL_cleanse(parts[0].data(), parts[0].size());
  if (!jwk) return refuse(std::string("a key that JOSE takes (") + problem.message + ")");
  return jwk;
}

}  // namespace

struct Sealer::State {
  Owned<cjose_jwk_t> key;
  std::string x5c;
};

Sealer::Sealer(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sealer::~Sealer() = default;

Result<std::shared_ptr<const Sealer>> Sealer::load(const std::filesystem::path& chain,
                                                   const std::filesystem::path& key) {
  PROOFMARK_TRY(const Chain certificates, read_chain(chain));
  auto state = std::make_unique<State>();
  PROOFMARK_TRY(state->key, read_key(key, certificates.first.get()));
  state->x5c = certificates.x5c.dump();
  return std::shared_ptr<const Sealer>(new Sealer(std::move(state)));
}

Result<std::string> Sealer::seal(const std::string& claims) const {
  cjose_err problem{};
  const auto refuse = [&](const char* step) {
    return fail("RFC 7515 5.1", step, problem.message != nullptr ? problem.message : "no reason given",
                "Check the seal's key.");
  };
  const Owned<cjose_header_t> header(cjose_header_new(&problem));
  if (!header || !cjose_header_set(header.get(), CJOSE_HDR_ALG, CJOSE_HDR_ALG_ES256, &problem) ||
      !cjose_header_set(header.get(), "typ", "identity-package+jwt", &problem) ||
      !cjose_header_set_raw(header.get(), "x5c", state_->x5c.c_str(), &problem))
    return refuse("a protected header");
  const Owned<cjose_jws_t> jws(cjose_jws_sign(
      state_->key.get(), header.get(), reinterpret_cast<const std::uint8_t*>(claims.data()), claims.size(), &problem));
  if (!jws) return refuse("a signature");
  const char* compact = nullptr;  // lives as long as the JWS
  if (!cjose_jws_export(jws.get(), &compact, &problem)) return refuse("the compact serialisation");
  return std::string(compact);
}

}  // namespace proofmark::evidence
