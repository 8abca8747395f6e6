// TLS and HTTP/1.1 (RFC 9112) over one socket.
#include "common/http/connection_impl.hpp"

namespace proofmark::http {
namespace {

template <typename Fields>
Headers headers_of(const Fields& fields) {
  Headers headers;
  for (const auto& field : fields) headers.emplace_back(text_of(field.name_string()), text_of(field.value()));
  return headers;
}

}  // namespace

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
    code = impl->run([&](Done done) { asio::async_connect(impl->socket(), found, done); });
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
  const error_code code =
      impl_->run([&](Done done) { impl_->stream.async_handshake(asio::ssl::stream_base::client, done); });
  if (code)
    return fail("RFC 8446 4", "a TLS handshake with " + host, code.message() + impl_->verification(),
                "Check the authority's certificate, the server's name and the time.");
  return {};
}

Result<std::optional<Incoming>> Connection::read_request() {
  bhttp::request_parser<bhttp::string_body> parser;
  parser.header_limit(static_cast<std::uint32_t>(impl_->limits.header));
  parser.body_limit(impl_->limits.body);
  error_code code =
      impl_->run([&](Done done) { bhttp::async_read_header(impl_->stream, impl_->buffer, parser, done); });
  if (!code && text_of(parser.get()[bhttp::field::expect]) == "100-continue") {
    bhttp::response<bhttp::empty_body> go_on(bhttp::status::continue_, 11);
    code = impl_->run([&](Done done) { bhttp::async_write(impl_->stream, go_on, done); });
  }
  if (!code && !parser.is_done())
    code = impl_->run([&](Done done) { bhttp::async_read(impl_->stream, impl_->buffer, parser, done); });
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
  const error_code code = impl_->run([&](Done done) { bhttp::async_write(impl_->stream, message, done); });
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
  const error_code written = impl_->run([&](Done done) { bhttp::async_write(impl_->stream, message, done); });
  bhttp::response_parser<bhttp::string_body> parser;
  parser.body_limit(impl_->limits.body);
  const error_code code = impl_->run([&](Done done) { bhttp::async_read(impl_->stream, impl_->buffer, parser, done); });
  if (code) return broken("a response to " + what, written ? written : code, "Check the service's log.");
  const auto answer = parser.release();
  return Response{.status = static_cast<int>(answer.result_int()),
                  .content_type = text_of(answer[bhttp::field::content_type]),
                  .body = answer.body(),
                  .headers = headers_of(answer)};
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
