// Lines of a program under test: what is read, and that everything else is refused.
#include "scenarios/subjects/protocol.hpp"

#include <gtest/gtest.h>

namespace proofmark::subjects::protocol {
namespace {

template <typename T>
T read(const std::string& line) {
  const auto said = parse_line(line);
  if (!said || !std::holds_alternative<T>(*said)) {
    ADD_FAILURE() << line << ": " << (said ? "another kind" : said.error().line());
    return {};
  }
  return std::get<T>(*said);
}

TEST(Protocol, EveryKindOfLineIsRead) {
  const auto ready = read<Ready>(
      R"({"type":"ready","name":"a","version":"2.1","settings":{"t":0.5,"b":"x"},"thresholds_set_on":"other data"})");
  EXPECT_EQ(ready.name, "a");
  EXPECT_EQ(ready.version, "2.1");
  ASSERT_EQ(ready.settings.size(), 2U);
  EXPECT_EQ(ready.settings[0].name + "=" + ready.settings[0].value, "b=x");
  EXPECT_EQ(ready.settings[1].name + "=" + ready.settings[1].value, "t=0.5");
  EXPECT_EQ(ready.thresholds_set_on, "other data");
  EXPECT_EQ(read<Apdu>(R"({"type":"apdu","command":"00A4040C"})").command, (Bytes{0x00, 0xA4, 0x04, 0x0C}));
  EXPECT_EQ(read<FramesWanted>(R"({"type":"frames","count":3})").count, 3U);
  EXPECT_EQ(read<Challenge>(R"({"type":"challenge","number":1,"action":"blink","window_ms":900})").window_ms, 900U);
  EXPECT_EQ(read<ChallengeOver>(R"({"type":"challenge_over","number":2})").number, 2U);
  const auto score = read<Score>(R"({"type":"score","id":"7","score":-0.25,"threshold":0,"attack":true})");
  EXPECT_EQ(score.score, -0.25);
  EXPECT_EQ(score.attack, true);
  EXPECT_EQ(read<Score>(R"({"type":"score","id":"7","score":1,"threshold":0.5})").attack, std::nullopt);
  EXPECT_EQ(read<FailedToAcquire>(R"({"type":"failed_to_acquire","id":"7"})").id, "7");
  const auto verdict = read<Verdict>(
      R"({"type":"result","id":"7","decision":"refused","checks":[{"id":"chip.access","result":"failed","reason":"no"}]})");
  EXPECT_EQ(verdict.decision, reports::Decision::refused);
  ASSERT_EQ(verdict.checks.size(), 1U);
  EXPECT_EQ(verdict.checks[0].result, reports::CheckResult::failed);
  EXPECT_FALSE(verdict.inspection);
  const auto stepped = read<Verdict>(
      R"({"type":"result","id":"7","decision":"refused","checks":[{"id":"chip.access","result":"failed","reason":"no"}],)"
      R"("inspection":{"readings":1,"steps":[{"id":"access.session","result":"failed","reason":"no"}]}})");
  ASSERT_TRUE(stepped.inspection);
  EXPECT_EQ(stepped.inspection->steps[0].id, "access.session");
  EXPECT_EQ(stepped.inspection->steps[0].result, reports::StepResult::failed);
  EXPECT_FALSE(
      read<Verdict>(R"({"type":"result","id":"7","decision":"refused","checks":[{"id":"chip.access","result":"failed",)"
                    R"("reason":"no"}],"inspection":null})")
          .inspection);
}

class Refused : public ::testing::TestWithParam<const char*> {};

TEST_P(Refused, WithWhatWasExpected) {
  const auto said = parse_line(GetParam());
  ASSERT_FALSE(said);
  EXPECT_EQ(said.error().clause, "proofmark-stdio/1");
  EXPECT_FALSE(said.error().expected.empty());
  EXPECT_NE(said.error().line().find("connect-your-service"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    Lines, Refused,
    ::testing::Values(
        "", " ", "null", "[]", "7", "ready", "{", R"({"type":"ready")", R"({"type":7})", R"({"name":"a"})",
        R"({"type":"hello"})", R"({"type":"ready","name":"a"})", R"({"type":"ready","name":1,"version":"1"})",
        R"({"type":"ready","name":"a","version":"1","extra":1})",
        R"({"type":"ready","name":"a","name":"b","version":"1"})",
        R"({"type":"ready","name":"a","version":"1","settings":[]})", R"({"type":"apdu"})",
        R"({"type":"apdu","command":"00A4"})", R"({"type":"apdu","command":"00A4040"})",
        R"({"type":"apdu","command":"zz"})", R"({"type":"apdu","command":""})", R"({"type":"frames","count":0})",
        R"({"type":"frames","count":65})", R"({"type":"frames","count":-1})", R"({"type":"frames","count":1.5})",
        R"({"type":"score","id":"1","score":"0.5","threshold":0})",
        R"({"type":"score","id":"1","score":1e999,"threshold":0})",
        R"({"type":"score","id":"1","score":NaN,"threshold":0})", R"({"type":"score","id":"1","score":0.5})",
        R"({"type":"score","id":"1","score":0.5,"threshold":0,"attack":"no"})",
        R"({"type":"result","id":"1","decision":"accepted","checks":[]})",
        R"({"type":"result","id":"1","decision":"accepted","checks":[{"id":"chip.access","result":"passed","reason":""}],"inspection":{}})",
        R"({"type":"result","id":"1","decision":"accepted","checks":[{"id":"chip.access","result":"passed","reason":""}],"inspection":{"readings":1,"steps":[{"id":"access.session","result":"failed","reason":""}]}})",
        R"({"type":"result","id":"1","decision":"accepted","checks":[{"id":"chip.access","result":"passed","reason":""}],"inspection":{"readings":1,"steps":[{"id":"access.session","result":"good","reason":""}]}})",
        R"({"type":"result","id":"1","decision":"none","checks":[{"id":"a","result":"passed","reason":""}]})",
        R"({"type":"result","id":"1","decision":"maybe","checks":[{"id":"a","result":"passed","reason":""}]})",
        R"({"type":"result","id":"1","decision":"accepted","checks":[{"id":"a","result":"good","reason":""}]})",
        R"({"type":"result","id":"1","decision":"accepted","checks":[{"id":"","result":"passed","reason":""}]})",
        R"({"type":"result","id":"1","decision":"accepted","checks":[{"id":"a","result":"passed","reason":""},{"id":"a","result":"passed","reason":""}]})",
        "{\"type\":\"failed_to_acquire\",\"id\":\"\xff\"}",
        R"({"type":"score","id":"1","score":0.5,"threshold":0} x)"));

TEST(Protocol, NestingWithoutEndIsRefused) {
  EXPECT_FALSE(parse_line(std::string(100000, '[')));
  std::string deep = R"({"type":"ready","name":"a","version":"1","settings":)";
  for (int i = 0; i < 50000; ++i) deep += R"({"a":)";
  EXPECT_FALSE(parse_line(deep));
}

TEST(Protocol, WhatTheHarnessSays) {
  EXPECT_EQ(hello(reports::Level::pad, ""), R"({"type":"hello","protocol":"proofmark-stdio/1","level":"pad"})");
  EXPECT_EQ(hello(reports::Level::chip_inspection, "/t"),
            R"({"type":"hello","protocol":"proofmark-stdio/1","level":"chip_inspection","trust":"/t"})");
  EXPECT_EQ(apdu_response(Bytes{0x90, 0x00}), R"({"type":"apdu","response":"9000"})");
  EXPECT_EQ(link_lost(), R"({"type":"link_lost"})");
  EXPECT_EQ(ok(), R"({"type":"ok"})");
}

}  // namespace
}  // namespace proofmark::subjects::protocol
