// TLS 1.2 and 1.3 with certificates from PEM files. The time at which certificates are judged is the clock's.
#pragma once
#include <filesystem>
#include <memory>

#include "common/clock.hpp"
#include "common/result.hpp"

// OpenSSL's own type; its header is not needed here.
struct ssl_ctx_st;

namespace proofmark::http {

class TlsContext {
 public:
  struct ServerFiles {
    std::filesystem::path certificate_chain;  // PEM, the server's certificate first
    std::filesystem::path key;                // PEM, PKCS#8
    std::filesystem::path client_ca;          // PEM; empty: no client certificate is asked for. Else it is mandatory.
  };
  struct ClientFiles {
    std::filesystem::path ca;           // PEM, mandatory: the system's trust store is never used
    std::filesystem::path certificate;  // PEM, optional client certificate
    std::filesystem::path key;          // PEM, with the certificate
  };
  // ECDHE with AES-GCM or ChaCha20-Poly1305 alone; no renegotiation, compression, tickets or resumption (a resumed
  // session would skip the check of the client's certificate against the clock). Errors: a file that cannot be read or
  // does not fit the others; no clock.
  [[nodiscard]] static Result<TlsContext> server(const ServerFiles& files, std::shared_ptr<const Clock> clock);
  [[nodiscard]] static Result<TlsContext> client(const ClientFiles& files, std::shared_ptr<const Clock> clock);

  [[nodiscard]] ssl_ctx_st* native() const { return context_.get(); }
  [[nodiscard]] const Clock& clock() const { return *clock_; }

 private:
  std::shared_ptr<ssl_ctx_st> context_;
  std::shared_ptr<const Clock> clock_;
};

}  // namespace proofmark::http
