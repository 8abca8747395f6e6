// Who may speak with whom: certificates, their times by the injected clock, names, protocol versions, suites.
#include "tests/http/fixture.hpp"

namespace proofmark::testing {
namespace {

using Tls = HttpTest;

TEST_F(Tls, ARequestIsAnswered) {
  serve(hello());
  const auto response = client().get("/hello");
  ASSERT_TRUE(response) << response.error().line();
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, R"({"hello":"you"})");
  EXPECT_EQ(response->content_type, "application/json");
}

TEST_F(Tls, TheRightClientCertificateIsAccepted) {
  serve(hello(), true);
  const auto response = client("client").get("/hello");
  ASSERT_TRUE(response) << response.error().line();
  EXPECT_EQ(response->status, 200);
}

TEST_F(Tls, NoClientCertificateIsRefused) {
  serve(hello(), true);
  EXPECT_FALSE(client().get("/hello"));
}

TEST_F(Tls, AClientCertificateOfAnotherAuthorityIsRefused) {
  serve(hello(), true);
  EXPECT_FALSE(client("stranger").get("/hello"));
}

TEST_F(Tls, AServerCertificateIsNoClientCertificate) {
  serve(hello(), true);
  EXPECT_FALSE(client("elsewhere").get("/hello"));
}

TEST_F(Tls, AClientCertificateIsJudgedByTheClock) {
  serve(hello(), true);
  EXPECT_FALSE(client("old-client").get("/hello"));
  // Each connection asks the clock anew; the client itself keeps a clock at which the server's certificate is valid.
  clock->set(at(2024, 6, 1));
  const auto mid_2026 = std::make_shared<FixedClock>(at(2026, 6, 1));
  EXPECT_TRUE(client("old-client", "good-ca", mid_2026).get("/hello"));
  EXPECT_FALSE(client("client", "good-ca", mid_2026).get("/hello"));
}

TEST_F(Tls, AServerCertificateIsJudgedByTheClock) {
  serve(hello());
  EXPECT_TRUE(client("", "good-ca", std::make_shared<FixedClock>(at(2026, 12, 31))).get("/hello"));
  const auto late = client("", "good-ca", std::make_shared<FixedClock>(at(2027, 1, 2))).get("/hello");
  ASSERT_FALSE(late);
  EXPECT_NE(late.error().observed.find("expired"), std::string::npos) << late.error().line();
  EXPECT_FALSE(client("", "good-ca", std::make_shared<FixedClock>(at(2025, 12, 31))).get("/hello"));
}

TEST_F(Tls, AServerOfAnotherAuthorityIsRefused) {
  serve(hello());
  EXPECT_FALSE(client("", "other-ca").get("/hello"));
}

TEST_F(Tls, AServerWithAnotherNameIsRefused) {
  serve(hello(), false, "elsewhere");
  const auto response = client().get("/hello");
  ASSERT_FALSE(response);
  EXPECT_NE(response.error().observed.find("mismatch"), std::string::npos) << response.error().line();
}

TEST_F(Tls, AHostNameIsCheckedToo) {
  serve(hello());
  const auto tls = http::TlsContext::client({.ca = file("good-ca.pem"), .certificate = {}, .key = {}}, clock);
  ASSERT_TRUE(tls);
  const auto local = http::Client::create("https://localhost:" + std::to_string(server->port()), *tls);
  ASSERT_TRUE(local);
  EXPECT_TRUE(local->get("/hello"));
}

TEST_F(Tls, OnlyVersions12And13) {
  serve(hello());
  EXPECT_TRUE(RawTls(server->port(), TLS1_2_VERSION, TLS1_2_VERSION).connected());
  EXPECT_TRUE(RawTls(server->port(), TLS1_3_VERSION, TLS1_3_VERSION).connected());
  EXPECT_FALSE(RawTls(server->port(), TLS1_1_VERSION, TLS1_1_VERSION).connected());
  EXPECT_FALSE(RawTls(server->port(), TLS1_VERSION, TLS1_VERSION).connected());
}

TEST_F(Tls, OnlySuitesWithForwardSecrecyAndAuthenticatedEncryption) {
  serve(hello());
  const auto offers = [&](const char* suite) {
    return RawTls(server->port(), TLS1_2_VERSION, TLS1_2_VERSION, suite).connected();
  };
  EXPECT_TRUE(offers("ECDHE-ECDSA-AES128-GCM-SHA256"));
  EXPECT_TRUE(offers("ECDHE-ECDSA-CHACHA20-POLY1305"));
  EXPECT_FALSE(offers("ECDHE-ECDSA-AES128-SHA"));
  EXPECT_FALSE(offers("ECDHE-ECDSA-AES256-CCM8"));
  EXPECT_FALSE(offers("AECDH-AES128-SHA"));
}

TEST_F(Tls, UnusableFilesAreNamed) {
  const auto missing = http::TlsContext::client({.ca = file("none.pem"), .certificate = {}, .key = {}}, clock);
  ASSERT_FALSE(missing);
  EXPECT_NE(missing.error().expected.find("none.pem"), std::string::npos);
  const auto mixed = http::TlsContext::server(
      {.certificate_chain = file("server.pem"), .key = file("client.key"), .client_ca = {}}, clock);
  ASSERT_FALSE(mixed);
  EXPECT_NE(mixed.error().expected.find("client.key"), std::string::npos);
}

TEST_F(Tls, WithoutAClockNothingIsJudged) {
  const auto serving = http::TlsContext::server(
      {.certificate_chain = file("server.pem"), .key = file("server.key"), .client_ca = file("good-ca.pem")}, nullptr);
  const auto asking = http::TlsContext::client({.ca = file("good-ca.pem"), .certificate = {}, .key = {}}, nullptr);
  for (const auto* made : {&serving, &asking}) {
    ASSERT_FALSE(*made);
    EXPECT_NE(made->error().expected.find("a clock"), std::string::npos) << made->error().line();
  }
}

TEST_F(Tls, AClientThatNeverSpeaksDoesNotStopTheServer) {
  http::ServerSettings settings;
  settings.handshake_timeout = std::chrono::milliseconds{50};
  serve(hello(), false, "server", settings);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> silent(
      BIO_new_connect(("127.0.0.1:" + std::to_string(server->port())).c_str()), BIO_free_all);
  ASSERT_EQ(BIO_do_connect(silent.get()), 1);
  char byte = 0;
  EXPECT_LE(BIO_read(silent.get(), &byte, 1), 0);  // returns when the server has given up
  EXPECT_TRUE(client().get("/hello"));
}

}  // namespace
}  // namespace proofmark::testing
