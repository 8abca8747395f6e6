// A server with certificates of its own authority on a free port of the loopback interface.
#pragma once
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include <chrono>
#include <csignal>

#include "common/http/client.hpp"
#include "common/http/server.hpp"
#include "tests/http/certificates.hpp"

namespace proofmark::testing {

inline Instant at(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month{month} / std::chrono::day{day}};
}

class HttpTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const Dates year{at(2026, 1, 1), at(2027, 1, 1)};
    const Authority good(folder(), "good-ca", {at(2020, 1, 1), at(2040, 1, 1)});
    good.issue("server", year, "serverAuth", "IP:127.0.0.1,DNS:localhost");
    good.issue("elsewhere", year, "serverAuth", "IP:127.0.0.9,DNS:elsewhere.example");
    good.issue("client", year, "clientAuth");
    good.issue("old-client", {at(2024, 1, 1), at(2025, 1, 1)}, "clientAuth");
    const Authority other(folder(), "other-ca", {at(2020, 1, 1), at(2040, 1, 1)});
    other.issue("stranger", year, "clientAuth");
  }

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return folder() / name; }

  // Starts the server on a free port. Returns a problem, if any, as a test failure.
  void serve(http::Routes routes, bool mutual = false, const std::string& certificate = "server",
             http::ServerSettings settings = {}) {
    const auto tls = http::TlsContext::server({.certificate_chain = file(certificate + ".pem"),
                                               .key = file(certificate + ".key"),
                                               .client_ca = mutual ? file("good-ca.pem") : ""},
                                              clock);
    ASSERT_TRUE(tls) << tls.error().line();
    auto server_or = http::Server::start(settings, *tls, std::move(routes));
    ASSERT_TRUE(server_or) << server_or.error().line();
    server = *std::move(server_or);
  }

  [[nodiscard]] http::Client client(const std::string& certificate = {}, const std::string& authority = "good-ca",
                                    std::shared_ptr<const Clock> its_clock = nullptr) const {
    auto tls = http::TlsContext::client({.ca = file(authority + ".pem"),
                                         .certificate = certificate.empty() ? "" : file(certificate + ".pem"),
                                         .key = certificate.empty() ? "" : file(certificate + ".key")},
                                        its_clock ? its_clock : clock);
    EXPECT_TRUE(tls) << tls.error().line();
    auto made = http::Client::create(server->url(), *std::move(tls), std::chrono::seconds{10});
    EXPECT_TRUE(made) << made.error().line();
    return *made;
  }

  static http::Routes hello() {
    http::Routes routes;
    routes.on("GET", "/hello", [](const http::Request&) { return http::json_response(200, R"({"hello":"you"})"); });
    return routes;
  }

  std::shared_ptr<FixedClock> clock = std::make_shared<FixedClock>(at(2026, 6, 1));
  std::unique_ptr<http::Server> server;

 private:
  TemporaryFolder folder_;
};

// A plain OpenSSL client, for what the project's own client cannot be made to do.
class RawTls {
 public:
  // Versions as OpenSSL's numbers; `suites` empty: OpenSSL's default.
  RawTls(std::uint16_t port, int lowest, int highest, const std::string& suites = {})
      : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    std::signal(SIGPIPE, SIG_IGN);  // OpenSSL's own sockets write without MSG_NOSIGNAL
    SSL_CTX_set_security_level(context_.get(), 0);
    SSL_CTX_set_min_proto_version(context_.get(), lowest);
    SSL_CTX_set_max_proto_version(context_.get(), highest);
    if (!suites.empty()) SSL_CTX_set_cipher_list(context_.get(), suites.c_str());
    bio_.reset(BIO_new_ssl_connect(context_.get()));
    std::string server = "127.0.0.1:" + std::to_string(port);
    BIO_set_conn_hostname(bio_.get(), server.data());
    connected_ = BIO_do_connect(bio_.get()) == 1 && BIO_do_handshake(bio_.get()) == 1;
  }
  [[nodiscard]] bool connected() const { return connected_; }
  bool write(const std::string& text) {
    return BIO_write(bio_.get(), text.data(), static_cast<int>(text.size())) == static_cast<int>(text.size());
  }
  // Until the server closes, or `needed` is in what came.
  std::string read(const std::string& needed = {}) {
    std::string all;
    char buffer[4096];
    for (;;) {
      if (!needed.empty() && all.find(needed) != std::string::npos) return all;
      const int n = BIO_read(bio_.get(), buffer, sizeof(buffer));
      if (n <= 0) return all;
      all.append(buffer, static_cast<std::size_t>(n));
    }
  }

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
  std::unique_ptr<BIO, decltype(&BIO_free_all)> bio_{nullptr, BIO_free_all};
  bool connected_ = false;
};

}  // namespace proofmark::testing
