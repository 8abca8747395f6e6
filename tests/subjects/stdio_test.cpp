// Programs under test that follow the protocol, and the many ways not to: none of them may come out as a pass.
#include <gtest/gtest.h>

#include <thread>

#include "scenarios/subjects/stdio_subject.hpp"
#include "tests/scenarios/support.hpp"
#include "tests/subjects/counted_capture.hpp"

namespace proofmark::subjects {
namespace {

using reports::Level;
using reports::Outcome;
using std::chrono::milliseconds;

const std::string greeting = R"(read hello
echo '{"type":"ready","name":"toy","version":"3"}'
)";

class StdioTest : public ::testing::Test {
 protected:
  Result<std::unique_ptr<StdioSubject>> start(const std::string& script, Level level) {
    StdioOptions options;
    options.command = {testing::write_script(temporary.path() / "adapter", script).string()};
    options.level = level;
    options.log = temporary.path() / "log";
    options.trust = level == Level::chip_inspection ? "/trust" : "";
    options.ready_within = milliseconds(2000);
    options.wait = milliseconds(400);
    options.stop_within = milliseconds(300);
    return start_stdio(options);
  }
  Deadline soon() const { return std::chrono::steady_clock::now() + milliseconds(3000); }

  reports::Observation inspect(const std::string& script) {
    auto subject = start(greeting + script, Level::chip_inspection);
    if (!subject) {
      ADD_FAILURE() << subject.error().line();
      return {};
    }
    InspectionTask task;
    task.id = "4711";
    task.can = "123456";
    task.zone = {"12345678", "800101", "300101"};
    task.chip = [this](ByteView command) -> Result<Bytes> {
      commands.push_back(to_hex(command));
      std::this_thread::sleep_for(card_takes);
      if (link_lost) return fail("chip", "an answer", "link lost", "");
      return Bytes{0x90, 0x00};
    };
    task.time = testing::noon;
    task.give_up = soon();
    const Answer answer = (*subject)->inspect(task);
    apdus = answer.log.apdus;
    (*subject)->stop();
    return answer.observation;
  }
  reports::Observation judge(const std::string& script, Deadline give_up) {
    auto subject = start(greeting + script, Level::pad);
    if (!subject) {
      ADD_FAILURE() << subject.error().line();
      return {};
    }
    return (*subject)->judge({"4712", "/film.mp4", give_up}).observation;
  }
  reports::Observation judge(const std::string& script) { return judge(script, soon()); }

  testing::TemporaryFolder temporary;
  std::vector<std::string> commands;
  std::size_t apdus = 0;
  bool link_lost = false;
  milliseconds card_takes{0};
};

const std::string passed = R"([{"id":"chip.access","result":"passed","reason":""}])";

TEST_F(StdioTest, AnInspectionWithItsCommands) {
  const auto seen = inspect(R"(read task; echo "$task" > )" + (temporary.path() / "task").string() + R"(
echo '{"type":"apdu","command":"00a4040c"}'; read answer; echo "$answer" >> )" +
                            (temporary.path() / "task").string() +
                            R"(
echo '{"type":"result","id":"4711","decision":"accepted","checks":)" +
                            passed + "}'\nread more");
  EXPECT_EQ(seen.outcome, Outcome::completed) << seen.error;
  EXPECT_EQ(seen.decision, reports::Decision::accepted);
  EXPECT_EQ(commands, std::vector<std::string>{"00a4040c"});
  EXPECT_EQ(apdus, 1U);
  EXPECT_EQ(
      testing::slurp(temporary.path() / "task"),
      R"({"type":"inspect","id":"4711","can":"123456","mrz":{"document_number":"12345678","date_of_birth":"800101",)"
      R"("date_of_expiry":"300101"},"time":"2026-03-02T12:00:00Z"})"
      "\n"
      R"({"type":"apdu","response":"9000"})"
      "\n");
}

