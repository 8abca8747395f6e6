#include "reference-impl/api/service_pki.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <ctime>
#include <memory>

#include "common/files.hpp"

namespace proofmark::api {
namespace {

namespace fs = std::filesystem;

struct Free {
  void operator()(BIO* x) const { BIO_free(x); }
  void operator()(X509* x) const { X509_free(x); }
  void operator()(EVP_PKEY* x) const { EVP_PKEY_free(x); }
  void operator()(X509_EXTENSION* x) const { X509_EXTENSION_free(x); }
};
template <typename T>
using Owned = std::unique_ptr<T, Free>;

constexpr Duration clock_skew = std::chrono::hours{24};
constexpr Duration validity = std::chrono::hours{24 * 800};

struct Identity {
  Owned<X509> certificate;
  Owned<EVP_PKEY> key;
};

struct Profile {
  const char* file;  // without ending; the authority has none
  const char* common_name;
  const char* constraints;
  const char* key_usage;
  std::string extended_key_usage;  // empty: none
  std::string alternative_names;   // empty: none
};

tl::unexpected<Error> openssl_problem(const char* expected) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return fail("RFC 5280", expected, text.data(), "Check the OpenSSL installation.");
}

bool add_extension(X509* certificate, X509* issuer, int nid, const std::string& value) {
  if (value.empty()) return true;
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool set_time(ASN1_TIME* time, Instant t) {
  const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
  return ASN1_TIME_set(time, seconds) != nullptr;
}

// `issuer` empty: self-signed.
Result<Identity> issue(const Profile& profile, const Identity* issuer, Instant now) {
  Identity made{Owned<X509>(X509_new()), Owned<EVP_PKEY>(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"))};
  if (!made.certificate || !made.key) return openssl_problem("a P-256 key");
  X509* raw = made.certificate.get();
  std::array<unsigned char, 16> serial{};  // RFC 5280 4.1.2.2: positive, at most 20 octets
  if (RAND_bytes(serial.data(), static_cast<int>(serial.size())) != 1) return openssl_problem("random bytes");
  serial[0] = static_cast<unsigned char>((serial[0] & 0x3FU) | 0x40U);
  const std::unique_ptr<BIGNUM, decltype(&BN_free)> number(
      BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr), BN_free);
  X509* issuer_certificate = issuer != nullptr ? issuer->certificate.get() : raw;
  EVP_PKEY* signer = issuer != nullptr ? issuer->key.get() : made.key.get();
  X509_NAME* subject = X509_get_subject_name(raw);
  const auto add_name = [&](const char* field, const char* value) {
    return X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value), -1,
                                      -1, 0) == 1;
  };
  const bool built = X509_set_version(raw, X509_VERSION_3) == 1 && number != nullptr &&
                     BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(raw)) != nullptr &&
                     set_time(X509_getm_notBefore(raw), now - clock_skew) &&
                     set_time(X509_getm_notAfter(raw), now + validity) && add_name("O", "Identity proofing service") &&
                     add_name("CN", profile.common_name) &&
                     X509_set_issuer_name(raw, X509_get_subject_name(issuer_certificate)) == 1 &&
                     X509_set_pubkey(raw, made.key.get()) == 1 &&
                     add_extension(raw, issuer_certificate, NID_basic_constraints, profile.constraints) &&
                     add_extension(raw, issuer_certificate, NID_key_usage, profile.key_usage) &&
                     add_extension(raw, issuer_certificate, NID_subject_key_identifier, "hash") &&
                     add_extension(raw, issuer_certificate, NID_authority_key_identifier, "keyid") &&
                     add_extension(raw, issuer_certificate, NID_ext_key_usage, profile.extended_key_usage) &&
                     add_extension(raw, issuer_certificate, NID_subject_alt_name, profile.alternative_names) &&
                     X509_sign(raw, signer, EVP_sha256()) > 0;
  if (!built) return openssl_problem("a certificate");
  return made;
}

std::string content(BIO* memory) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(memory, &data);
  return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
  const Owned<BIO> memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(memory.get(), certificate);
  return content(memory.get());
}

