// A service that says yes to everything and does nothing: no probe that asks for more than politeness may hold.
#include <nlohmann/json.hpp>

#include "common/http/server.hpp"
#include "tests/http/certificates.hpp"
#include "tests/probes/support.hpp"

namespace proofmark::probes::testing {
namespace {

using nlohmann::json;
using proofmark::testing::Authority;
using proofmark::testing::TemporaryFolder;

const Instant kNow = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2} + std::chrono::hours{9};

// Both listeners; the client's certificate is asked for only when `careful`.
class YesService final : public subjects::Subject {
 public:
  explicit YesService(bool careful) {
    const proofmark::testing::Dates dates{kNow - std::chrono::days(1), kNow + std::chrono::days(300)};
    const Authority authority(folder_.path(), "ca", dates);
    authority.issue("server", dates, "serverAuth", "IP:127.0.0.1");
    authority.issue("relying-client", dates, "clientAuth");
    authority.issue("seal", dates, "1.3.6.1.5.5.7.3.36");
    clock_ = SimulatedClock::create(folder_.path() / "clock", kNow).value();
    endpoints_.pki = folder_.path();
    http::TlsContext::ServerFiles files{folder_.path() / "server.pem", folder_.path() / "server.key", {}};
    device_ = http::Server::start({}, http::TlsContext::server(files, clock_).value(), routes()).value();
    if (careful) files.client_ca = folder_.path() / "ca.pem";
    relying_ = http::Server::start({}, http::TlsContext::server(files, clock_).value(), routes()).value();
    endpoints_.device = device_->url();
    endpoints_.relying = relying_->url();
    std::filesystem::create_directory(folder_.path() / "registers");
    registers_ = centre::StateRegisters::start(folder_.path() / "registers").value();
  }
  centre::StateRegisters* registers() override { return registers_.get(); }
  reports::Level level() const override { return reports::Level::full_service; }
  const subjects::Endpoints& endpoints() const override { return endpoints_; }
  std::shared_ptr<SimulatedClock> clock() const override { return clock_; }
  bool running() override { return true; }
  std::string ending() const override { return ""; }
  long peak_memory_kib() override { return 0; }
  void stop() override {}

 private:
  static http::Routes routes() {
    const auto always = [](int status, const json& body) {
      return [status, text = body.is_null() ? std::string() : body.dump()](const http::Request&) {
        return http::json_response(status, text);
      };
    };
    http::Routes routes;
    routes.on("POST", "/v1/orders",
              always(201, {{"order", "A"}, {"token", "B"}, {"expires_at", "2026-03-02T10:00:00Z"}}));
    routes.on("GET", "/v1/orders/{order}", always(200, {{"order", "A"}, {"reference", "R"}, {"state", "decided"}}));
    routes.on("GET", "/v1/orders/{order}/package", always(200, {{"decision", "accepted"}}));
    routes.on("POST", "/v1/sessions", always(201, {{"session", "S"}, {"key", "K"}}));
    routes.on("POST", "/v1/sessions/{session}/consent", always(204, nullptr));
    routes.on("GET", "/v1/sessions/{session}", always(200, {{"state", "completed"}}));
    routes.on("GET", "/v1/health", always(200, {{"status", "ok"}}));
    routes.on("GET", "/v1/openapi.yaml", [](const http::Request&) {
      return http::json_response(200,
                                 "openapi: 3.1.0\npaths:\n  /v1/media:\n    delete:\n      operationId: eraseMedia\n");
    });
    for (const char* step : {"/v1/sessions/{session}/chip", "/v1/sessions/{session}/video"})
      routes.websocket(step, [](const http::Request&) -> std::variant<http::Response, http::SocketTask> {
        return http::SocketTask([](http::WebSocket& socket) {
          static_cast<void>(socket.send_text(R"({"type":"chip_done","next":"video"})"));
          static_cast<void>(socket.send_text(R"({"type":"end"})"));
          socket.close();
        });
      });
    return routes;
  }

