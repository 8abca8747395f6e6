#include <fcntl.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/files.hpp"
#include "common/pki/openssl.hpp"
#include "reports/seal/signature.hpp"

namespace proofmark::reports {
namespace {

namespace fs = std::filesystem;
using X509Pointer = std::unique_ptr<X509, pki::openssl::Deleter<X509_free>>;

constexpr const char* kClause = "proofmark seal key";
constexpr const char* kName = "proofmark installation, shows integrity, not identity";
constexpr auto kYears = std::chrono::days{3652};

Result<pki::Certificate> self_signed(const pki::Key& key, Instant now) {
  const auto failed = [] {
    return fail(kClause, "a self-signed certificate", pki::openssl::last_reason(), "check the installation of OpenSSL");
  };
  X509Pointer certificate(X509_new());
  if (certificate == nullptr) return failed();
  SystemRandom random;
  Bytes serial = random.bytes(16);
  serial[0] = (serial[0] & 0x3FU) | 0x40U;
  const auto number = pki::openssl::to_asn1_integer(serial);
  const auto from = pki::openssl::to_asn1_time(now - std::chrono::hours{1});
  const auto until = pki::openssl::to_asn1_time(now + kYears);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  if (X509_set_version(certificate.get(), X509_VERSION_3) != 1 ||
      X509_set_serialNumber(certificate.get(), number.get()) != 1 ||
      X509_set1_notBefore(certificate.get(), from.get()) != 1 ||
      X509_set1_notAfter(certificate.get(), until.get()) != 1 ||
      X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(kName), -1, -1, 0) !=
          1 ||
      X509_set_issuer_name(certificate.get(), name) != 1 || X509_set_pubkey(certificate.get(), key.get()) != 1)
    return failed();
  X509V3_CTX context;
  X509V3_set_ctx(&context, certificate.get(), certificate.get(), nullptr, nullptr, 0);
  for (const auto& [nid, value] :
       {std::pair{NID_basic_constraints, "critical,CA:FALSE"}, std::pair{NID_key_usage, "critical,digitalSignature"},
        std::pair{NID_subject_key_identifier, "hash"}}) {
    const pki::openssl::Extension extension(X509V3_EXT_conf_nid(nullptr, &context, nid, value));
    if (extension == nullptr || X509_add_ext(certificate.get(), extension.get(), -1) != 1) return failed();
  }
  if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) return failed();
  return pki::Certificate::adopt(certificate.release());
}

// Complete and readable for its owner alone, or not there; whoever comes second keeps the first one's.
Result<void> write_secret_once(const fs::path& file, const std::string& text) {
  const fs::path partial = file.string() + ".partial-" + std::to_string(::getpid());
  const auto failed = [&](int code) -> Result<void> {
    ::unlink(partial.c_str());
    return fail(kClause, "to write " + file.string(), std::strerror(code), "check the folder's rights and free space");
  };
  ::unlink(partial.c_str());
  const int fd = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return failed(errno);
  const ssize_t written = ::write(fd, text.data(), text.size());
  const int code = written < 0 ? errno : ENOSPC;
  const bool flushed = ::fsync(fd) == 0;
  if (::close(fd) != 0 || !flushed || written != static_cast<ssize_t>(text.size())) return failed(code);
  if (::link(partial.c_str(), file.c_str()) != 0 && errno != EEXIST) return failed(errno);
  ::unlink(partial.c_str());
  return {};
}

}  // namespace

fs::path own_certificate_file(const fs::path& folder) {
  return folder / "certificate.pem";
}

Result<std::vector<pki::Certificate>> read_certificates(const fs::path& file) {
  PROOFMARK_TRY(const Bytes text, read_file(file, std::size_t{1} << 20U));
  const pki::openssl::Bio in = pki::openssl::reader_of(text);
  std::vector<pki::Certificate> out;
  while (X509* one = PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr))
    out.push_back(pki::Certificate::adopt(one));
  ERR_clear_error();  // the end of the file is reported as an error
  if (out.empty()) return fail(kClause, "a certificate in PEM in " + file.string(), "none", "name a PEM certificate");
  return out;
}

Result<SealKey> read_seal_key(const fs::path& key_file, const fs::path& certificate_file) {
  PROOFMARK_TRY(const std::string pem, read_text(key_file));
  auto key = pki::Key::from_private_pem(pem);
  if (!key)
    return fail(kClause, "a private key in PEM, PKCS #8, not encrypted, in " + key_file.string(), key.error().observed,
                "convert it with `openssl pkcs8 -topk8 -nocrypt`");
  PROOFMARK_TRY(std::vector<pki::Certificate> certificates, read_certificates(certificate_file));
  if (X509_check_private_key(certificates.front().get(), key->get()) != 1) {
    ERR_clear_error();
    return fail(kClause, "the certificate of the key in " + key_file.string(),
                "the first certificate of " + certificate_file.string() + " is of another key",
                "put the key's own certificate first");
  }
  SealKey out{*key, certificates.front(), {}};
  out.chain.assign(certificates.begin() + 1, certificates.end());
  return out;
}

Result<SealKey> own_seal_key(const fs::path& folder, Instant now) {
  const fs::path file = folder / "seal.pem";
  std::error_code error;
  if (!fs::exists(file, error)) {
    fs::create_directories(folder, error);
    if (error)
      return fail(kClause, "to make " + folder.string(), error.message(), "check the rights of the folder above it");
    SystemRandom random;
    PROOFMARK_TRY(const pki::Key key, pki::Key::generate(pki::Curve::p256, random));
    PROOFMARK_TRY(const pki::Certificate certificate, self_signed(key, now));
    PROOFMARK_TRY(const std::string pem, key.private_pem());
    PROOFMARK_CHECK(write_secret_once(file, pem + certificate.pem()));
  }
  PROOFMARK_TRY(SealKey out, read_seal_key(file, file));
  const fs::path open = own_certificate_file(folder);
  const auto there = read_text(open);
  if (!there || *there != out.certificate.pem()) {
    PROOFMARK_CHECK(write_text(open, out.certificate.pem()));
  }
  return out;
}

}  // namespace proofmark::reports
