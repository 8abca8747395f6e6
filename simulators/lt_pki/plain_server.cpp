#include "simulators/lt_pki/plain_server.hpp"

#include <thread>
#include <utility>  // before Asio: Boost 1.74 uses std::exchange without it

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#pragma GCC diagnostic pop
// Boost's default arguments are literal zeros, charged to the line that uses them.
#pragma GCC diagnostic ignored "-Wzero-as-null-pointer-constant"

namespace proofmark::lt_pki {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
using boost::system::error_code;
using Tcp = asio::ip::tcp;

constexpr std::size_t kMostConnections = 64;
constexpr std::uint32_t kLargestHeader = 16384;  // bytes
constexpr std::uint64_t kLargestBody = 65536;    // bytes
constexpr std::chrono::seconds kPatience{30};

std::string text_of(boost::string_view view) {
  return {view.data(), view.size()};
}

http::Response answer_to(const http::Routes& routes, http::Request& request) {
  int refusal = 0;
  const http::Routes::Route* route = routes.match(request, false, refusal);
  if (route == nullptr)
    return refusal == 405 ? http::error_response(405, "method_not_allowed", "The resource does not have this method.")
                          : http::error_response(404, "not_found", "There is no such resource.");
  try {
    return route->handler(request);
  } catch (const std::exception&) {
    return http::error_response(500, "internal", "The request could not be processed.");
  }
}

// One connection: request and answer in turn until the peer or the time ends it. Lives by its own handlers.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(Tcp::socket socket, const http::Routes& routes, std::size_t& open)
      : stream_(std::move(socket)), routes_(routes), open_(open) {
    ++open_;
  }
  ~Connection() { --open_; }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void read() {
    parser_.emplace();
    parser_->header_limit(kLargestHeader);
    parser_->body_limit(kLargestBody);
    stream_.expires_after(kPatience);
    bhttp::async_read(stream_, buffer_, *parser_,
                      [self = shared_from_this()](error_code code, std::size_t) { self->answer(code); });
  }

 private:
  void answer(error_code code) {
    if (code == bhttp::error::body_limit)
      return write(http::error_response(413, "body_too_large", "The body is too large."), false);
    if (code == bhttp::error::header_limit || code == bhttp::error::buffer_overflow)
      return write(http::error_response(431, "header_too_large", "The header is too large."), false);
    if (code == bhttp::error::end_of_stream) return end();
    if (code.category() == bhttp::make_error_code(bhttp::error::bad_method).category())
      return write(http::error_response(400, "bad_request", "The request is no HTTP/1.1 request."), false);
    if (code) return;
    const auto& message = parser_->get();
    http::Request request;
    request.method = text_of(message.method_string());
    request.target = text_of(message.target());
    for (const auto& field : message)
      request.headers.emplace_back(text_of(field.name_string()), text_of(field.value()));
    request.body = message.body();
    write(answer_to(routes_, request), message.keep_alive());
  }

  void write(const http::Response& response, bool keep_alive) {
    answer_ = {};
    answer_.version(11);
    answer_.result(static_cast<unsigned>(response.status));
    for (const auto& [name, value] : response.headers) answer_.insert(name, value);
    if (!response.body.empty()) answer_.set(bhttp::field::content_type, response.content_type);
    answer_.keep_alive(keep_alive);
    answer_.body() = response.body;
    answer_.prepare_payload();
    stream_.expires_after(kPatience);
    bhttp::async_write(stream_, answer_, [self = shared_from_this(), keep_alive](error_code code, std::size_t) {
      if (code) return;
      if (keep_alive) return self->read();
      self->end();
    });
  }

  void end() {
    error_code ignored;
    stream_.socket().shutdown(Tcp::socket::shutdown_send, ignored);
  }

  beast::tcp_stream stream_;
  const http::Routes& routes_;
  std::size_t& open_;
  beast::flat_buffer buffer_{kLargestHeader + kLargestBody};
  std::optional<bhttp::request_parser<bhttp::string_body>> parser_;
  bhttp::response<bhttp::string_body> answer_;
};

}  // namespace

struct PlainServer::State {
  explicit State(http::Routes given) : routes(std::move(given)) {}

  void accept() {
    acceptor.async_accept([this](error_code code, Tcp::socket socket) {
      if (code == asio::error::operation_aborted) return;
      // Beyond the limit the socket is closed by going out of scope.
      if (!code && open < kMostConnections) std::make_shared<Connection>(std::move(socket), routes, open)->read();
      accept();
    });
  }

  http::Routes routes;
  std::size_t open = 0;  // touched by the loop's thread alone
  asio::io_context loop{1};
  Tcp::acceptor acceptor{loop};
  std::string url;
  std::jthread thread;
};

PlainServer::PlainServer(std::unique_ptr<State> state) : state_(std::move(state)) {}

PlainServer::~PlainServer() {
  state_->loop.stop();
  state_->thread = {};  // joined before the loop and what waits in it go
}

Result<std::unique_ptr<PlainServer>> PlainServer::start(const std::string& address, std::uint16_t port,
                                                        http::Routes routes) {
  error_code code;
  const auto parsed = asio::ip::make_address(address, code);
  if (code)
    return fail("HTTP listener", "a numeric IPv4 or IPv6 address", "'" + address + "'",
                "Give for example 127.0.0.1:0.");
  auto state = std::make_unique<State>(std::move(routes));
  const Tcp::endpoint wanted(parsed, port);
  const auto listen = [&] {
    if (state->acceptor.open(wanted.protocol(), code)) return;
    if (state->acceptor.set_option(Tcp::acceptor::reuse_address(true), code)) return;
    if (state->acceptor.bind(wanted, code)) return;
    state->acceptor.listen(asio::socket_base::max_listen_connections, code);
  };
  listen();
  const Tcp::endpoint bound = code ? wanted : state->acceptor.local_endpoint(code);
  if (code)
    return fail("HTTP listener", "to listen on " + address + ":" + std::to_string(port), code.message(),
                "Choose another port, or port 0 for a free one.");
  state->url = "http://" + (parsed.is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(bound.port());
  state->accept();
  state->thread = std::jthread([raw = state.get()] { raw->loop.run(); });
  return std::unique_ptr<PlainServer>(new PlainServer(std::move(state)));
}

std::string PlainServer::url() const {
  return state_->url;
}

}  // namespace proofmark::lt_pki
