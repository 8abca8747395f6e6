// HTTP without TLS, for what carries its own signature: lists, certificates and OCSP answers are fetched so (RFC 5280
// section 8, RFC 6960 appendix A), and the addresses in the certificates say http. It is kept out of common/http, whose
// server speaks TLS alone and which the verification service shares.
#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "common/http/server.hpp"

namespace proofmark::lt_pki {

// One thread of its own; the routes' handlers run on it one after the other. At most 64 connections, 16 KiB of header,
// 64 KiB of body, 30 s of waiting for a peer; what is more is refused or closed.
class PlainServer {
 public:
  // `address` is numeric, IPv4 or IPv6; port 0 takes a free one. WebSocket routes are not served. Errors: not an
  // address, or one that cannot be listened on.
  [[nodiscard]] static Result<std::unique_ptr<PlainServer>> start(const std::string& address, std::uint16_t port,
                                                                  http::Routes routes);
  ~PlainServer();  // ends open connections
  PlainServer(const PlainServer&) = delete;
  PlainServer& operator=(const PlainServer&) = delete;

  [[nodiscard]] std::string url() const;  // "http://127.0.0.1:8080"

 private:
  struct State;
  explicit PlainServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace proofmark::lt_pki