std::string pem_of(EVP_PKEY* key) {
  const Owned<BIO> memory(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(memory.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return content(memory.get());
}

Result<void> write_all(const fs::path& folder, const std::string& name, Instant now) {
  PROOFMARK_TRY(const Identity authority, issue({.file = "ca",
                                                 .common_name = "Identity proofing service authority",
                                                 .constraints = "critical,CA:TRUE,pathlen:0",
                                                 .key_usage = "critical,keyCertSign",
                                                 .extended_key_usage = {},
                                                 .alternative_names = {}},
                                                nullptr, now));
  const std::string authority_pem = pem_of(authority.certificate.get());
  PROOFMARK_CHECK(write_text(folder / "ca.pem", authority_pem));
  std::string names = "IP:127.0.0.1,IP:::1,DNS:localhost";
  if (name != "localhost") names += ",DNS:" + name;
  const Profile profiles[] = {
      {"server", "Identity proofing service", "critical,CA:FALSE", "critical,digitalSignature", "serverAuth", names},
      {"relying-client", "Relying party", "critical,CA:FALSE", "critical,digitalSignature", "clientAuth", {}},
      // RFC 9336: document signing, and so no client of the listener that trusts the same authority.
      {"seal",
       "Identity proofing service seal",
       "critical,CA:FALSE",
       "critical,digitalSignature,nonRepudiation",
       "1.3.6.1.5.5.7.3.36",
       {}}};
  for (const Profile& profile : profiles) {
    PROOFMARK_TRY(const Identity identity, issue(profile, &authority, now));
    const fs::path certificate = folder / (std::string(profile.file) + ".pem");
    const fs::path key = folder / (std::string(profile.file) + ".key");
    PROOFMARK_CHECK(write_text(certificate, pem_of(identity.certificate.get()) + authority_pem));
    PROOFMARK_CHECK(write_text(key, pem_of(identity.key.get())));
    if (::chmod(key.c_str(), 0600) != 0)
      return fail("service PKI", "mode 600 of " + key.string(), std::strerror(errno),
                  "Check the folder's file system.");
  }
  return {};
}

Result<void> check_existing(const fs::path& folder, const std::string& name, Instant now) {
  const std::string remedy = "Remove the folder " + folder.string() + "; a new one is made at the next start.";
  for (const char* file :
       {"ca.pem", "server.pem", "server.key", "relying-client.pem", "relying-client.key", "seal.pem", "seal.key"})
    if (!fs::exists(folder / file)) return fail("service PKI", "the file " + (folder / file).string(), "none", remedy);
  PROOFMARK_TRY(const std::string pem, read_text(folder / "server.pem"));
  const Owned<BIO> memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  const Owned<X509> server(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
  ERR_clear_error();
  if (!server) return fail("service PKI", "a PEM certificate in server.pem", "another content", remedy);
  std::time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  if (X509_cmp_time(X509_get0_notBefore(server.get()), &seconds) > 0 ||
      X509_cmp_time(X509_get0_notAfter(server.get()), &seconds) < 0)
    return fail("RFC 5280 4.1.2.5", "a server certificate that is valid at " + to_rfc3339(now), "one that is not",
                remedy);
  if (X509_check_host(server.get(), name.c_str(), name.size(), 0, nullptr) != 1)
    return fail("configuration", "a server certificate for the name " + name, "one for another name", remedy);
  return {};
}

}  // namespace

Result<void> prepare_pki(const fs::path& folder, const std::string& name, Instant now) {
  if (fs::exists(folder)) return check_existing(folder, name, now);
  // Made beside its place and renamed: a start that was killed leaves no half PKI, and no key was ever readable.
  const fs::path partial = folder.string() + ".partial-" + std::to_string(::getpid());
  const auto give_up = [&](const Error& error) -> Result<void> {
    std::error_code ignored;
    fs::remove_all(partial, ignored);
    return fail(error);
  };
  std::error_code problem;
  fs::remove_all(partial, problem);
  if (::mkdir(partial.c_str(), 0700) != 0)
    return fail("service PKI", "to make the folder " + folder.string(), std::strerror(errno),
                "Check the state folder's rights.");
  const auto written = write_all(partial, name, now);
  if (!written) return give_up(written.error());
  fs::rename(partial, folder, problem);
  if (problem)
    return give_up({"service PKI", "to make the folder " + folder.string(), problem.message(), "Check its rights."});
  return {};
}

}  // namespace proofmark::api
