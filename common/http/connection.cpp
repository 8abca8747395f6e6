#include "common/http/connection.hpp"

#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <atomic>
#include <utility>  // before Asio: Boost 1.74 uses std::exchange without it

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#pragma GCC diagnostic pop
// Boost's default arguments are literal zeros, charged to the line that uses them.
#pragma GCC diagnostic ignored "-Wzero-as-null-pointer-constant"

namespace proofmark::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
namespace ws = boost::beast::websocket;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Steady = std::chrono::steady_clock;

constexpr Duration closing_time = std::chrono::seconds{1};

tl::unexpected<Error> broken(const std::string& expected, const error_code& code, const std::string& next_step) {
  return fail("HTTPS connection", expected, code.message(), next_step);
}

std::string text_of(boost::string_view view) {
  return {view.data(), view.size()};
}

template <typename Fields>
Headers headers_of(const Fields& fields) {
  Headers headers;
  for (const auto& field : fields) headers.emplace_back(text_of(field.name_string()), text_of(field.value()));
  return headers;
}

// One handler type for every operation: each further one costs seconds of compile time.
struct Done {
  bool* done;
  error_code* result;

  void operator()(error_code code) const {
    *done = true;
    *result = code;
  }
  void operator()(error_code code, std::size_t) const { (*this)(code); }
  void operator()(error_code code, const Tcp::endpoint&) const { (*this)(code); }
};

}  // namespace

struct Connection::Impl {
  Impl(const TlsContext& tls, const Limits& given)
      : limits(given), clock_time(tls.clock().now()), context(shared(tls.native())), stream(loop, context) {}

  // The ssl::context of Asio owns one reference of OpenSSL's object and gives it back.
  static SSL_CTX* shared(SSL_CTX* context) {
    SSL_CTX_up_ref(context);
    return context;
  }

  Tcp::socket& socket() { return stream.next_layer(); }

  void cut() {
    error_code ignored;
    socket().close(ignored);
  }

  // Starts the operation and runs the loop until it has ended. When the time is up or somebody aborts, the socket is
  // closed, which ends the operation; so no handler outlives this call.
  template <typename Start>
  error_code run(Duration timeout, Start start) {
    if (aborted) return asio::error::operation_aborted;
    bool done = false;
    bool timed_out = false;
    error_code result;
    if (loop.stopped()) loop.restart();
    start(Done{&done, &result});
    const auto deadline = Steady::now() + timeout;
    while (!done) {
      if (loop.stopped()) loop.restart();
      if (loop.run_one_until(deadline) == 0 && !done && Steady::now() >= deadline) {
        timed_out = true;
        cut();
        while (!done) {
          if (loop.stopped()) loop.restart();
          loop.run_one();
        }
      }
    }
    return timed_out ? error_code(asio::error::timed_out) : result;
  }

  // RFC 5280 6.1.3 (a)(2): validity is judged at the time the clock gives, which need not be the system's.
  bool prepare_verification() {
    X509_VERIFY_PARAM* parameters = SSL_get0_param(stream.native_handle());
    X509_VERIFY_PARAM_set_time(parameters,
                               std::chrono::duration_cast<std::chrono::seconds>(clock_time.time_since_epoch()).count());
    return parameters != nullptr;
  }

  std::string verification() {
    const long code = SSL_get_verify_result(stream.native_handle());
    return code == X509_V_OK ? std::string{} : std::string(" (") + X509_verify_cert_error_string(code) + ")";
  }

  Limits limits;
  Instant clock_time;
  asio::io_context loop{1};
  asio::ssl::context context;
  asio::ssl::stream<Tcp::socket> stream;
  std::optional<ws::stream<asio::ssl::stream<Tcp::socket>&>> websocket;
  beast::flat_buffer buffer;
  beast::flat_buffer incoming;
  bhttp::request<bhttp::string_body> last_request;
  bool reading = false;
  bool read_done = false;
  bool closed = false;
  std::optional<Steady::time_point> closing_until;
  error_code read_result;
  std::atomic<bool> aborted = false;
};

