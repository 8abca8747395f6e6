// HTTPS requests and WebSockets to one server. A connection per request: a request is never sent twice.
#pragma once
#include <memory>
#include <string>

#include "common/http/message.hpp"
#include "common/http/tls.hpp"
#include "common/http/websocket.hpp"

namespace proofmark::http {

class Client {
 public:
  // `base` is "https://HOST:PORT"; HOST must be in the server's certificate (RFC 9525; an address as iPAddress).
  // `timeout` is wall time for one request, and for opening a WebSocket or one send on it.
  [[nodiscard]] static Result<Client> create(const std::string& base, TlsContext tls,
                                             Duration timeout = std::chrono::seconds{30});

  // A response of any status is a value; an error means that no whole response came.
  [[nodiscard]] Result<Response> send(const Request& request) const;
  [[nodiscard]] Result<Response> get(const std::string& target, const std::string& bearer = {}) const;
  [[nodiscard]] Result<Response> post(const std::string& target, const std::string& json,
                                      const std::string& bearer = {}) const;
  // Refused by the server: the error's `observed` holds the status and the body.
  [[nodiscard]] Result<std::unique_ptr<WebSocket>> open_websocket(const std::string& target,
                                                                  const std::string& bearer = {}) const;

 private:
  std::string host_;
  std::uint16_t port_ = 443;
  std::shared_ptr<const TlsContext> tls_;
  Duration timeout_{};
};

}  // namespace proofmark::http
