// Calls that are wrong: bodies, keys, tokens, states.
#include <sqlite3.h>

#include "tests/service/fixture.hpp"

namespace proofmark::testing {
namespace {

using Api = ServiceTest;

TEST_F(Api, HealthOnBothListeners) {
  EXPECT_EQ(expect(relying().get("/v1/health"), 200)["status"], "ok");
  EXPECT_EQ(expect(device().get("/v1/health"), 200)["status"], "ok");
}

TEST_F(Api, TheListenersDoNotServeEachOthersCalls) {
  expect(device().post("/v1/orders", order_body().dump()), 404);
  expect(relying().post("/v1/sessions", R"({"token":"x"})"), 404);
}

TEST_F(Api, OrdersAreReadStrictly) {
  const auto code = [&](const json& body) { return code_of(relying().post("/v1/orders", body.dump()), 400); };
  const json good = order_body();
  for (const auto& [name, value] : good.items()) {
    json body = order_body();
    body.erase(name);
    EXPECT_EQ(code(body), "body_invalid") << name << " missing";
    body[name] = 7;
    EXPECT_EQ(code(body), "body_invalid") << name << " a number";
    body[name] = "";
    EXPECT_EQ(code(body), "body_invalid") << name << " empty";
    body[name] = std::string(300, 'x');
    EXPECT_EQ(code(body), "body_invalid") << name << " too long";
    body[name] = "line\nfeed";
    EXPECT_EQ(code(body), "body_invalid") << name << " with a control character";
  }
  json unknown = order_body();
  unknown["priority"] = "high";
  EXPECT_EQ(code(unknown), "body_invalid");
  EXPECT_EQ(code(json::array()), "body_invalid");
  for (const char* text : {"", "{", "null", R"({"reference":"a","reference":"b"})", "{\"reference\":\"\xff\"}"})
    EXPECT_EQ(code_of(relying().post("/v1/orders", text), 400), "body_invalid") << text;
  const std::string zero(1, '\0');
  for (const std::string& after : {zero, zero + "{}", zero + good.dump()})
    EXPECT_EQ(code_of(relying().post("/v1/orders", good.dump() + after), 400), "body_invalid");
  json large = order_body();
  large["surname"] = std::string(70'000, 'x');
  EXPECT_EQ(code_of(relying().post("/v1/orders", large.dump()), 413), "body_too_large");
  expect(relying().post("/v1/orders", order_body().dump()), 201);
}

TEST_F(Api, AnErrorDoesNotRepeatWhatWasSent) {
  const auto response = relying().post("/v1/orders", R"({"<script>":"x"})");
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body.find("script"), std::string::npos) << response->body;
}

TEST_F(Api, OrdersThatAreUnknown) {
  EXPECT_EQ(code_of(relying().get("/v1/orders/none"), 404), "order_unknown");
  EXPECT_EQ(code_of(relying().get("/v1/orders/none/package"), 404), "order_unknown");
  const Opened opened = open_session();
  EXPECT_EQ(code_of(relying().get("/v1/orders/" + opened.order + "/package"), 404), "not_decided");
  expect(relying().get("/v1/orders/" + opened.order + "/"), 404);
}

TEST_F(Api, TheOrdersStates) {
  const json order = expect(relying().post("/v1/orders", order_body().dump()), 201);
  const std::string path = "/v1/orders/" + order["order"].get<std::string>();
  EXPECT_EQ(expect(relying().get(path), 200)["state"], "waiting");
  const Opened opened = open_session();
  EXPECT_EQ(expect(relying().get("/v1/orders/" + opened.order), 200)["state"], "in_progress");
  clock->set(clock->now() + settings.order_validity);
  EXPECT_EQ(expect(relying().get(path), 200)["state"], "expired");
}

TEST_F(Api, ATokenOpensOneSession) {
  const Opened opened = open_session();
  EXPECT_EQ(code_of(device().post("/v1/sessions", json{{"token", opened.token}}.dump()), 409), "token_used");
  EXPECT_EQ(code_of(device().post("/v1/sessions", R"({"token":"nonsense"})"), 404), "token_unknown");
  EXPECT_EQ(code_of(device().post("/v1/sessions", R"({"token":""})"), 404), "token_unknown");
  EXPECT_EQ(code_of(device().post("/v1/sessions", R"({"token":1})"), 400), "body_invalid");
  EXPECT_EQ(code_of(device().post("/v1/sessions", R"({"token":"x","device":"y"})"), 400), "body_invalid");
  for (const std::string& body : {R"({"token":"x",)" + json{{"token", opened.token}}.dump().substr(1),
                                  json{{"token", opened.token}}.dump() + std::string("\0", 1),
                                  R"({"token":)" + std::string(60000, '['), std::string()})
    EXPECT_EQ(code_of(device().post("/v1/sessions", body), 400), "body_invalid") << body;
  const json order = expect(relying().post("/v1/orders", order_body().dump()), 201);
  clock->set(clock->now() + settings.order_validity);
  EXPECT_EQ(code_of(device().post("/v1/sessions", json{{"token", order["token"]}}.dump()), 410), "token_expired");
}

TEST_F(Api, TheVerificationCodeFollowsFromTheToken) {
  const json order = expect(relying().post("/v1/orders", order_body().dump()), 201);
  const json session = expect(device().post("/v1/sessions", json{{"token", order["token"]}}.dump()), 201);
  const Bytes hash = sha256(to_bytes(order["token"].get<std::string>()));
  const std::uint64_t number = (std::uint64_t{hash[0]} << 24U) | (std::uint64_t{hash[1]} << 16U) |
                               (std::uint64_t{hash[2]} << 8U) | std::uint64_t{hash[3]};
  const std::string digits = std::to_string(10000 + number % 10000).substr(1);
  EXPECT_EQ(session["verification_code"], digits);
  EXPECT_EQ(session["relying_party"], settings.relying_party);
}

TEST_F(Api, KeysAreAskedForEverywhere) {
  const Opened opened = open_session();
  const Opened other = open_session();
  for (const std::string& key : {std::string(), std::string("x"), other.key, opened.token, opened.key + "x"}) {
    EXPECT_EQ(code_of(device().get(opened.path(), key), 401), "key_invalid");
    EXPECT_EQ(code_of(device().post(opened.path("/consent"), R"({"accepted":true,"language":"lt"})", key), 401),
              "key_invalid");
    EXPECT_FALSE(device().open_websocket(opened.path("/chip"), key));
  }
  // The same answer for a session that is not there.
  EXPECT_EQ(device().get("/v1/sessions/none", "x")->body, device().get(opened.path(), "x")->body);
}

TEST_F(Api, ConsentIsGivenOnce) {
  const Opened opened = open_session();
  const auto consent = [&](const char* body, int status) {
    return code_of(device().post(opened.path("/consent"), body, opened.key), status);
  };
  EXPECT_EQ(consent(R"({"accepted":true})", 400), "body_invalid");
  EXPECT_EQ(consent(R"({"accepted":"yes","language":"lt"})", 400), "body_invalid");
  EXPECT_EQ(consent(R"({"accepted":true,"language":"xx"})", 400), "body_invalid");
  EXPECT_EQ(expect(device().get(opened.path(), opened.key), 200)["state"], "consent");
  consent(R"({"accepted":true,"language":"en"})", 204);
  EXPECT_EQ(consent(R"({"accepted":true,"language":"en"})", 409), "session_state");
}

TEST_F(Api, ConsentRefusedEndsTheSession) {
  const Opened opened = open_session();
  expect(device().post(opened.path("/consent"), R"({"accepted":false,"language":"lt"})", opened.key), 204);
  EXPECT_EQ(expect(device().get(opened.path(), opened.key), 200)["state"], "ended");
  EXPECT_EQ(claims(opened)["decision"], "refused");
}

TEST_F(Api, SecretsAreNotInTheDatabase) {
  const Opened opened = open_with_consent();
  stop();
  Bytes everything = *read_file(database());
  if (std::filesystem::exists(database().string() + "-wal")) {
    const Bytes wal = *read_file(database().string() + "-wal");
    everything.insert(everything.end(), wal.begin(), wal.end());
  }
  const std::string text = to_text(everything);
  EXPECT_NE(text.find(opened.session), std::string::npos) << "this test looks at the right place";
  EXPECT_EQ(text.find(opened.token), std::string::npos);
  EXPECT_EQ(text.find(opened.key), std::string::npos);
  start();
}

}  // namespace
}  // namespace proofmark::testing
