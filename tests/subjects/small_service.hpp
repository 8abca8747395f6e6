// A service of few lines that follows docs/interface.md, or breaks it, and a phone that meets it over loopback.
#pragma once
#include <gtest/gtest.h>

#include <atomic>
#include <nlohmann/json.hpp>

#include "common/http/server.hpp"
#include "scenarios/subjects/device.hpp"
#include "tests/scenarios/support.hpp"
#include "tests/subjects/counted_capture.hpp"

namespace proofmark::subjects {

using http::Message;
using http::Request;
using http::Response;
using http::WebSocket;
using Json = nlohmann::json;
using std::chrono::milliseconds;
using std::chrono::seconds;

inline Message next_message(WebSocket& socket) {
  for (int i = 0; i < 100; ++i) {
    auto message = socket.receive(milliseconds(50));
    if (!message) return {};
    if (*message) return **message;
  }
  return {};
}

inline void say(WebSocket& socket, const std::string& text) {
  static_cast<void>(socket.send_text(text));
}
inline void say(WebSocket& socket, const Bytes& data) {
  static_cast<void>(socket.send_binary(data));
}

// A phone and a service of which a test says the video's side, the chip's or both.
class DeviceTest : public ::testing::Test {
 protected:
  DeviceTest() {
    // Valid for long: with `real_time` both ends take the system's clock.
    const std::chrono::days life{36500};
    const auto ca = testing::make_identity({.name = "CA", .ca = true, .valid_for = life}, nullptr);
    const auto server = testing::make_identity({.name = "service", .valid_for = life}, &ca);
    testing::write_file(temporary.path() / "ca.pem", ca.certificate_pem());
    testing::write_file(temporary.path() / "server.pem", server.certificate_pem());
    testing::write_file(temporary.path() / "server.key", server.key_pem());
    clock = *SimulatedClock::create(temporary.path() / "clock", testing::noon);
    chip_task = [](WebSocket& socket) { say(socket, R"({"type":"chip_done","next":"end"})"); };
    video_task = [](WebSocket&) {};
  }

  SessionResult play() {
    http::Routes routes;
    routes.on("POST", "/v1/sessions", [](const Request& request) {
      if (Json::parse(request.body) != Json{{"token", "t"}}) return http::error_response(404, "token_unknown", "no");
      return http::json_response(201, R"({"session":"s","key":"k","relying_party":"R","verification_code":"1234"})");
    });
    routes.on("POST", "/v1/sessions/{session}/consent", [this](const Request& request) {
      if (request.bearer() != "k") return http::error_response(401, "key_invalid", "no");
      consents.push_back(Json::parse(request.body));
      return Response{consent_status, {}, {}, {}};
    });
    routes.on("GET", "/v1/sessions/{session}", [this](const Request&) {
      return http::json_response(200, Json{{"state", state.load()}}.dump());
    });
    routes.websocket("/v1/sessions/{session}/chip", [this](const Request&) { return http::SocketTask(chip_task); });
    routes.websocket("/v1/sessions/{session}/video", [this](const Request&) { return http::SocketTask(video_task); });
    std::shared_ptr<const Clock> time = clock;
    if (real_time) time = std::make_shared<SystemClock>();
    auto tls = http::TlsContext::server({temporary.path() / "server.pem", temporary.path() / "server.key", {}}, time);
    EXPECT_TRUE(tls) << tls.error().line();
    auto server = http::Server::start({}, *tls, std::move(routes));
    EXPECT_TRUE(server) << server.error().line();
    DeviceOptions options;
    options.url = (*server)->url();
    options.ca_file = (temporary.path() / "ca.pem").string();
    options.token = token;
    options.can = "123456";
    options.wait = wait;
    options.give_up = std::chrono::steady_clock::now() + seconds(30);
    options.agrees = agrees;
    // A person's own time has to be waited for where time is real.
    if (real_time) options.pace = {Duration(0), Duration(0), Duration(0)};
    options.capture = [this]() -> Result<std::unique_ptr<camera::Capture>> {
      if (!camera_works) return fail("camera", "a scene", "none", "");
      return make_capture();
    };
    return play_session(
        options, [this](ByteView command) { return chip(command); }, real_time ? nullptr : clock);
  }

  void expect_video() {
    chip_task = [](WebSocket& socket) { say(socket, R"({"type":"chip_done","next":"video"})"); };
  }

  testing::TemporaryFolder temporary;
  std::shared_ptr<SimulatedClock> clock;
  http::SocketTask chip_task, video_task;
  int consent_status = 204;
  std::vector<Json> consents;
  std::function<bool(const ShownBeforeConsent&)> agrees;
  std::atomic<const char*> state{"ended"};
  std::string token = "t";
  bool camera_works = true;
  milliseconds wait{5000};
  std::function<Result<Bytes>(ByteView)> chip = [](ByteView) -> Result<Bytes> { return Bytes{0x90, 0x00}; };
  std::vector<std::string> events;
  bool real_time = false;
  std::function<std::unique_ptr<camera::Capture>()> make_capture = [this] {
    return std::unique_ptr<camera::Capture>(std::make_unique<testing::CountedCapture>(events));
  };
};

}  // namespace proofmark::subjects
