// What the two halves of a connection share: the socket, the loop that runs it, the time limits. Private to this room.
#pragma once
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

#include "common/http/connection.hpp"

namespace proofmark::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
namespace ws = boost::beast::websocket;
using boost::system::error_code;
using Tcp = asio::ip::tcp;
using Steady = std::chrono::steady_clock;

inline constexpr Duration closing_time = std::chrono::seconds{1};

inline tl::unexpected<Error> broken(const std::string& expected, const error_code& code, const std::string& next_step) {
  return fail("HTTPS connection", expected, code.message(), next_step);
}

inline std::string text_of(boost::string_view view) {
  return {view.data(), view.size()};
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

  template <typename Start>
  error_code run(Start start) {
    return run(limits.timeout, start);
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

  void begin_websocket() {
    websocket.emplace(stream);
    websocket->read_message_max(limits.message);
    websocket->auto_fragment(false);
  }

  Result<void> send(asio::const_buffer message) {
    const error_code code = run([&](Done done) { websocket->async_write(message, done); });
    if (code) return broken("to send a message", code, "");
    return {};
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

}  // namespace proofmark::http