// What this side's card takes is no time of the program's; what the program takes is.
TEST_F(StdioTest, ItsOwnTimeIsTakenWithoutTheCards) {
  card_takes = milliseconds(200);
  const auto seen = inspect(R"(read task
echo '{"type":"apdu","command":"00a4040c"}'; read answer; sleep 0.1
echo '{"type":"result","id":"4711","decision":"accepted","checks":)" +
                            passed + "}'\nread more");
  EXPECT_EQ(seen.outcome, Outcome::completed) << seen.error;
  ASSERT_EQ(seen.service_seconds.size(), 1U);
  EXPECT_EQ(seen.service_seconds[0].step, "inspection");
  EXPECT_GE(seen.service_seconds[0].seconds, 0.1);
  EXPECT_LT(seen.service_seconds[0].seconds, 0.3) << "the card's 0.2 s are not its own";
  EXPECT_TRUE(judge("read task; exit 0").service_seconds.empty()) << "a crash answered nothing";
}

TEST_F(StdioTest, ALostLinkIsToldAndNotAnError) {
  link_lost = true;
  const auto seen = inspect(R"(read task
echo '{"type":"apdu","command":"00a4040c"}'; read answer
case "$answer" in *link_lost*) echo '{"type":"result","id":"4711","decision":"refused","checks":[{"id":"chip.access","result":"undetermined","reason":"lost"}]}';; esac
read more)");
  EXPECT_EQ(seen.outcome, Outcome::completed) << seen.error;
  EXPECT_EQ(seen.decision, reports::Decision::refused);
}

TEST_F(StdioTest, ScoresAndFailuresToAcquire) {
  const auto score = judge(R"(read task
echo '{"type":"score","id":"4712","score":0.75,"threshold":0.5,"attack":false}'; read more)");
  EXPECT_EQ(score.outcome, Outcome::completed) << score.error;
  ASSERT_TRUE(score.pad);
  EXPECT_EQ(score.pad->score, 0.75);
  EXPECT_FALSE(score.pad->attack);
  const auto none = judge(R"(read task; echo '{"type":"failed_to_acquire","id":"4712"}'; read more)");
  EXPECT_EQ(none.outcome, Outcome::completed);
  EXPECT_TRUE(none.failed_to_acquire);
  EXPECT_FALSE(none.pad);
}

TEST_F(StdioTest, AComparison) {
  auto subject =
      start(greeting + R"(read task; echo '{"type":"score","id":"9","score":0.2,"threshold":0.5}'; read more)",
            Level::comparison);
  ASSERT_TRUE(subject) << subject.error().line();
  const auto seen = (*subject)->compare({"9", "/a.jpg", "/b.jpg", soon()}).observation;
  EXPECT_EQ(seen.outcome, Outcome::completed) << seen.error;
  ASSERT_TRUE(seen.comparison);
  EXPECT_EQ(seen.comparison->score, 0.2);
}

TEST_F(StdioTest, WhatItSaysOfItself) {
  auto subject = start(
      "read hello\necho '"
      R"({"type":"ready","name":"x","version":"1","settings":{"t":1}})"
      "'\nread more",
      Level::comparison);
  ASSERT_TRUE(subject) << subject.error().line();
  EXPECT_EQ((*subject)->ready().name, "x");
  ASSERT_EQ((*subject)->ready().settings.size(), 1U);
  EXPECT_EQ((*subject)->ready().settings[0].value, "1");
  EXPECT_EQ((*subject)->level(), Level::comparison);
  EXPECT_FALSE((*subject)->has_endpoints());
  EXPECT_EQ((*subject)->clock(), nullptr);
}

TEST_F(StdioTest, AProgramThatDoesNotGreetIsNoSubject) {
  for (const char* script : {"sleep 5", "exit 3", "echo hello; sleep 5", "read h; echo '{\"type\":\"ok\"}'; sleep 5",
                             "read h; echo '{\"type\":\"ready\",\"name\":\"\",\"version\":\"1\"}'; sleep 5",
                             "echo 'no licence' >&2; exit 2"}) {
    StdioOptions options;
    options.command = {testing::write_script(temporary.path() / "adapter", script).string()};
    options.level = Level::pad;
    options.log = temporary.path() / "log";
    options.ready_within = milliseconds(300);
    const auto subject = start_stdio(options);
    EXPECT_FALSE(subject) << script;
  }
  EXPECT_NE(testing::slurp(temporary.path() / "log").find("no licence"), std::string::npos);
}