Connection::Connection(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

Connection::~Connection() {
  // A read that still waits refers to this object: close, then let its handler run.
  impl_->cut();
  if (impl_->loop.stopped()) impl_->loop.restart();
  impl_->loop.run();
}

Result<std::shared_ptr<Connection>> Connection::adopt(int fd, bool ipv6, const TlsContext& tls, const Limits& limits) {
  try {
    auto impl = std::make_unique<Impl>(tls, limits);
    impl->socket().assign(ipv6 ? Tcp::v6() : Tcp::v4(), fd);
    // Request and answer alternate in small pieces; waiting to fill a segment would cost 40 ms each.
    impl->socket().set_option(Tcp::no_delay(true));
    return std::shared_ptr<Connection>(new Connection(std::move(impl)));
  } catch (const std::exception& problem) {
    return fail("HTTPS connection", "to take the TCP connection", problem.what(), "Try again.");
  }
}

Result<std::shared_ptr<Connection>> Connection::connect(const std::string& host, std::uint16_t port,
                                                        const TlsContext& tls, const Limits& limits) {
  const std::string where = host + ":" + std::to_string(port);
  try {
    auto impl = std::make_unique<Impl>(tls, limits);
    Tcp::resolver resolver(impl->loop);
    error_code code;
    const auto found = resolver.resolve(host, std::to_string(port), code);
    if (code) return broken("the address of " + host, code, "Check the name.");
    code = impl->run(limits.timeout, [&](Done done) { asio::async_connect(impl->socket(), found, done); });
    if (code) return broken("a TCP connection to " + where, code, "Check that the service runs and listens there.");
    impl->socket().set_option(Tcp::no_delay(true));
    return std::shared_ptr<Connection>(new Connection(std::move(impl)));
  } catch (const std::exception& problem) {
    return fail("HTTPS connection", "a TCP connection to " + where, problem.what(), "Try again.");
  }
}

Result<void> Connection::accept_tls(Duration timeout) {
  impl_->prepare_verification();
  const error_code code =
      impl_->run(timeout, [&](Done done) { impl_->stream.async_handshake(asio::ssl::stream_base::server, done); });
  if (code)
    return fail("RFC 8446 4", "a TLS handshake", code.message() + impl_->verification(),
                "Check protocol version and client certificate.");
  return {};
}

Result<void> Connection::connect_tls(const std::string& host) {
  impl_->prepare_verification();
  SSL* ssl = impl_->stream.native_handle();
  X509_VERIFY_PARAM* parameters = SSL_get0_param(ssl);
  error_code not_an_address;
  asio::ip::make_address(host, not_an_address);
  // RFC 9525 4: the certificate must name the host that was asked for; RFC 6066 3: no server name for an address.
  if (!not_an_address) {
    X509_VERIFY_PARAM_set1_ip_asc(parameters, host.c_str());
  } else {
    X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(parameters, host.c_str(), host.size());
    SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, const_cast<char*>(host.c_str()));
  }
  const error_code code = impl_->run(
      impl_->limits.timeout, [&](Done done) { impl_->stream.async_handshake(asio::ssl::stream_base::client, done); });
  if (code)
    return fail("RFC 8446 4", "a TLS handshake with " + host, code.message() + impl_->verification(),
                "Check the authority's certificate, the server's name and the time.");
  return {};
}

