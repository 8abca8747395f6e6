// A whole service over loopback TLS whose chip and video rooms are scripted.
#pragma once
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "common/http/client.hpp"
#include "reference-impl/api/service.hpp"
#include "reference-impl/api/service_pki.hpp"
#include "tests/http/certificates.hpp"

namespace proofmark::testing {

using decision::CheckResult;
using nlohmann::json;

inline const std::vector<std::string> chip_checks{"chip.access", "chip.passive", "chip.revocation", "chip.genuine",
                                                  "document.validity"};
inline const std::vector<std::string> video_checks{"video.format", "video.continuity",    "face.found",
                                                   "face.match",   "liveness.challenges", "liveness.passive"};

// What the scripted rooms do.
struct Script {
  int apdus = 3;
  int readings = 1;     // after a lost link
  std::string failing;  // this check fails
  bool chip_throws = false, video_throws = false, video_fails = false, outcome_throws = false;
  int frames_until_end = 5;  // a challenge after the second
  std::vector<chip::SubCheck> steps{{"access.session", chip::SubResult::successful, "scripted"}};
};

inline std::vector<decision::Check> scripted_checks(const std::vector<std::string>& ids, const Script& script,
                                                    CheckResult otherwise = CheckResult::passed) {
  std::vector<decision::Check> checks;
  for (const auto& id : ids)
    checks.push_back({id, id == script.failing ? CheckResult::failed : otherwise, "scripted " + id});
  return checks;
}

class ScriptedVideo final : public api::VideoJudge {
 public:
  explicit ScriptedVideo(const Script& script) : script_(script) {}
  Result<std::vector<liveness::VideoEvent>> on_access_unit(Instant, Duration, ByteView) override {
    if (script_.video_throws) throw std::runtime_error("scripted exception");
    if (script_.video_fails) return fail("scripted", "a", "b", "");
    ++frames_;
    std::vector<liveness::VideoEvent> events;
    if (frames_ == 2) events.push_back(liveness::ChallengeIssued{1, liveness::Action::turn_left, Duration{2'500'000}});
    if (frames_ == 4) events.push_back(liveness::ChallengeOver{1});
    if (frames_ == script_.frames_until_end) events.push_back(liveness::StreamEnd{});
    return events;
  }
  std::vector<liveness::VideoEvent> on_time(Instant) override { return {}; }
  liveness::VideoOutcome finish(Instant, bool interrupted) override {
    if (script_.outcome_throws) throw std::runtime_error("scripted exception");
    liveness::VideoOutcome outcome;
    outcome.checks =
        scripted_checks(video_checks, script_, interrupted ? CheckResult::undetermined : CheckResult::passed);
    outcome.frames = static_cast<std::size_t>(frames_);
    outcome.width = 1280;
    outcome.height = 720;
    outcome.frames_per_second = 29.97;
    outcome.actions.push_back({1, liveness::Action::turn_left, Duration{1'200'000}, Duration{2'500'000},
                               Duration{2'000'900}, CheckResult::passed});
    outcome.comparison = liveness::Comparison{0.75, 0.5};
    return outcome;
  }

