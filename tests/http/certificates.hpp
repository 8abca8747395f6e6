// Certificates for the tests: an authority and what it issues, as PEM files in a temporary folder.
#pragma once
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <string>

#include "common/clock.hpp"
#include "common/files.hpp"
#include "tests/common/temporary_folder.hpp"

namespace proofmark::testing {

using test::TemporaryFolder;

struct Dates {
  Instant from, until;
};

class Authority {
 public:
  Authority(std::filesystem::path folder, const std::string& name, Dates dates)
      : folder_(std::move(folder)), key_(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free) {
    certificate_ = make(name, dates, "critical,CA:TRUE", "", "", key_.get());
    write(name + ".pem", certificate_.get());
  }

  // NAME.pem and NAME.key. `usage`: serverAuth or clientAuth; `names`: as OpenSSL's configuration writes them.
  void issue(const std::string& name, Dates dates, const std::string& usage, const std::string& names = {}) const {
    const Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"), EVP_PKEY_free);
    write(name + ".pem", make(name, dates, "critical,CA:FALSE", usage, names, key.get()).get());
    const std::unique_ptr<FILE, int (*)(FILE*)> out(std::fopen((folder_ / (name + ".key")).c_str(), "w"), std::fclose);
    PEM_write_PKCS8PrivateKey(out.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  }

 private:
  using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

  Certificate make(const std::string& name, Dates dates, const char* constraints, const std::string& usage,
                   const std::string& names, EVP_PKEY* key) const {
    Certificate made(X509_new(), X509_free);
    X509* issuer = certificate_ ? certificate_.get() : made.get();
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), ++serial_);
    ASN1_TIME_set(X509_getm_notBefore(made.get()), seconds(dates.from));
    ASN1_TIME_set(X509_getm_notAfter(made.get()), seconds(dates.until));
    X509_NAME_add_entry_by_txt(X509_get_subject_name(made.get()), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    X509_set_issuer_name(made.get(), X509_get_subject_name(issuer));
    X509_set_pubkey(made.get(), key);
    extend(made.get(), NID_basic_constraints, constraints);
    if (!usage.empty()) extend(made.get(), NID_ext_key_usage, usage);
    if (!names.empty()) extend(made.get(), NID_subject_alt_name, names);
    X509_sign(made.get(), key_.get(), EVP_sha256());
    return made;
  }
  static void extend(X509* certificate, int nid, const std::string& value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
  }
  static std::time_t seconds(Instant t) {
    return std::chrono::floor<std::chrono::seconds>(t).time_since_epoch().count();
  }
  void write(const std::string& file, X509* certificate) const {
    const std::unique_ptr<FILE, int (*)(FILE*)> out(std::fopen((folder_ / file).c_str(), "w"), std::fclose);
    PEM_write_X509(out.get(), certificate);
  }

  std::filesystem::path folder_;
  Key key_;
  Certificate certificate_{nullptr, X509_free};
  mutable long serial_ = 0;
};

// A clock that stands still where a test puts it.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(Instant t) : now_(t.time_since_epoch().count()) {}
  [[nodiscard]] Instant now() const override { return Instant(Duration(now_)); }
  [[nodiscard]] bool simulated() const override { return true; }
  void set(Instant t) { now_ = t.time_since_epoch().count(); }  // from any thread

 private:
  std::atomic<std::int64_t> now_;
};

}  // namespace proofmark::testing
