// Requests, good and bad, over a real connection.
#include <atomic>
#include <thread>

#include "tests/http/fixture.hpp"

namespace proofmark::testing {
namespace {

using Server = HttpTest;

http::Routes routes() {
  http::Routes routes;
  routes.on("POST", "/echo", [](const http::Request& request) { return http::json_response(200, request.body); })
      .on("GET", "/items/{item}/part",
          [](const http::Request& request) { return http::json_response(200, request.parameters.at("item")); })
      .on("GET", "/bearer", [](const http::Request& request) { return http::json_response(200, request.bearer()); })
      .on("GET", "/empty",
          [](const http::Request&) {
            return http::Response{.status = 204, .content_type = {}, .body = {}, .headers = {}};
          })
      .on("GET", "/throws", [](const http::Request&) -> http::Response { throw std::runtime_error("broken"); })
      .websocket("/socket", [](const http::Request&) { return http::error_response(403, "no", "No."); });
  return routes;
}

TEST_F(Server, PathsMethodsAndParameters) {
  serve(routes());
  const auto status = [&](const std::string& target) { return client().get(target)->status; };
  EXPECT_EQ(client().get("/items/a7/part")->body, "a7");
  EXPECT_EQ(client().get("/items/a7/part?x=1")->body, "a7");
  EXPECT_EQ(status("/items//part"), 404);
  EXPECT_EQ(status("/items/a7/part/"), 404);
  EXPECT_EQ(status("/items/a7"), 404);
  EXPECT_EQ(status("/"), 404);
  EXPECT_EQ(status("/echo"), 405);
  EXPECT_EQ(status("/socket"), 426);
  EXPECT_EQ(client().get("/bearer", "secret")->body, "secret");
  EXPECT_EQ(client().get("/bearer")->body, "");
}

TEST_F(Server, AnEmptyAnswerHasNoContent) {
  serve(routes());
  const auto response = client().get("/empty");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 204);
  EXPECT_TRUE(response->body.empty());
  EXPECT_TRUE(http::find_header(response->headers, "Content-Type").empty());
}

TEST_F(Server, BodiesUpToTheLimitAreTakenLargerOnesRefused) {
  http::ServerSettings settings;
  settings.body_limit = 1000;
  serve(routes(), false, "server", settings);
  const std::string fits(1000, 'x');
  EXPECT_EQ(client().post("/echo", fits)->body, fits);
  const auto refused = client().post("/echo", fits + "x");
  ASSERT_TRUE(refused) << refused.error().line();
  EXPECT_EQ(refused->status, 413);
  const auto huge = client().post("/echo", std::string(3'000'000, 'x'));
  ASSERT_TRUE(huge) << huge.error().line();
  EXPECT_EQ(huge->status, 413);
}

TEST_F(Server, AChunkedBodyIsLimitedToo) {
  http::ServerSettings settings;
  settings.body_limit = 100;
  serve(routes(), false, "server", settings);
  RawTls raw(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
  ASSERT_TRUE(raw.write("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"));
  ASSERT_TRUE(raw.write("80\r\n" + std::string(128, 'x') + "\r\n0\r\n\r\n"));
  EXPECT_TRUE(raw.read().starts_with("HTTP/1.1 413"));
}

TEST_F(Server, WhatIsNoHttpIsRefusedAndTheServerGoesOn) {
  serve(routes());
  RawTls raw(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
  ASSERT_TRUE(raw.write("\x01\x02 this is no request\r\n\r\n"));
  EXPECT_TRUE(raw.read().starts_with("HTTP/1.1 400"));
  RawTls long_header(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
  ASSERT_TRUE(long_header.write("GET / HTTP/1.1\r\nX: " + std::string(20000, 'x') + "\r\n\r\n"));
  EXPECT_TRUE(long_header.read().starts_with("HTTP/1.1 431"));
  RawTls twice(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
  // Two lengths, or a length beside chunks: the ways of request smuggling (RFC 9112 6.3).
  ASSERT_TRUE(twice.write("POST /echo HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"));
  EXPECT_TRUE(twice.read().starts_with("HTTP/1.1 400"));
  EXPECT_EQ(client().post("/echo", "still here")->body, "still here");
}

TEST_F(Server, AConnectionServesSeveralRequests) {
  serve(routes());
  RawTls raw(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
  for (const std::string item : {"one", "two", "three"}) {
    ASSERT_TRUE(raw.write("GET /items/" + item + "/part HTTP/1.1\r\nHost: x\r\n\r\n"));
    EXPECT_NE(raw.read("\r\n\r\n" + item).find(item), std::string::npos);
  }
}

TEST_F(Server, AHandlerThatThrowsIsAnswered500) {
  std::atomic<int> lines = 0;
  http::ServerSettings settings;
  settings.log = [&](const std::string& line) { lines += line.find("broken") != std::string::npos ? 1 : 0; };
  serve(routes(), false, "server", settings);
  const auto response = client().get("/throws");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 500);
  EXPECT_EQ(response->body.find("broken"), std::string::npos) << "the cause is for the log, not for the caller";
  EXPECT_EQ(lines, 1);
}

TEST_F(Server, ConnectionsBeyondTheLimitAreClosed) {
  http::ServerSettings settings;
  settings.connection_limit = 2;
  serve(hello(), false, "server", settings);
  RawTls first(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
  RawTls second(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
  EXPECT_TRUE(first.connected() && second.connected());
  EXPECT_FALSE(RawTls(server->port(), TLS1_2_VERSION, TLS1_3_VERSION).connected());
}

TEST_F(Server, ATakenPortIsNamed) {
  serve(hello());
  http::ServerSettings settings;
  settings.port = server->port();
  const auto tls = http::TlsContext::server(
      {.certificate_chain = file("server.pem"), .key = file("server.key"), .client_ca = {}}, clock);
  ASSERT_TRUE(tls);
  const auto again = http::Server::start(settings, *tls, hello());
  ASSERT_FALSE(again);
  EXPECT_NE(again.error().line().find(std::to_string(settings.port)), std::string::npos);
  settings.address = "localhost";
  EXPECT_FALSE(http::Server::start(settings, *tls, hello())) << "a name is no numeric address";
}

TEST_F(Server, ManyClientsAtOnce) {
  serve(routes());
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&, i] {
      for (int k = 0; k < 4; ++k) {
        const std::string text = std::to_string(100 * i + k);
        const auto response = client().post("/echo", text);
        right += response && response->body == text ? 1 : 0;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(right, 32);
}

TEST_F(Server, StoppedServersAnswerNobody) {
  serve(hello());
  const auto before = client();
  EXPECT_TRUE(before.get("/hello"));
  server->stop();
  server->stop();
  EXPECT_FALSE(before.get("/hello"));
}

TEST(Client, AddressesAreRead) {
  TemporaryFolder folder;
  const Authority authority(folder.path(), "ca", {at(2020, 1, 1), at(2040, 1, 1)});
  const auto tls = http::TlsContext::client({.ca = folder.path() / "ca.pem", .certificate = {}, .key = {}},
                                            std::make_shared<FixedClock>(at(2026, 1, 1)));
  ASSERT_TRUE(tls);
  for (const char* good : {"https://127.0.0.1:4711", "https://example.org", "https://[::1]:443", "https://a.b:1/"})
    EXPECT_TRUE(http::Client::create(good, *tls)) << good;
  for (const char* bad : {"http://127.0.0.1:1", "https://", "https://:1", "https://a:0", "https://a:70000",
                          "https://a:b", "https://a/path", "https://[::1", "127.0.0.1:1"})
    EXPECT_FALSE(http::Client::create(bad, *tls)) << bad;
}

TEST(Message, HeadersAndBearer) {
  http::Request request;
  EXPECT_EQ(request.bearer(), "");
  request.headers = {{"authorization", "bearer abc"}};
  EXPECT_EQ(request.bearer(), "abc");
  request.headers = {{"Authorization", "Basic abc"}};
  EXPECT_EQ(request.bearer(), "");
  request.headers = {{"Authorization", "Bearer "}};
  EXPECT_EQ(request.bearer(), "");
  EXPECT_EQ(http::error_response(404, "a", "b \"c\"").body, R"({"error":{"code":"a","message":"b \"c\""}})");
}

}  // namespace
}  // namespace proofmark::testing