  TemporaryFolder folder_;
  std::shared_ptr<SimulatedClock> clock_;
  subjects::Endpoints endpoints_;
  std::unique_ptr<http::Server> device_, relying_;
  std::unique_ptr<centre::StateRegisters> registers_;
};

// One setting for each probe; enough to begin it.
std::string parameters_of(const std::string& probe) {
  static const std::map<std::string, std::string> all = {{"api.body", R"({"fault":"unknown_field"})"},
                                                         {"api.key", R"({"fault":"wrong"})"},
                                                         {"api.token", R"({"fault":"used"})"},
                                                         {"api.consent", R"({"fault":"missing"})"},
                                                         {"api.step", R"({"fault":"video_before_chip"})"},
                                                         {"api.chip_messages", R"({"fault":"one_byte"})"},
                                                         {"api.video_messages", R"({"fault":"closed"})"},
                                                         {"api.session_time", R"({"fault":"before_chip"})"},
                                                         {"order.attribute", R"({"fault":"surname"})"},
                                                         {"register.answer", R"({"fault":"lost"})"},
                                                         {"chip.accepted", R"({"card":"genuine"})"},
                                                         {"chip.reflected_key", R"({"card":"pace-mirror"})"},
                                                         {"tls.refused", R"({"fault":"cbc"})"},
                                                         {"tls.client", R"({"fault":"missing"})"},
                                                         {"evidence.record", R"({"fault":"refused_session"})"},
                                                         {"video.film", R"({"fault":"gap"})"},
                                                         {"operation.offered", R"({"operation":"eraseMedia"})"}};
  const auto found = all.find(probe);
  return found == all.end() ? "{}" : found->second;
}

std::string area_of(const std::string& probe) {
  return probe.substr(0, probe.find('.'));
}

std::set<std::string> areas() {
  std::set<std::string> out;
  for (const std::string& probe : probe_names()) out.insert(area_of(probe));
  return out;
}

// One area each, so that a failure says where it is.
class SaysYes : public ::testing::TestWithParam<std::string> {};

TEST_P(SaysYes, ToEverythingAndFulfilsNothing) {
  World* world = World::get();
  ASSERT_NE(world, nullptr);
  YesService service(false);
  // Politeness: what a server of this project's own kind does by itself, and a chip's step that takes every card.
  const std::set<std::string> polite = {"tls.refused",   "tls.accepted",  "tls.renegotiation", "availability.health",
                                        "chip.accepted", "leak.refusals", "availability.load", "availability.question"};
  int seen = 0;
  for (const std::string& probe : probe_names()) {
    if (area_of(probe) != GetParam()) continue;
    ++seen;
    const auto answer = run_probe(world->task(probe, parameters_of(probe), probe), service);
    ASSERT_TRUE(answer) << probe << ": " << answer.error().line();
    // A machine that stands still for two seconds is late by itself, and the probe rightly says so.
    const bool stood_still = probe == "availability.health" && answer->observed.find("after 2 s") != std::string::npos;
    EXPECT_EQ(answer->held, polite.contains(probe) && !stood_still) << probe << ": " << answer->observed;
    // A name in a description: neither a proof nor its contrary.
    EXPECT_EQ(answer->unexercised, probe == "operation.offered") << probe;
    EXPECT_FALSE(answer->expected.empty()) << probe;
    EXPECT_FALSE(answer->observed.empty()) << probe;
  }
  EXPECT_GT(seen, 0);
}
INSTANTIATE_TEST_SUITE_P(StandIn, SaysYes, ::testing::ValuesIn(areas()),
                         [](const auto& area) { return area.param; });

TEST(StandIn, ClientCertificatesAreToldApart) {
  World* world = World::get();
  ASSERT_NE(world, nullptr);
  YesService careful(true);
  for (const char* fault : {"missing", "other_authority", "self_signed", "expired"}) {
    const auto answer = run_probe(world->task("tls.client", json{{"fault", fault}}.dump(), fault), careful);
    ASSERT_TRUE(answer) << answer.error().line();
    EXPECT_TRUE(answer->held) << fault << ": " << answer->observed;
  }
  YesService careless(false);
  for (const char* fault : {"missing", "other_authority", "self_signed"}) {
    const auto answer = run_probe(world->task("tls.client", json{{"fault", fault}}.dump(), fault), careless);
    ASSERT_TRUE(answer) << answer.error().line();
    EXPECT_FALSE(answer->held) << fault;
  }
}

// A subject without HTTPS: never a pass, and never a fault of this side.
class Silent final : public subjects::Subject {
 public:
  reports::Level level() const override { return reports::Level::full_service; }
  bool running() override { return true; }
  std::string ending() const override { return ""; }
  long peak_memory_kib() override { return 0; }
  void stop() override {}
};

TEST(StandIn, WithoutAnInterfaceNothingIsOffered) {
  World* world = World::get();
  ASSERT_NE(world, nullptr);
  Silent silent;
  for (const std::string& probe : probe_names()) {
    const auto answer = run_probe(world->task(probe, parameters_of(probe), probe), silent);
    ASSERT_TRUE(answer) << probe << ": " << answer.error().line();
    EXPECT_FALSE(answer->held) << probe;
    EXPECT_NE(answer->observed.find("not offered"), std::string::npos) << probe;
  }
}

TEST(Parameters, WhatAProbeDoesNotKnowIsRefusedBeforeTheRun) {
  EXPECT_TRUE(check_probe("api.methods", "{}"));
  EXPECT_TRUE(check_probe("video.film", R"({"fault":"gap","frames_per_second":15})"));
  for (const auto& [probe, parameters] :
       std::vector<std::pair<std::string, std::string>>{{"no.such", "{}"},
                                                        {"api.methods", "[]"},
                                                        {"api.methods", "{"},
                                                        {"api.methods", R"({"fault":"x"})"},
                                                        {"api.body", "{}"},
                                                        {"api.body", R"({"fault":"nothing"})"},
                                                        {"api.body", R"({"fault":7})"},
                                                        {"video.film", R"({"fault":"gap","frames_per_second":0})"},
                                                        {"video.film", R"({"fault":"gap","frames_per_second":-5})"},
                                                        {"video.film", R"({"fault":"gap","frames_per_second":"many"})"},
                                                        {"operation.offered", "{}"},
                                                        {"operation.offered", R"({"operation":""})"}})
    EXPECT_FALSE(check_probe(probe, parameters)) << probe << " " << parameters;
}

}  // namespace
}  // namespace proofmark::probes::testing