TEST_F(StdioTest, ThePathIsSearched) {
  StdioOptions options;
  options.command = {"sh", "-c", greeting + "read more"};
  options.level = Level::pad;
  options.log = temporary.path() / "log";
  EXPECT_TRUE(start_stdio(options));
  options.command = {"no-such-program-anywhere"};
  const auto subject = start_stdio(options);
  ASSERT_FALSE(subject);
  EXPECT_NE(subject.error().line().find("No such file"), std::string::npos);
}

struct Fault {
  const char* name;
  const char* script;
  Outcome outcome;
  const char* words;  // in the error
};

class FaultTest : public StdioTest, public ::testing::WithParamInterface<Fault> {};

TEST_P(FaultTest, IsNeverAPass) {
  const auto seen = judge(GetParam().script);
  EXPECT_EQ(seen.outcome, GetParam().outcome) << seen.error;
  EXPECT_NE(seen.error.find(GetParam().words), std::string::npos) << seen.error;
  EXPECT_FALSE(seen.pad);
  EXPECT_FALSE(seen.failed_to_acquire);
  EXPECT_EQ(seen.decision, reports::Decision::none);
}

INSTANTIATE_TEST_SUITE_P(
    Stdio, FaultTest,
    ::testing::Values(
        Fault{"ends", "read task; exit 0", Outcome::crash, "exit status 0"},
        Fault{"crashes", "read task; kill -SEGV $$", Outcome::crash, "signal 11"},
        Fault{"hangs", "read task; sleep 5", Outcome::timeout, "400 ms"},
        Fault{"half_a_line", "read task; printf '{\"type\":\"score\"'; sleep 5", Outcome::timeout, "400 ms"},
        Fault{"half_a_line_and_ends",
              "read task; printf '{\"type\":\"score\",\"id\":\"4712\",\"score\":1,\"threshold\":0,\"attack\":false}'",
              Outcome::crash, "its output ended"},
        Fault{"garbage", "read task; head -c 300 /dev/urandom | tr -d '\\n'; echo; read more", Outcome::crash,
              "proofmark-stdio/1"},
        Fault{"an_endless_line", "read task; exec cat /dev/zero", Outcome::crash, "256 KiB"},
        Fault{"another_id",
              "read task; echo '{\"type\":\"score\",\"id\":\"4711\",\"score\":1,\"threshold\":0,\"attack\":false}'; "
              "read m",
              Outcome::crash, "id '4711'"},
        Fault{"no_classification",
              "read task; echo '{\"type\":\"score\",\"id\":\"4712\",\"score\":1,\"threshold\":0}'; read m",
              Outcome::crash, "attack"},
        Fault{"another_kind", "read task; echo '{\"type\":\"frames\",\"count\":1}'; read m", Outcome::crash,
              "does not belong"}),
    [](const auto& fault) { return std::string(fault.param.name); });

TEST_F(StdioTest, ALineThatNobodyAskedFor) {
  auto subject = start(
      greeting + "echo '{\"type\":\"score\",\"id\":\"4712\",\"score\":1,\"threshold\":0,\"attack\":false}'\nread task",
      Level::pad);
  ASSERT_TRUE(subject);
  std::this_thread::sleep_for(milliseconds(200));
  const auto seen = (*subject)->judge({"4712", "/film.mp4", soon()}).observation;
  EXPECT_EQ(seen.outcome, Outcome::crash);
  EXPECT_NE(seen.error.find("asked for"), std::string::npos) << seen.error;
}

TEST_F(StdioTest, AnAcceptanceThatContradictsItsChecks) {
  const auto seen = inspect(R"(read task
echo '{"type":"result","id":"4711","decision":"accepted","checks":[{"id":"chip.passive","result":"undetermined","reason":""}]}'
read more)");
  EXPECT_EQ(seen.outcome, Outcome::crash);
  EXPECT_NE(seen.error.find("chip.passive"), std::string::npos) << seen.error;
}