Result<std::optional<Incoming>> Connection::read_request() {
  bhttp::request_parser<bhttp::string_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(impl_->limits.header));
  parser.body_limit(impl_->limits.body);
  error_code code = impl_->run(
      impl_->limits.timeout, [&](Done done) { bhttp::async_read_header(impl_->stream, impl_->buffer, parser, done); });
  if (!code && text_of(parser.get()[bhttp::field::expect]) == "100-continue") {
    bhttp::response<bhttp::empty_body> go_on(bhttp::status::continue_, 11);
    code = impl_->run(impl_->limits.timeout, [&](Done done) { bhttp::async_write(impl_->stream, go_on, done); });
  }
  if (!code && !parser.is_done())
    code = impl_->run(impl_->limits.timeout,
                      [&](Done done) { bhttp::async_read(impl_->stream, impl_->buffer, parser, done); });
  Incoming incoming;
  if (code == bhttp::error::body_limit) {
    incoming.refusal = 413;
  } else if (code == bhttp::error::header_limit || code == bhttp::error::buffer_overflow) {
    incoming.refusal = 431;
  } else if (code == bhttp::error::end_of_stream || code == asio::ssl::error::stream_truncated ||
             code == asio::error::eof || code == asio::error::connection_reset) {
    return std::optional<Incoming>{};
  } else if (code.category() == bhttp::make_error_code(bhttp::error::bad_method).category()) {
    incoming.refusal = 400;
  } else if (code) {
    return broken("an HTTP request", code, "Send a whole request in time.");
  }
  if (incoming.refusal != 0) return std::optional<Incoming>(std::move(incoming));
  impl_->last_request = parser.release();
  const auto& request = impl_->last_request;
  incoming.request.method = text_of(request.method_string());
  incoming.request.target = text_of(request.target());
  incoming.request.headers = headers_of(request);
  incoming.request.body = request.body();
  incoming.keep_alive = request.keep_alive();
  incoming.upgrade = ws::is_upgrade(request);
  return std::optional<Incoming>(std::move(incoming));
}

Result<void> Connection::write_response(const Response& response, bool keep_alive) {
  bhttp::response<bhttp::string_body> message;
  message.version(11);
  message.result(static_cast<unsigned>(response.status));
  for (const auto& [name, value] : response.headers) message.insert(name, value);
  message.set(bhttp::field::cache_control, "no-store");
  if (!response.body.empty()) message.set(bhttp::field::content_type, response.content_type);
  message.keep_alive(keep_alive);
  message.body() = response.body;
  message.prepare_payload();
  if (response.status == 204) message.erase(bhttp::field::content_length);  // RFC 9110 8.6
  const error_code code =
      impl_->run(impl_->limits.timeout, [&](Done done) { bhttp::async_write(impl_->stream, message, done); });
  if (code) return broken("to send a response", code, "");
  return {};
}

Result<Response> Connection::exchange(const Request& request, const std::string& host) {
  bhttp::request<bhttp::string_body> message;
  message.version(11);
  message.method_string(request.method);
  message.target(request.target);
  message.set(bhttp::field::host, host);
  message.keep_alive(false);
  for (const auto& [name, value] : request.headers) message.insert(name, value);
  message.body() = request.body;
  message.prepare_payload();
  const std::string what = request.method + " " + request.target;
  // A server may answer and close before it has read all (413): then the answer counts, not the failed write.
  const error_code written =
      impl_->run(impl_->limits.timeout, [&](Done done) { bhttp::async_write(impl_->stream, message, done); });
  bhttp::response_parser<bhttp::string_body> parser;
  parser.body_limit(impl_->limits.body);
  const error_code code = impl_->run(impl_->limits.timeout,
                                     [&](Done done) { bhttp::async_read(impl_->stream, impl_->buffer, parser, done); });
  if (code) return broken("a response to " + what, written ? written : code, "Check the service's log.");
  const auto answer = parser.release();
  return Response{.status = static_cast<int>(answer.result_int()),
                  .content_type = text_of(answer[bhttp::field::content_type]),
                  .body = answer.body(),
                  .headers = headers_of(answer)};
}

Result<void> Connection::accept_websocket(Duration timeout) {
  impl_->websocket.emplace(impl_->stream);
  impl_->websocket->read_message_max(impl_->limits.message);
  impl_->websocket->auto_fragment(false);
  const error_code code =
      impl_->run(timeout, [&](Done done) { impl_->websocket->async_accept(impl_->last_request, done); });
  if (code) return broken("a WebSocket handshake", code, "");
  return {};
}

