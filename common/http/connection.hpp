// One TLS connection, either side. The only place where Boost.Beast is compiled is connection.cpp.
// Every call runs the connection's own event loop on the caller's thread until the work is done or the time is up.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "common/http/message.hpp"
#include "common/http/tls.hpp"
#include "common/http/websocket.hpp"

namespace proofmark::http {

struct Limits {
  std::size_t header = 16384;
  std::size_t body = 65536;
  std::size_t message = std::size_t{2} << 20U;
  Duration timeout = std::chrono::seconds{30};  // wall time of each call
};

// A request as it was read. `refusal` is the status that answers a request which is too large or no HTTP.
struct Incoming {
  Request request;
  bool keep_alive = false;
  bool upgrade = false;
  int refusal = 0;
};

class Connection final : public WebSocket {
 public:
  // Takes over the connected, non-owned-by-anyone-else TCP socket `fd`.
  [[nodiscard]] static Result<std::shared_ptr<Connection>> adopt(int fd, bool ipv6, const TlsContext& tls,
                                                                 const Limits& limits);
  [[nodiscard]] static Result<std::shared_ptr<Connection>> connect(const std::string& host, std::uint16_t port,
                                                                   const TlsContext& tls, const Limits& limits);
  ~Connection() override;

  [[nodiscard]] Result<void> accept_tls(Duration timeout);
  [[nodiscard]] Result<void> connect_tls(const std::string& host);

  [[nodiscard]] Result<std::optional<Incoming>> read_request();  // no value: the peer is gone
  [[nodiscard]] Result<void> write_response(const Response& response, bool keep_alive);
  [[nodiscard]] Result<Response> exchange(const Request& request, const std::string& host);

  [[nodiscard]] Result<void> accept_websocket(Duration timeout);  // answers the request read last
  [[nodiscard]] Result<void> connect_websocket(const Request& request, const std::string& host);

  [[nodiscard]] Result<std::optional<Message>> receive(Duration timeout) override;
  [[nodiscard]] Result<void> send_text(std::string_view text) override;
  [[nodiscard]] Result<void> send_binary(ByteView data) override;
  void close() override;

  // Ends TLS in order; with `drain`, first lets the peer finish sending, so that it gets to read the refusal.
  void shut_down(bool drain);
  // From any thread: ends the call in progress and every later one.
  void abort();

 private:
  struct Impl;
  explicit Connection(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace proofmark::http