 private:
  Script script_;
  int frames_ = 0;
};

class ServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(api::prepare_pki(pki(), "localhost", clock->now()));
    start();
  }
  void TearDown() override { stop(); }

  [[nodiscard]] std::filesystem::path pki() const { return folder_.path() / "pki"; }
  [[nodiscard]] std::filesystem::path database() const { return folder_.path() / "service.db"; }

  void start() {
    api::Parts parts;
    parts.clock = clock;
    parts.entropy = entropy;
    parts.store = *store::Store::open(database());
    parts.sealer = *evidence::Sealer::load(pki() / "seal.pem", pki() / "seal.key");
    store = parts.store;
    parts.inspect = [this](chip::Transceiver& chip, const chip::AccessPassword& password, RandomSource&,
                           Instant) -> Result<chip::Inspection> {
      if (script.chip_throws) throw std::runtime_error("scripted exception");
      last_password = password;
      chip::Inspection inspection;
      inspection.readings = 1;
      inspection.sub_checks = script.steps;
      int reading = 1;
      for (int i = 0; i < script.apdus; ++i) {
        const auto response = chip.transceive(Bytes{0x00, 0xA4, static_cast<std::uint8_t>(i)});
        if (response) continue;
        if (reading++ < script.readings && chip.begin_again()) {
          i = -1;
          continue;
        }
        inspection.checks = scripted_checks(chip_checks, script, CheckResult::not_performed);
        return inspection;
      }
      inspection.checks = scripted_checks(chip_checks, script);
      inspection.document = document;
      inspection.portrait = {1, 2, 3};
      return inspection;
    };
    if (inspect) parts.inspect = inspect;
    parts.open_video = [this](ByteView portrait,
                              std::unique_ptr<RandomSource> random) -> Result<std::unique_ptr<api::VideoJudge>> {
      last_portrait = Bytes(portrait.begin(), portrait.end());
      challenge_bytes.push_back(to_hex(random->bytes(8)));
      return std::unique_ptr<api::VideoJudge>(std::make_unique<ScriptedVideo>(script));
    };
    parts.registers = registers;
    auto made = api::Service::create(std::move(parts), settings);
    ASSERT_TRUE(made) << made.error().line();
    service = *std::move(made);
    const auto mutual = http::TlsContext::server(
        {.certificate_chain = pki() / "server.pem", .key = pki() / "server.key", .client_ca = pki() / "ca.pem"}, clock);
    const auto plain = http::TlsContext::server(
        {.certificate_chain = pki() / "server.pem", .key = pki() / "server.key", .client_ca = {}}, clock);
    relying_server = *http::Server::start({}, *mutual, service->relying_routes());
    device_server = *http::Server::start({}, *plain, service->device_routes());
  }

  void stop() {
    device_server.reset();
    relying_server.reset();
    service.reset();
    store.reset();
  }

  [[nodiscard]] http::Client relying() const {
    auto tls = http::TlsContext::client(
        {.ca = pki() / "ca.pem", .certificate = pki() / "relying-client.pem", .key = pki() / "relying-client.key"},
        clock);
    return *http::Client::create(relying_server->url(), *std::move(tls));
  }
  [[nodiscard]] http::Client device() const {
    auto tls = http::TlsContext::client({.ca = pki() / "ca.pem", .certificate = {}, .key = {}}, clock);
    return *http::Client::create(device_server->url(), *std::move(tls));
  }

  static json order_body() {
    return {{"reference", "LT-2026-000123"},
            {"given_names", "Ona"},
            {"surname", "Šapkaitė"},
            {"personal_code", "49001010001"},
            {"document_number", "12345678"}};
  }
  // Answers of the expected status as JSON; a failure of the test otherwise.
  static json expect(const Result<http::Response>& response, int status) {
    EXPECT_TRUE(response) << response.error().line();
    if (!response) return {};
    EXPECT_EQ(response->status, status) << response->body;
    return response->body.empty() ? json() : json::parse(response->body, nullptr, false);
  }
  static std::string code_of(const Result<http::Response>& response, int status) {
    const json body = expect(response, status);
    return body.is_object() ? body.value("/error/code"_json_pointer, "") : "";
  }

  struct Opened {
    std::string order, token, session, key;
    [[nodiscard]] std::string path(const std::string& rest = {}) const { return "/v1/sessions/" + session + rest; }
  };
  Opened open_session() {
    const json order = expect(relying().post("/v1/orders", order_body().dump()), 201);
    const json session = expect(device().post("/v1/sessions", json{{"token", order["token"]}}.dump()), 201);
    return {order["order"], order["token"], session["session"], session["key"]};
  }
  Opened open_with_consent() {
    const Opened opened = open_session();
    expect(device().post(opened.path("/consent"), R"({"accepted":true,"language":"lt"})", opened.key), 204);
    return opened;
  }

  static http::Message wait(http::WebSocket& socket) {
    const auto message = socket.receive(std::chrono::seconds{10});
    EXPECT_TRUE(message && *message) << "nothing came";
    return message && *message ? **message : http::Message{};
  }

  // Plays the card; returns what chip_done says next, or "" when the socket closed without it.
  std::string play_chip(const Opened& opened, const std::string& card = R"({"type":"card","can":"123456"})") {
    auto socket = device().open_websocket(opened.path("/chip"), opened.key);
    EXPECT_TRUE(socket) << socket.error().line();
    if (!socket) return {};
    EXPECT_TRUE((*socket)->send_text(card));
    for (;;) {
      const auto message = wait(**socket);
      if (message.kind == http::Message::Kind::closed) return {};
      if (message.kind == http::Message::Kind::text) return json::parse(message.text())["next"];
      EXPECT_TRUE((*socket)->send_binary(Bytes{0x90, 0x00}));
    }
  }

  // Plays the camera until the service says end or closes; returns the types of its messages in order.
  std::string play_video(const Opened& opened, int frames = 1000) {
    auto socket = device().open_websocket(opened.path("/video"), opened.key);
    EXPECT_TRUE(socket) << socket.error().line();
    if (!socket) return {};
    EXPECT_TRUE((*socket)->send_text(R"({"type":"stream","codec":"h264","format":"annexb"})"));
    std::string said;
    for (int sent = 0;;) {
      const auto message = (*socket)->receive(std::chrono::seconds{10});
      if (!message || !*message || (*message)->kind == http::Message::Kind::closed) return said;
      const std::string type = json::parse((*message)->text())["type"];
      said += type + " ";
      if (type == "end") {
        (*socket)->close();
        return said;
      }
      if (type != "begin" && type != "received") continue;
      if (sent == frames) return said;  // gone without a word
      Bytes unit(8);
      unit[7] = static_cast<std::uint8_t>(++sent);
      unit.push_back(0x42);
      EXPECT_TRUE((*socket)->send_binary(unit));
    }
  }

  // The claims, without verification; empty while undecided.
  json claims(const Opened& opened) {
    for (int i = 0; i < 200; ++i) {
      const auto response = relying().get("/v1/orders/" + opened.order + "/package");
      EXPECT_TRUE(response) << response.error().line();
      if (response && response->status == 200) {
        EXPECT_EQ(response->content_type, "application/jose");
        const std::string& jws = response->body;
        const auto first = jws.find('.');
        const auto payload = from_base64url(jws.substr(first + 1, jws.find('.', first + 1) - first - 1));
        return json::parse(to_text(*payload));
      }
      std::this_thread::sleep_for(std::chrono::milliseconds{10});  // a decision after the device has gone
    }
    ADD_FAILURE() << "no decision";
    return {};
  }
  static std::string result_of(const json& claims, const std::string& id) {
    for (const auto& check : claims["checks"])
      if (check["id"] == id) return check["result"];
    return "absent";
  }

  std::shared_ptr<FixedClock> clock =
      std::make_shared<FixedClock>(Instant(std::chrono::sys_days{std::chrono::year{2026} / 3 / 2}));
  std::shared_ptr<api::Entropy> entropy = std::make_shared<api::SystemEntropy>();
  api::Settings settings;
  Script script;
  chip::DocumentData document{"I",   "LTU", "12345678",    "SAPKAITE",   "ONA",
                              "LTU", "F",   "49001010001", "1990-01-01", "2030-01-01"};
  api::InspectChip inspect;  // in the scripted room's place; set it before start()
  chip::AccessPassword last_password;
  Bytes last_portrait;
  std::vector<std::string> challenge_bytes;
  std::shared_ptr<const registers::Registers> registers;  // null: none are asked
  std::shared_ptr<store::Store> store;
  std::unique_ptr<api::Service> service;
  std::unique_ptr<http::Server> relying_server, device_server;
  TemporaryFolder folder_;
};

}  // namespace proofmark::testing
