// WebSockets from both ends.
#include <atomic>
#include <future>

#include "common/random.hpp"
#include "tests/http/fixture.hpp"

namespace proofmark::testing {
namespace {

using http::Message;
using namespace std::chrono_literals;

class Socket : public HttpTest {
 protected:
  void serve_task(http::SocketTask task, http::ServerSettings settings = {}) {
    http::Routes routes;
    routes.websocket("/socket", [task](const http::Request& request) -> std::variant<http::Response, http::SocketTask> {
      if (request.bearer() != "key") return http::error_response(401, "key_invalid", "No.");
      return task;
    });
    serve(std::move(routes), false, "server", settings);
  }

  std::unique_ptr<http::WebSocket> open() {
    auto socket = client().open_websocket("/socket", "key");
    EXPECT_TRUE(socket) << socket.error().line();
    return socket ? *std::move(socket) : nullptr;
  }

  static Message wait(http::WebSocket& socket) {
    const auto message = socket.receive(10s);
    EXPECT_TRUE(message) << message.error().line();
    EXPECT_TRUE(message && message->has_value()) << "nothing came";
    return message && *message ? **message : Message{};
  }

  static void echo(http::WebSocket& socket) {
    for (;;) {
      const auto message = socket.receive(10s);
      if (!message || !*message || (*message)->kind == Message::Kind::closed) return;
      const auto sent = (*message)->kind == Message::Kind::text ? socket.send_text((*message)->text())
                                                                : socket.send_binary((*message)->data);
      if (!sent) return;
    }
  }
};

TEST_F(Socket, TextAndBinaryGoBothWays) {
  serve_task(echo);
  const auto socket = open();
  ASSERT_TRUE(socket->send_text("labas"));
  Message message = wait(*socket);
  EXPECT_EQ(message.kind, Message::Kind::text);
  EXPECT_EQ(message.text(), "labas");
  const Bytes large = SeededRandom(1).bytes(1'000'000);
  ASSERT_TRUE(socket->send_binary(large));
  message = wait(*socket);
  EXPECT_EQ(message.kind, Message::Kind::binary);
  EXPECT_EQ(message.data, large);
  ASSERT_TRUE(socket->send_binary({}));
  EXPECT_TRUE(wait(*socket).data.empty());
}

TEST_F(Socket, NothingForNowIsNoError) {
  std::promise<void> go;
  serve_task([&](http::WebSocket& socket) {
    go.get_future().wait();
    static_cast<void>(socket.send_text("late"));
    echo(socket);
  });
  const auto socket = open();
  for (int i = 0; i < 3; ++i) {
    const auto nothing = socket->receive(1ms);
    ASSERT_TRUE(nothing);
    EXPECT_FALSE(nothing->has_value());
  }
  ASSERT_TRUE(socket->send_text("a write between two reads"));
  go.set_value();
  EXPECT_EQ(wait(*socket).text(), "late");
  EXPECT_EQ(wait(*socket).text(), "a write between two reads");
}

TEST_F(Socket, TheServersCloseIsSeen) {
  serve_task([](http::WebSocket& socket) { static_cast<void>(socket.send_text("bye")); });
  const auto socket = open();
  EXPECT_EQ(wait(*socket).text(), "bye");
  EXPECT_EQ(wait(*socket).kind, Message::Kind::closed);
  EXPECT_EQ(wait(*socket).kind, Message::Kind::closed) << "and stays closed";
  EXPECT_FALSE(socket->send_text("too late"));
}

TEST_F(Socket, TheClientsCloseIsSeen) {
  std::promise<Message::Kind> seen;
  serve_task([&](http::WebSocket& socket) { seen.set_value(wait(socket).kind); });
  open()->close();
  EXPECT_EQ(seen.get_future().get(), Message::Kind::closed);
}

TEST_F(Socket, ARefusalCarriesItsStatus) {
  serve_task(echo);
  const auto refused = client().open_websocket("/socket", "another key");
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().observed.find("status 401"), std::string::npos) << refused.error().line();
  EXPECT_NE(refused.error().observed.find("key_invalid"), std::string::npos) << refused.error().line();
  EXPECT_FALSE(client().open_websocket("/nowhere", "key"));
}

TEST_F(Socket, AMessageBeyondTheLimitEndsTheConnection) {
  http::ServerSettings settings;
  settings.message_limit = 1000;
  std::promise<bool> failed;
  serve_task(
      [&](http::WebSocket& socket) {
        EXPECT_EQ(wait(socket).data.size(), 1000U);
        failed.set_value(!socket.receive(10s));
      },
      settings);
  const auto socket = open();
  ASSERT_TRUE(socket->send_binary(Bytes(1000)));
  static_cast<void>(socket->send_binary(Bytes(1001)));
  EXPECT_TRUE(failed.get_future().get());
}

TEST_F(Socket, ATaskThatThrowsClosesAndTheServerGoesOn) {
  std::atomic<int> calls = 0;
  serve_task([&](http::WebSocket& socket) {
    if (++calls == 1) throw std::runtime_error("broken");
    echo(socket);
  });
  const auto first = open();
  EXPECT_EQ(wait(*first).kind, Message::Kind::closed);
  const auto second = open();
  ASSERT_TRUE(second->send_text("again"));
  EXPECT_EQ(wait(*second).text(), "again");
}

TEST_F(Socket, AClientThatVanishesIsAnError) {
  std::promise<bool> failed;
  serve_task([&](http::WebSocket& socket) { failed.set_value(!socket.receive(10s)); });
  {
    RawTls raw(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
    ASSERT_TRUE(
        raw.write("GET /socket HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer key\r\nConnection: Upgrade\r\n"
                  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    // RFC 6455 1.3: the worked example of the handshake.
    EXPECT_NE(raw.read("\r\n\r\n").find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos);
  }
  EXPECT_TRUE(failed.get_future().get());
}

TEST_F(Socket, AnUnmaskedFrameOfAClientIsRefused) {
  std::promise<bool> failed;
  serve_task([&](http::WebSocket& socket) { failed.set_value(!socket.receive(10s)); });
  RawTls raw(server->port(), TLS1_2_VERSION, TLS1_3_VERSION);
  ASSERT_TRUE(
      raw.write("GET /socket HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer key\r\nConnection: Upgrade\r\n"
                "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
  raw.read("\r\n\r\n");
  ASSERT_TRUE(raw.write("\x81\x02hi"));  // RFC 6455 5.1: a client masks every frame
  EXPECT_TRUE(failed.get_future().get());
}

TEST_F(Socket, StoppingEndsAWaitingTask) {
  std::promise<void> waiting;
  std::promise<bool> failed;
  serve_task([&](http::WebSocket& socket) {
    waiting.set_value();
    failed.set_value(!socket.receive(600s));
  });
  const auto socket = open();
  waiting.get_future().wait();
  server->stop();
  EXPECT_TRUE(failed.get_future().get());
}

}  // namespace
}  // namespace proofmark::testing
