#include "common/http/tls.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <string>

namespace proofmark::http {
namespace {

// OpenSSL's queue holds the cause first; the rest is its way up.
std::string reason() {
  const unsigned long code = ERR_get_error();
  ERR_clear_error();
  if (code == 0) return "no reason given";
  std::array<char, 256> text{};
  ERR_error_string_n(code, text.data(), text.size());
  return text.data();
}

Result<std::shared_ptr<ssl_ctx_st>> make(const SSL_METHOD* method) {
  ERR_clear_error();
  std::shared_ptr<ssl_ctx_st> context(SSL_CTX_new(method), SSL_CTX_free);
  if (!context) return fail("TLS", "a TLS context", reason(), "Check the OpenSSL installation.");
  SSL_CTX* raw = context.get();
  SSL_CTX_set_options(
      raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET | SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  std::array<int, 3> groups{NID_X25519, NID_X9_62_prime256v1, NID_secp384r1};
  // BSI TR-02102-2 3.3: forward secrecy and authenticated encryption; nothing else is offered in TLS 1.2.
  if (SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION) != 1 ||
      SSL_CTX_set_max_proto_version(raw, TLS1_3_VERSION) != 1 || SSL_CTX_set_num_tickets(raw, 0) != 1 ||
      SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20") != 1 ||
      SSL_CTX_set1_groups(raw, groups.data(), static_cast<long>(groups.size())) != 1)
    return fail("TLS", "TLS 1.2 and 1.3 with ECDHE suites", reason(), "Check the OpenSSL installation's policy.");
  return context;
}

Result<void> load_identity(SSL_CTX* context, const std::filesystem::path& chain, const std::filesystem::path& key) {
  if (SSL_CTX_use_certificate_chain_file(context, chain.c_str()) != 1)
    return fail("TLS", "a PEM certificate chain in " + chain.string(), reason(), "Check the file and its rights.");
  if (SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context) != 1)
    return fail("TLS", "the certificate's private key in " + key.string(), reason(), "Check the file and its rights.");
  return {};
}

Result<void> load_authorities(SSL_CTX* context, const std::filesystem::path& file) {
  if (SSL_CTX_load_verify_file(context, file.c_str()) != 1)
    return fail("TLS", "PEM authority certificates in " + file.string(), reason(), "Check the file and its rights.");
  return {};
}

Result<void> require_clock(const std::shared_ptr<const Clock>& clock) {
  if (clock) return {};
  return fail("TLS", "a clock by which certificates are judged", "none", "Pass the program's clock.");
}

}  // namespace

Result<TlsContext> TlsContext::server(const ServerFiles& files, std::shared_ptr<const Clock> clock) {
  PROOFMARK_CHECK(require_clock(clock));
  TlsContext made;
  PROOFMARK_TRY(made.context_, make(TLS_server_method()));
  PROOFMARK_CHECK(load_identity(made.context_.get(), files.certificate_chain, files.key));
  if (!files.client_ca.empty()) {
    PROOFMARK_CHECK(load_authorities(made.context_.get(), files.client_ca));
    SSL_CTX_set_verify(made.context_.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  }
  made.clock_ = std::move(clock);
  return made;
}

Result<TlsContext> TlsContext::client(const ClientFiles& files, std::shared_ptr<const Clock> clock) {
  PROOFMARK_CHECK(require_clock(clock));
  TlsContext made;
  PROOFMARK_TRY(made.context_, make(TLS_client_method()));
  PROOFMARK_CHECK(load_authorities(made.context_.get(), files.ca));
  SSL_CTX_set_verify(made.context_.get(), SSL_VERIFY_PEER, nullptr);
  if (!files.certificate.empty()) {
    PROOFMARK_CHECK(load_identity(made.context_.get(), files.certificate, files.key));
  }
  made.clock_ = std::move(clock);
  return made;
}

}  // namespace proofmark::http