TEST_F(StdioTest, OneThatAsksForEverIsStopped) {
  link_lost = false;
  auto subject =
      start(greeting + "read task\nwhile :; do echo '{\"type\":\"apdu\",\"command\":\"00b00000\"}'; read a; done",
            Level::chip_inspection);
  ASSERT_TRUE(subject);
  InspectionTask task;
  task.id = "1";
  task.chip = [](ByteView) -> Result<Bytes> { return Bytes{0x6A, 0x82}; };
  task.give_up = std::chrono::steady_clock::now() + milliseconds(300);
  const auto seen = (*subject)->inspect(task).observation;
  EXPECT_EQ(seen.outcome, Outcome::timeout) << seen.error;
}

TEST_F(StdioTest, OneThatDoesNotReadIsATimeout) {
  auto subject = start(greeting + "sleep 5", Level::full_service);
  ASSERT_TRUE(subject);
  SessionTask task;
  task.order.reference = "1";
  task.order.given_names = std::string(1 << 20, 'x');  // more than a pipe takes
  task.give_up = soon();
  EXPECT_EQ((*subject)->session(task).observation.outcome, Outcome::timeout);
}

TEST_F(StdioTest, ATaskOfAnotherLevelIsTheHarnessesFault) {
  auto subject = start(greeting + "read more", Level::pad);
  ASSERT_TRUE(subject);
  EXPECT_EQ((*subject)->inspect({}).observation.outcome, Outcome::harness_error);
  EXPECT_EQ((*subject)->compare({}).observation.outcome, Outcome::harness_error);
  EXPECT_EQ((*subject)->session({}).observation.outcome, Outcome::harness_error);
}

TEST_F(StdioTest, AWholeSessionIsPulled) {
  const std::string log = (temporary.path() / "said").string();
  auto subject = start(greeting + "read task; echo \"$task\" > " + log + R"(
say() { echo "$1"; read answer; echo "$answer" >> )" +
                           log + R"(; }
say '{"type":"apdu","command":"00a4040c"}'
say '{"type":"frames","count":2}'
say '{"type":"challenge","number":1,"action":"turn_left","window_ms":2500}'
say '{"type":"frames","count":1}'
say '{"type":"challenge_over","number":1}'
echo '{"type":"result","id":"77","decision":"refused","checks":[{"id":"face.match","result":"failed","reason":"other"}]}'
read more)",
                       Level::full_service);
  ASSERT_TRUE(subject) << subject.error().line();
  std::vector<std::string> events;
  std::size_t sent = 0;
  SessionTask task;
  task.order = {"77", "Ona", "Šapkaitė", "49001010001", "12345678"};
  task.can = "123456";
  task.chip = [](ByteView) -> Result<Bytes> { return Bytes{0x90, 0x00}; };
  task.capture = [&]() -> Result<std::unique_ptr<camera::Capture>> {
    return std::unique_ptr<camera::Capture>(std::make_unique<testing::CountedCapture>(events));
  };
  task.sent = [&](const camera::AccessUnit&) { ++sent; };
  task.give_up = soon();
  const Answer answer = (*subject)->session(task);
  EXPECT_EQ(answer.observation.outcome, Outcome::completed) << answer.observation.error;
  EXPECT_EQ(answer.observation.decision, reports::Decision::refused);
  EXPECT_EQ(events, (std::vector<std::string>{"turn_left@40/2500", "over@80"}));
  EXPECT_EQ(sent, 3U);
  EXPECT_EQ(answer.log.frames, 3U);
  EXPECT_EQ(answer.log.apdus, 1U);
  ASSERT_EQ(answer.log.challenges.size(), 1U);
  EXPECT_EQ(
      testing::slurp(log),
      R"({"type":"session","id":"77","order":{"given_names":"Ona","surname":"Šapkaitė","personal_code":"49001010001",)"
      R"("document_number":"12345678"},"can":"123456","language":"lt","time":"1970-01-01T00:00:00Z"})"
      "\n"
      R"({"type":"apdu","response":"9000"})"
      "\n"
      R"({"type":"frames","frames":[{"at_us":0,"h264":"AAAAAWU="},{"at_us":40000,"h264":"AAAAAWU="}]})"
      "\n"
      R"({"type":"ok"})"
      "\n"
      R"({"type":"frames","frames":[{"at_us":80000,"h264":"AAAAAWU="}]})"
      "\n"
      R"({"type":"ok"})"
      "\n");
}

}  // namespace
}  // namespace proofmark::subjects
