#include "tests/scenarios/support.hpp"

#include <cjose/cjose.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstring>
#include <functional>
#include <sstream>
#include <stdexcept>

#include "common/bytes.hpp"

namespace proofmark::testing {
namespace {

void require(bool good, const char* what) {
  if (!good) throw std::runtime_error(what);
}

void add_extension(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
  require(extension != nullptr, "extension");
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

std::string text_of(const std::function<void(BIO*)>& write) {
  BIO* bio = BIO_new(BIO_s_mem());
  write(bio);
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  std::string text(data, static_cast<std::size_t>(size));
  BIO_free(bio);
  return text;
}

}  // namespace

void write_file(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

std::filesystem::path write_script(const std::filesystem::path& file, const std::string& body) {
  write_file(file, "#!/bin/sh\n" + body + "\n");
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  return file;
}

std::string slurp(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

std::string Identity::key_pem() const {
  return text_of([&](BIO* bio) { PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr); });
}
std::string Identity::certificate_pem() const {
  return text_of([&](BIO* bio) { PEM_write_bio_X509(bio, certificate.get()); });
}
std::string Identity::certificate_base64() const {
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate.get(), &der);
  std::string text = to_base64(ByteView(der, static_cast<std::size_t>(length)));
  OPENSSL_free(der);
  return text;
}

Identity make_identity(const IdentityRequest& request, const Identity* issuer) {
  Identity made;
  made.key = std::shared_ptr<EVP_PKEY>(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", request.curve), EVP_PKEY_free);
  made.certificate = std::shared_ptr<X509>(X509_new(), X509_free);
  X509* x509 = made.certificate.get();
  static int serial = 1000;
  X509_set_version(x509, X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(x509), ++serial);
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(noon.time_since_epoch()).count();
  ASN1_TIME_set(X509_getm_notBefore(x509), now - 86400);
  ASN1_TIME_set(X509_getm_notAfter(x509), now + 86400L * request.valid_for.count());
  X509_NAME* name = X509_get_subject_name(x509);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(request.name.c_str()),
                             -1, -1, 0);
  X509* parent = issuer == nullptr ? x509 : issuer->certificate.get();
  X509_set_issuer_name(x509, X509_get_subject_name(parent));
  X509_set_pubkey(x509, made.key.get());
  if (request.ca) {
    add_extension(x509, parent, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(x509, parent, NID_key_usage, "critical,keyCertSign,cRLSign");
  } else {
    add_extension(x509, parent, NID_key_usage, request.seal ? "critical,digitalSignature" : "critical,keyEncipherment");
    add_extension(x509, parent, NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost");
  }
  EVP_PKEY* signer = issuer == nullptr ? made.key.get() : issuer->key.get();
  require(X509_sign(x509, signer, EVP_sha256()) > 0, "sign");
  return made;
}

nlohmann::json accepted_claims(const std::string& order, const std::string& reference) {
  nlohmann::json checks = nlohmann::json::array();
  for (const char* id : {"session.complete", "order.match", "chip.access", "chip.passive", "chip.revocation",
                         "chip.genuine", "document.validity", "video.format", "video.continuity", "face.found",
                         "face.match", "liveness.challenges", "liveness.passive"})
    checks.push_back({{"id", id}, {"result", "passed"}, {"reason", "as required"}});
  return {{"iss", "https://localhost"},
          {"iat", std::chrono::duration_cast<std::chrono::seconds>(noon.time_since_epoch()).count()},
          {"jti", "j1"},
          {"order", order},
          {"reference", reference},
          {"session", "s1"},
          {"decision", "accepted"},
          {"loip", "extended"},
          {"identity",
           {{"given_names", "JONAS"},
            {"surname", "KAZLAUSKAS"},
            {"personal_code", "38001010000"},
            {"date_of_birth", "1980-01-01"},
            {"nationality", "LTU"},
            {"sex", "M"}}},
          {"document", {{"type", "ID"}, {"number", "12345678"}, {"issuer", "LTU"}, {"date_of_expiry", "2030-01-01"}}},
          {"checks", checks},
          {"video", {{"frames", 300}, {"width", 1280}, {"height", 720}, {"frames_per_second", 29.97}}},
          {"actions",
           {{{"number", 1},
             {"action", "blink"},
             {"asked_at_ms", 1200},
             {"window_ms", 2800},
             {"answered_at_ms", nullptr},
             {"result", "failed"}}}},
          {"comparison", {{"score", 0.71}, {"threshold", 0.5}}},
          {"evidence", {{"sha256", std::string(64, 'a')}}}};
}

std::string seal(const nlohmann::json& claims, const Identity& sealer, const nlohmann::json& header_changes) {
  return seal_text(claims.dump(), sealer, header_changes);
}

std::string seal_text(const std::string& text, const Identity& sealer, const nlohmann::json& header_changes) {
  BIGNUM* number = nullptr;
  require(EVP_PKEY_get_bn_param(sealer.key.get(), OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1, "private key");
  std::array<std::uint8_t, 32> d{};
  std::array<std::uint8_t, 133> point{};
  std::size_t used = 0;
  BN_bn2binpad(number, d.data(), static_cast<int>(d.size()));
  BN_clear_free(number);
  EVP_PKEY_get_octet_string_param(sealer.key.get(), OSSL_PKEY_PARAM_ENCODED_PUBLIC_KEY, point.data(), point.size(),
                                  &used);
  cjose_jwk_ec_keyspec spec{};
  spec.crv = CJOSE_JWK_EC_P_256;
  spec.d = d.data();
  spec.dlen = 32;
  spec.x = point.data() + 1;
  spec.xlen = 32;
  spec.y = point.data() + 33;
  spec.ylen = 32;
  cjose_err error{};
  cjose_jwk_t* key = cjose_jwk_create_EC_spec(&spec, &error);
  require(key != nullptr, "jwk");
  cjose_header_t* header = cjose_header_new(&error);
  nlohmann::json fields = {{"alg", "ES256"}, {"typ", "identity-package+jwt"}, {"x5c", {sealer.certificate_base64()}}};
  if (header_changes.is_object()) fields.update(header_changes);
  for (const auto& [name, value] : fields.items())  // the raw setter takes objects and arrays alone
    require(value.is_string()
                ? cjose_header_set(header, name.c_str(), value.get_ref<const std::string&>().c_str(), &error)
                : cjose_header_set_raw(header, name.c_str(), value.dump().c_str(), &error),
            "header");
  cjose_jws_t* jws =
      cjose_jws_sign(key, header, reinterpret_cast<const std::uint8_t*>(text.data()), text.size(), &error);
  require(jws != nullptr, "sign");
  const char* compact = nullptr;
  cjose_jws_export(jws, &compact, &error);
  std::string result = compact;
  cjose_jws_release(jws);
  cjose_header_release(header);
  cjose_jwk_release(key);
  return result;
}

}  // namespace proofmark::testing
