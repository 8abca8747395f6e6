// HTTPS and WebSocket server: a thread per connection, bounded in number, size and time.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>

#include "common/http/message.hpp"
#include "common/http/tls.hpp"
#include "common/http/websocket.hpp"

namespace proofmark::http {

// Runs on the connection's thread. What it throws is logged and answered with 500.
using Handler = std::function<Response(const Request&)>;
// Answers a request to upgrade: a refusal, or what to do with the socket once it is open. The task is destroyed without
// having run when the upgrade fails; the socket is closed when the task returns or throws.
using SocketTask = std::function<void(WebSocket&)>;
using SocketHandler = std::function<std::variant<Response, SocketTask>(const Request&)>;

// A pattern's part in braces matches one non-empty segment of the path and is given in Request::parameters:
// "/v1/orders/{order}". A path that no route knows is 404; one known with another method is 405.
class Routes {
 public:
  Routes& on(std::string method, std::string pattern, Handler handler);
  Routes& websocket(std::string pattern, SocketHandler handler);

  struct Route {
    std::string method;  // empty: WebSocket
    std::string pattern;
    Handler handler;
    SocketHandler socket_handler;
  };
  [[nodiscard]] const std::vector<Route>& all() const { return routes_; }
  [[nodiscard]] const Route* match(Request& request, bool upgrade, int& refusal) const;

 private:
  std::vector<Route> routes_;
};

struct ServerSettings {
  std::string address = "127.0.0.1";                      // numeric IPv4 or IPv6
  std::uint16_t port = 0;                                 // 0: a free one
  std::size_t connection_limit = 128;                     // further connections are closed at once
  std::size_t header_limit = 16384;                       // bytes
  std::size_t body_limit = 65536;                         // bytes; more is answered 413
  std::size_t message_limit = std::size_t{2} << 20U;      // bytes of one WebSocket message; more closes the connection
  Duration handshake_timeout = std::chrono::seconds{10};  // wall time, TLS and WebSocket each
  Duration idle_timeout = std::chrono::seconds{30};       // wall time, for one whole request or one blocked write
  // One line for each connection that failed or handler that threw; called from any thread. May be empty.
  std::function<void(const std::string&)> log;
};

class Server {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Server>> start(const ServerSettings& settings, const TlsContext& tls,
                                                             Routes routes);
  ~Server();  // stops
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] std::string url() const;  // "https://127.0.0.1:4711"
  // Takes no more connections, ends the waits of the open ones and joins every thread. A handler that is computing
  // finishes first.
  void stop();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace proofmark::http