Result<void> Connection::connect_websocket(const Request& request, const std::string& host) {
  impl_->websocket.emplace(impl_->stream);
  impl_->websocket->read_message_max(impl_->limits.message);
  impl_->websocket->auto_fragment(false);
  impl_->websocket->set_option(ws::stream_base::decorator([&](ws::request_type& upgrade) {
    for (const auto& [name, value] : request.headers) upgrade.set(name, value);
  }));
  bhttp::response<bhttp::string_body> answer;
  const error_code code = impl_->run(
      impl_->limits.timeout, [&](Done done) { impl_->websocket->async_handshake(answer, host, request.target, done); });
  if (code == ws::error::upgrade_declined)
    return fail("RFC 6455 4.1", "status 101 for " + request.target,
                "status " + std::to_string(answer.result_int()) + " " + answer.body(), "Check the call's state.");
  if (code) return broken("a WebSocket at " + request.target, code, "Check the service's log.");
  return {};
}

Result<std::optional<Message>> Connection::receive(Duration timeout) {
  auto& impl = *impl_;
  if (impl.closed) return std::optional<Message>(Message{});
  if (impl.aborted) return broken("a message", asio::error::operation_aborted, "");
  if (!impl.reading) {
    impl.reading = true;
    impl.read_done = false;
    if (impl.loop.stopped()) impl.loop.restart();
    impl.websocket->async_read(impl.incoming, Done{&impl.read_done, &impl.read_result});
  }
  const auto deadline = Steady::now() + timeout;
  impl.loop.poll();
  while (!impl.read_done && Steady::now() < deadline) {
    if (impl.loop.stopped()) impl.loop.restart();
    auto until = deadline;
    if (!impl.websocket->is_open()) {
      // Beast has refused a message, or answered a close, and waits for the peer to end TLS: not for ever.
      if (!impl.closing_until) impl.closing_until = Steady::now() + closing_time;
      if (Steady::now() < *impl.closing_until)
        until = std::min(until, *impl.closing_until);
      else
        impl.cut();
    }
    impl.loop.run_one_until(until);
  }
  if (!impl.read_done) return std::optional<Message>{};
  impl.reading = false;
  if (impl.read_result == ws::error::closed) {
    impl.closed = true;
    return std::optional<Message>(Message{});
  }
  if (impl.read_result) return broken("a message", impl.read_result, "Open the session again.");
  Message message;
  message.kind = impl.websocket->got_text() ? Message::Kind::text : Message::Kind::binary;
  const auto data = impl.incoming.cdata();
  const auto* first = static_cast<const std::uint8_t*>(data.data());
  message.data.assign(first, first + data.size());
  impl.incoming.consume(impl.incoming.size());
  return std::optional<Message>(std::move(message));
}

Result<void> Connection::send_text(std::string_view text) {
  impl_->websocket->text(true);
  const error_code code = impl_->run(impl_->limits.timeout, [&](Done done) {
    impl_->websocket->async_write(asio::buffer(text.data(), text.size()), done);
  });
  if (code) return broken("to send a message", code, "");
  return {};
}

Result<void> Connection::send_binary(ByteView data) {
  impl_->websocket->binary(true);
  const error_code code = impl_->run(impl_->limits.timeout, [&](Done done) {
    impl_->websocket->async_write(asio::buffer(data.data(), data.size()), done);
  });
  if (code) return broken("to send a message", code, "");
  return {};
}

void Connection::close() {
  if (!impl_->websocket) return;
  if (!impl_->closed && impl_->websocket->is_open() && impl_->socket().is_open())
    static_cast<void>(
        impl_->run(closing_time, [&](Done done) { impl_->websocket->async_close(ws::close_code::normal, done); }));
  impl_->closed = true;
}

void Connection::shut_down(bool drain) {
  if (impl_->websocket) return close();
  if (drain) {
    std::array<char, 4096> waste{};
    const auto deadline = Steady::now() + closing_time;
    for (error_code code; !code && Steady::now() < deadline;)
      code = impl_->run(std::chrono::milliseconds{200},
                        [&](Done done) { impl_->stream.async_read_some(asio::buffer(waste), done); });
  }
  if (impl_->socket().is_open())
    static_cast<void>(impl_->run(closing_time, [&](Done done) { impl_->stream.async_shutdown(done); }));
}

void Connection::abort() {
  impl_->aborted = true;
  asio::post(impl_->loop, [impl = impl_.get()] { impl->cut(); });
}

}  // namespace proofmark::http
