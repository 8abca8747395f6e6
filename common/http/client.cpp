#include "common/http/client.hpp"

#include <charconv>

#include "common/http/connection.hpp"
#include "common/http/exchange.hpp"

namespace proofmark::http {
namespace {

constexpr std::size_t response_limit = std::size_t{16} << 20U;

std::string authority(const std::string& host, std::uint16_t port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  return (ipv6 ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Request make_request(std::string method, const std::string& target, const std::string& bearer) {
  Request request;
  request.method = std::move(method);
  request.target = target;
  if (!bearer.empty()) request.headers.emplace_back("Authorization", "Bearer " + bearer);
  return request;
}

std::function<void(const Exchange&)>& observer() {
  static std::function<void(const Exchange&)> told;
  return told;
}

// A connection that is closed in order when the WebSocket's user lets go of it.
class ClientWebSocket final : public WebSocket {
 public:
  ClientWebSocket(std::shared_ptr<Connection> connection, std::string target)
      : connection_(std::move(connection)), target_(std::move(target)) {}
  ~ClientWebSocket() override { connection_->close(); }
  ClientWebSocket(const ClientWebSocket&) = delete;
  ClientWebSocket& operator=(const ClientWebSocket&) = delete;
  Result<std::optional<Message>> receive(Duration timeout) override {
    auto message = connection_->receive(timeout);
    if (observer() && message && *message && (*message)->kind == Message::Kind::text)
      observer()({"GET", target_, 0, "", (*message)->text(), false});
    return message;
  }
  Result<void> send_text(std::string_view text) override {
    if (observer()) observer()({"GET", target_, 0, "", std::string(text), true});
    return connection_->send_text(text);
  }
  Result<void> send_binary(ByteView data) override { return connection_->send_binary(data); }
  void close() override { connection_->close(); }

 private:
  std::shared_ptr<Connection> connection_;
  std::string target_;
};

}  // namespace

Result<Client> Client::create(const std::string& base, TlsContext tls, Duration timeout) {
  constexpr std::string_view scheme = "https://";
  const auto refuse = [&] {
    return fail("RFC 9110 4.2.2", "https://HOST:PORT", base, "Correct the service's address.");
  };
  if (!base.starts_with(scheme)) return refuse();
  std::string_view rest = std::string_view(base).substr(scheme.size());
  if (rest.ends_with('/')) rest.remove_suffix(1);
  Client client;
  std::string_view port;
  if (rest.starts_with('[')) {
    const auto end = rest.find(']');
    if (end == std::string_view::npos) return refuse();
    client.host_ = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    if (!rest.empty() && !rest.starts_with(':')) return refuse();
    port = rest.empty() ? rest : rest.substr(1);
  } else {
    const auto colon = rest.find(':');
    client.host_ = rest.substr(0, colon);
    port = colon == std::string_view::npos ? std::string_view{} : rest.substr(colon + 1);
  }
  if (!port.empty()) {
    const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), client.port_);
    if (problem != std::errc{} || end != port.data() + port.size() || client.port_ == 0) return refuse();
  }
  if (client.host_.empty() || client.host_.find('/') != std::string::npos) return refuse();
  client.tls_ = std::make_shared<const TlsContext>(std::move(tls));
  client.timeout_ = timeout;
  return client;
}

Result<Response> Client::send(const Request& request) const {
  const Limits limits{.body = response_limit, .timeout = timeout_};
  PROOFMARK_TRY(const auto connection, Connection::connect(host_, port_, *tls_, limits));
  PROOFMARK_CHECK(connection->connect_tls(host_));
  PROOFMARK_TRY(Response response, connection->exchange(request, authority(host_, port_)));
  if (observer())
    observer()({request.method, request.target, response.status, response.content_type, response.body, false});
  connection->shut_down(false);
  return response;
}

Result<Response> Client::get(const std::string& target, const std::string& bearer) const {
  return send(make_request("GET", target, bearer));
}

Result<Response> Client::post(const std::string& target, const std::string& json, const std::string& bearer) const {
  Request request = make_request("POST", target, bearer);
  request.headers.emplace_back("Content-Type", "application/json");
  request.body = json;
  return send(request);
}

Result<std::unique_ptr<WebSocket>> Client::open_websocket(const std::string& target, const std::string& bearer) const {
  const Limits limits{.message = response_limit, .timeout = timeout_};
  PROOFMARK_TRY(auto connection, Connection::connect(host_, port_, *tls_, limits));
  PROOFMARK_CHECK(connection->connect_tls(host_));
  PROOFMARK_CHECK(connection->connect_websocket(make_request("GET", target, bearer), authority(host_, port_)));
  if (observer()) observer()({"GET", target, 101, "", "", false});
  return std::unique_ptr<WebSocket>(std::make_unique<ClientWebSocket>(std::move(connection), target));
}

void observe_exchanges(std::function<void(const Exchange&)> told) {
  observer() = std::move(told);
}

}  // namespace proofmark::http
