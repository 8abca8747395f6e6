// Sessions from order to package over loopback TLS, whole ones and every way to break off.
#include "tests/service/fixture.hpp"

namespace proofmark::testing {
namespace {

using Session = ServiceTest;

TEST_F(Session, AWholeSessionIsAccepted) {
  const Opened opened = open_with_consent();
  const auto state = [&] { return expect(device().get(opened.path(), opened.key), 200)["state"]; };
  EXPECT_EQ(state(), "chip");
  EXPECT_EQ(play_chip(opened), "video");
  EXPECT_EQ(last_password.can, "123456");
  EXPECT_EQ(state(), "video");
  EXPECT_EQ(play_video(opened), "begin received challenge received received challenge_over received received end ");
  EXPECT_EQ(state(), "completed");
  EXPECT_EQ(last_portrait, (Bytes{1, 2, 3}));
  EXPECT_EQ(expect(relying().get("/v1/orders/" + opened.order), 200)["state"], "decided");

  const json package = claims(opened);
  EXPECT_EQ(package["decision"], "accepted");
  EXPECT_EQ(package["loip"], "extended");
  EXPECT_EQ(package["iss"], settings.issuer);
  EXPECT_EQ(package["order"], opened.order);
  EXPECT_EQ(package["session"], opened.session);
  EXPECT_EQ(package["reference"], "LT-2026-000123");
  EXPECT_EQ(package["identity"], (json{{"given_names", "Ona"},
                                       {"surname", "Šapkaitė"},
                                       {"personal_code", "49001010001"},
                                       {"date_of_birth", "1990-01-01"},
                                       {"nationality", "LTU"},
                                       {"sex", "F"}}));
  EXPECT_EQ(package["document"],
            (json{{"type", "I"}, {"number", "12345678"}, {"issuer", "LTU"}, {"date_of_expiry", "2030-01-01"}}));
  ASSERT_EQ(package["checks"].size(), 13U);
  for (const auto& check : package["checks"]) EXPECT_EQ(check["result"], "passed") << check;
  EXPECT_EQ(package["video"]["frames"], 5);
  EXPECT_EQ(package["actions"][0]["answered_at_ms"], 2000);
  EXPECT_EQ(package["comparison"]["score"], 0.75);
  const auto evidence = store->find_evidence(opened.session);
  ASSERT_TRUE(evidence && *evidence);
  EXPECT_EQ(package["evidence"]["sha256"], sha256_hex(to_bytes(**evidence)));
  const json record = json::parse(**evidence);
  EXPECT_EQ(record["session"]["language"], "lt");
  EXPECT_EQ(record["chip"]["portrait_sha256"], sha256_hex(Bytes{1, 2, 3}));
  const json step = {{"id", "access.session"}, {"result", "successful"}, {"reason", "scripted"}};
  EXPECT_EQ(package["inspection"], (json{{"readings", 1}, {"steps", json::array({step})}}));
  EXPECT_EQ(record["chip"]["steps"], package["inspection"]["steps"]);
  EXPECT_EQ(record["chip"]["readings"], 1);
}

// The names in a hostile chip's certificates come into reasons: what the relying side takes has an end.
TEST_F(Session, ReasonsOfStepsEndWhereTheInterfaceSays) {
  script.failing = "chip.passive";
  script.steps.push_back({"passive.ds_signature", chip::SubResult::failed, std::string(100'000, '\xFF')});
  const Opened opened = open_with_consent();
  EXPECT_EQ(play_chip(opened), "end");
  const json steps = claims(opened)["inspection"]["steps"];
  ASSERT_EQ(steps.size(), 2U);
  const auto reason = steps[1]["reason"].get<std::string>();
  EXPECT_GT(reason.size(), 1000U);
  EXPECT_LE(reason.size(), 4096U);
}

TEST_F(Session, WithoutAChipThereIsNoInspection) {
  script.chip_throws = true;
  const Opened opened = open_with_consent();
  play_chip(opened);
  const json package = claims(opened);
  EXPECT_TRUE(package.contains("inspection"));
  EXPECT_TRUE(package["inspection"].is_null());
  for (const char* id : {"chip.access", "chip.passive", "chip.genuine"})
    EXPECT_EQ(result_of(package, id), "not_performed");
}

TEST_F(Session, EveryFailingCheckIsARefusalWithoutIdentity) {
  std::vector<std::string> all = chip_checks;
  all.insert(all.end(), video_checks.begin(), video_checks.end());
  for (const std::string& failing : all) {
    script.failing = failing;
    const Opened opened = open_with_consent();
    const bool chip = std::find(chip_checks.begin(), chip_checks.end(), failing) != chip_checks.end();
    EXPECT_EQ(play_chip(opened), chip ? "end" : "video") << failing;
    // What the device hears of the video does not depend on the outcome.
    if (!chip) {
      EXPECT_EQ(play_video(opened), "begin received challenge received received challenge_over received received end ");
    }
    const json package = claims(opened);
    EXPECT_EQ(package["decision"], "refused") << failing;
    EXPECT_EQ(result_of(package, failing), "failed");
    EXPECT_TRUE(package["identity"].is_null() && package["document"].is_null() && package["loip"].is_null());
    EXPECT_EQ(result_of(package, "session.complete"), chip ? "not_performed" : "passed");
  }
}

TEST_F(Session, AnotherPersonsDocumentEndsAfterTheChip) {
  document.personal_code = "38001010001";
  const Opened opened = open_with_consent();
  EXPECT_EQ(play_chip(opened), "end");
  const json package = claims(opened);
  EXPECT_EQ(result_of(package, "order.match"), "failed");
  EXPECT_EQ(result_of(package, "chip.passive"), "passed");
  EXPECT_EQ(expect(device().get(opened.path(), opened.key), 200)["state"], "ended");
  EXPECT_FALSE(device().open_websocket(opened.path("/video"), opened.key));
}

TEST_F(Session, TheMrzOpensTheChipToo) {
  const Opened opened = open_with_consent();
  EXPECT_EQ(play_chip(opened, R"({"type":"card","mrz":{"document_number":"12345678","date_of_birth":"900101",)"
                              R"("date_of_expiry":"300101"}})"),
            "video");
  EXPECT_EQ(last_password.date_of_birth, "900101");
}

TEST_F(Session, CardMessagesThatAreNoneEndTheSession) {
  for (const char* card :
       {"{}", "no json", R"({"type":"card"})", R"({"type":"card","can":"12345"})", R"({"type":"card","can":123456})",
        R"({"type":"card","can":"123456","pin":"1"})", R"({"type":"card","can":"123456","can":"123456"})",
        R"({"type":"link_lost"})", R"({"type":"card","mrz":{"document_number":"1"}})"}) {
    const Opened opened = open_with_consent();
    EXPECT_EQ(play_chip(opened, card), "end") << card;
    EXPECT_EQ(result_of(claims(opened), "session.complete"), "failed") << card;
  }
}

TEST_F(Session, ACardThatLeftTheFieldIsARefusal) {
  const Opened opened = open_with_consent();
  {
    auto socket = device().open_websocket(opened.path("/chip"), opened.key);
    ASSERT_TRUE(socket);
    ASSERT_TRUE((*socket)->send_text(R"({"type":"card","can":"123456"})"));
    EXPECT_EQ(wait(**socket).kind, http::Message::Kind::binary);
    ASSERT_TRUE((*socket)->send_text(R"({"type":"link_lost"})"));
    EXPECT_EQ(json::parse(wait(**socket).text())["next"], "end");
  }
  EXPECT_EQ(result_of(claims(opened), "session.complete"), "failed");
}

// ETSI TS 119 461 VAL-8.3.2-04A: the card was away and is back; the inspection begins anew with the same password.
TEST_F(Session, ACardThatComesBackIsReadAgain) {
  script.readings = 2;
  const Opened opened = open_with_consent();
  auto socket = device().open_websocket(opened.path("/chip"), opened.key);
  ASSERT_TRUE(socket);
  ASSERT_TRUE((*socket)->send_text(R"({"type":"card","can":"123456"})"));
  EXPECT_EQ(wait(**socket).kind, http::Message::Kind::binary);
  ASSERT_TRUE((*socket)->send_binary(Bytes{0x90, 0x00}));
  EXPECT_EQ(wait(**socket).kind, http::Message::Kind::binary);
  ASSERT_TRUE((*socket)->send_text(R"({"type":"card_again"})"));
  for (int i = 0; i < script.apdus; ++i) {
    const auto command = wait(**socket);
    ASSERT_EQ(command.kind, http::Message::Kind::binary) << "command " << i << " of the second reading";
    EXPECT_EQ(command.data.back(), i) << "the reading begins at its first command";
    ASSERT_TRUE((*socket)->send_binary(Bytes{0x90, 0x00}));
  }
  EXPECT_EQ(json::parse(wait(**socket).text())["next"], "video");
}

TEST_F(Session, ACardThatComesBackTooOftenIsARefusal) {
  script.readings = 2;
  const Opened opened = open_with_consent();
  auto socket = device().open_websocket(opened.path("/chip"), opened.key);
  ASSERT_TRUE(socket);
  ASSERT_TRUE((*socket)->send_text(R"({"type":"card","can":"123456"})"));
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(wait(**socket).kind, http::Message::Kind::binary);
    ASSERT_TRUE((*socket)->send_text(R"({"type":"card_again"})"));
  }
  EXPECT_EQ(json::parse(wait(**socket).text())["next"], "end");
  EXPECT_EQ(result_of(claims(opened), "session.complete"), "failed");
}

TEST_F(Session, ADeviceThatVanishesIsARefusal) {
  const Opened at_chip = open_with_consent();
  device().open_websocket(at_chip.path("/chip"), at_chip.key)->reset();
  EXPECT_EQ(claims(at_chip)["decision"], "refused");
  const Opened in_video = open_with_consent();
  EXPECT_EQ(play_chip(in_video), "video");
  play_video(in_video, 3);
  const json package = claims(in_video);
  EXPECT_EQ(package["decision"], "refused");
  EXPECT_EQ(result_of(package, "session.complete"), "failed");
  EXPECT_EQ(expect(device().get(in_video.path(), in_video.key), 200)["state"], "ended");
}

TEST_F(Session, ErrorsOfTheRoomsAreRefusals) {
  script.chip_throws = true;
  const Opened chip = open_with_consent();
  EXPECT_EQ(play_chip(chip), "");
  EXPECT_EQ(result_of(claims(chip), "session.complete"), "failed");
  script = {};
  for (bool Script::*fault : {&Script::video_throws, &Script::video_fails, &Script::outcome_throws}) {
    script = {};
    script.*fault = true;
    const Opened opened = open_with_consent();
    EXPECT_EQ(play_chip(opened), "video");
    EXPECT_TRUE(play_video(opened).ends_with("end ")) << "the device is told nothing else";
    EXPECT_EQ(claims(opened)["decision"], "refused");
    EXPECT_EQ(result_of(claims(opened), "session.complete"), "failed");
  }
}

TEST_F(Session, StreamsThatAreNoneEndTheSession) {
  for (const char* first : {R"({"type":"stream","codec":"vp8","format":"annexb"})", "{}", "x"}) {
    const Opened opened = open_with_consent();
    EXPECT_EQ(play_chip(opened), "video");
    auto socket = device().open_websocket(opened.path("/video"), opened.key);
    ASSERT_TRUE(socket);
    ASSERT_TRUE((*socket)->send_text(first));
    EXPECT_EQ(json::parse(wait(**socket).text())["type"], "end");
    socket->reset();
    EXPECT_EQ(claims(opened)["decision"], "refused");
  }
  for (const Bytes& unit : {Bytes{}, Bytes(8), Bytes(9, 0xFF)}) {
    const Opened opened = open_with_consent();
    EXPECT_EQ(play_chip(opened), "video");
    auto socket = device().open_websocket(opened.path("/video"), opened.key);
    ASSERT_TRUE(socket);
    ASSERT_TRUE((*socket)->send_text(R"({"type":"stream","codec":"h264","format":"annexb"})"));
    EXPECT_EQ(json::parse(wait(**socket).text())["type"], "begin");
    ASSERT_TRUE((*socket)->send_binary(unit));
    EXPECT_EQ(json::parse(wait(**socket).text())["type"], "end");
    socket->reset();
    EXPECT_EQ(result_of(claims(opened), "session.complete"), "failed");
  }
}

TEST_F(Session, TheStepsKeepTheirOrderAndHappenOnce) {
  const auto refused = [&](const Opened& opened, const char* step, const char* what) {
    const auto socket = device().open_websocket(opened.path(step), opened.key);
    ASSERT_FALSE(socket);
    EXPECT_NE(socket.error().observed.find(what), std::string::npos) << socket.error().observed;
  };
  const Opened early = open_session();
  refused(early, "/chip", "consent_missing");
  refused(early, "/video", "consent_missing");
  const Opened opened = open_with_consent();
  refused(opened, "/video", "session_state");
  EXPECT_EQ(play_chip(opened), "video");
  refused(opened, "/chip", "session_state");
  play_video(opened);
  refused(opened, "/video", "session_state");
  EXPECT_EQ(claims(opened)["decision"], "accepted");
}

TEST_F(Session, ASecondConnectionToARunningStepIsRefused) {
  const Opened opened = open_with_consent();
  const auto first = device().open_websocket(opened.path("/chip"), opened.key);
  ASSERT_TRUE(first);
  const auto second = device().open_websocket(opened.path("/chip"), opened.key);
  ASSERT_FALSE(second);
  EXPECT_NE(second.error().observed.find("409"), std::string::npos);
}

TEST_F(Session, MoreStepsThanAllowedAreTurnedAwayUnharmed) {
  stop();
  settings.concurrent_steps = 1;
  start();
  const Opened first = open_with_consent();
  const Opened second = open_with_consent();
  {
    const auto busy = device().open_websocket(first.path("/chip"), first.key);
    ASSERT_TRUE(busy);
    const auto turned_away = device().open_websocket(second.path("/chip"), second.key);
    ASSERT_FALSE(turned_away);
    EXPECT_NE(turned_away.error().observed.find("503"), std::string::npos);
  }
  claims(first);  // the first has ended
  EXPECT_EQ(play_chip(second), "video");
}

TEST_F(Session, TimeOverIsARefusal) {
  const Opened waiting = open_with_consent();
  clock->set(clock->now() + settings.session_validity);
  EXPECT_EQ(expect(device().get(waiting.path(), waiting.key), 200)["state"], "ended");
  EXPECT_EQ(claims(waiting)["decision"], "refused");

  const Opened swept = open_session();
  clock->set(clock->now() + settings.session_validity);
  service->sweep();
  EXPECT_EQ(claims(swept)["decision"], "refused");

  const Opened at_chip = open_with_consent();
  const auto socket = device().open_websocket(at_chip.path("/chip"), at_chip.key);
  ASSERT_TRUE(socket);
  ASSERT_TRUE((*socket)->send_text(R"({"type":"card","can":"123456"})"));
  EXPECT_EQ(wait(**socket).kind, http::Message::Kind::binary);  // the step runs, and its time with it
  clock->set(clock->now() + settings.chip_time);
  EXPECT_EQ(json::parse(wait(**socket).text())["next"], "end");
  EXPECT_EQ(claims(at_chip)["decision"], "refused");
}

TEST_F(Session, ARestartEndsWhatCannotBeContinued) {
  const Opened early = open_with_consent();
  const Opened late = open_with_consent();
  EXPECT_EQ(play_chip(late), "video");
  stop();
  start();
  EXPECT_EQ(claims(late)["decision"], "refused") << "the chip's data were in memory alone";
  EXPECT_EQ(play_chip(early), "video") << "nothing was lost";
}

TEST_F(Session, StoppingDuringAStepIsARefusal) {
  const Opened opened = open_with_consent();
  const auto socket = device().open_websocket(opened.path("/chip"), opened.key);
  ASSERT_TRUE(socket);
  stop();
  start();
  EXPECT_EQ(claims(opened)["decision"], "refused");
}

TEST_F(Session, SeededEntropyRepeatsARunAndSystemEntropyDoesNot) {
  const auto run = [&](std::shared_ptr<api::Entropy> source) {
    stop();
    std::filesystem::remove(database());
    std::filesystem::remove(database().string() + "-wal");
    std::filesystem::remove(database().string() + "-shm");
    entropy = std::move(source);
    challenge_bytes.clear();
    start();
    const Opened first = open_with_consent();
    play_chip(first);
    play_video(first);
    const Opened second = open_session();  // the same reference once more
    EXPECT_NE(first.order, second.order);
    return first.order + first.token + first.session + first.key + challenge_bytes.at(0) +
           claims(first)["jti"].get<std::string>();
  };
  const auto seeded = [](std::uint8_t key) { return std::make_shared<api::SeededEntropy>(Bytes(32, key)); };
  const std::string once = run(seeded(1));
  EXPECT_EQ(once, run(seeded(1)));
  EXPECT_NE(once, run(seeded(2)));
  EXPECT_NE(run(std::make_shared<api::SystemEntropy>()), run(std::make_shared<api::SystemEntropy>()));
}

}  // namespace
}  // namespace proofmark::testing
