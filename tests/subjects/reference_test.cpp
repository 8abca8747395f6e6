// A service that misbehaves at its start, in the shape of a shell script in the service's place.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "scenarios/subjects/child_process.hpp"
#include "scenarios/subjects/subject.hpp"
#include "tests/scenarios/support.hpp"

namespace proofmark::subjects {
namespace {

using std::chrono::milliseconds;

class SubjectTest : public ::testing::Test {
 protected:
  ReferenceOptions options(const std::string& script) {
    ReferenceOptions made;
    made.program = testing::write_script(temporary.path() / "service", script);
    made.config = temporary.path() / "service.json";
    made.folder = temporary.path() / "1";
    made.start = testing::noon;
    made.challenge_seed = std::string(64, '0');
    made.ready_within = milliseconds(400);
    made.stop_within = milliseconds(200);
    return made;
  }
  std::string error_of(const std::string& script) {
    const auto subject = start_reference(options(script));
    return subject ? std::string("no error") : subject.error().line();
  }
  testing::TemporaryFolder temporary;
  const std::string ready = R"(echo '{"relying":"https://127.0.0.1:1","device":"https://127.0.0.1:2","pki":"/p"}')";
};

TEST_F(SubjectTest, ReadyLineIsRead) {
  auto subject = start_reference(options(ready + "\nexec sleep 5"));
  ASSERT_TRUE(subject) << subject.error().line();
  EXPECT_EQ((*subject)->endpoints().relying, "https://127.0.0.1:1");
  EXPECT_EQ((*subject)->endpoints().device, "https://127.0.0.1:2");
  EXPECT_EQ((*subject)->clock()->now(), testing::noon);
  EXPECT_TRUE((*subject)->running());
  // The stand-in is just replacing itself by `sleep`, whose memory grows from nothing.
  for (int tries = 0; tries < 200 && (*subject)->peak_memory_kib() <= 100; ++tries)
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  EXPECT_GT((*subject)->peak_memory_kib(), 100);
  (*subject)->stop();
  EXPECT_FALSE((*subject)->running());
}

TEST_F(SubjectTest, ItIsStartedAsTheInterfaceSays) {
  auto subject = start_reference(options("echo \"$@\" >&2\n" + ready + "\nexec sleep 5"));
  ASSERT_TRUE(subject);
  const std::string words = testing::slurp(temporary.path() / "1" / "service.log");
  EXPECT_EQ(words, "--state " + (temporary.path() / "1/state").string() + " --config " +
                       (temporary.path() / "service.json").string() +
                       " --relying 127.0.0.1:0 --device 127.0.0.1:0 --clock simulated:" +
                       (temporary.path() / "1/clock").string() + " --challenge-seed " + std::string(64, '0') + "\n");
}

TEST_F(SubjectTest, NeverReady) {
  EXPECT_NE(error_of("exec sleep 5").find("400 ms"), std::string::npos);
}

TEST_F(SubjectTest, EndsAtOnceAndItsLastWordIsQuoted) {
  const std::string error = error_of("echo 'proofmarkd: the port is taken' >&2\nexit 2");
  EXPECT_NE(error.find("exit status 2"), std::string::npos) << error;
  EXPECT_NE(error.find("the port is taken"), std::string::npos) << error;
}

TEST_F(SubjectTest, KilledAtStart) {
  EXPECT_NE(error_of("kill -SEGV $$").find("signal 11"), std::string::npos);
}

TEST_F(SubjectTest, NotThere) {
  ReferenceOptions made = options("");
  made.program = temporary.path() / "nothing";
  const auto subject = start_reference(made);
  ASSERT_FALSE(subject);
  EXPECT_NE(subject.error().line().find("No such file"), std::string::npos);
}

TEST_F(SubjectTest, ReadyLineOfAnotherForm) {
  EXPECT_NE(error_of("echo listening on 8443\nexec sleep 5").find("ready line"), std::string::npos);
  EXPECT_NE(error_of(R"(echo '{"relying":"https://127.0.0.1:1"}'; exec sleep 5)").find("ready line"),
            std::string::npos);
  EXPECT_NE(error_of(R"(echo '{"relying":1,"device":2,"pki":3}'; exec sleep 5)").find("ready line"), std::string::npos);
  EXPECT_NE(error_of(R"(echo '{"relying":"https://a","device":"https://b","pki":"/p","pki":"/q"}'; exec sleep 5)")
                .find("ready line"),
            std::string::npos);
  EXPECT_NE(
      error_of(R"(echo '{"relying":"http://a","device":"https://b","pki":"/p"}'; exec sleep 5)").find("ready line"),
      std::string::npos);
}

TEST_F(SubjectTest, ACrashIsSeen) {
  auto subject = start_reference(options(ready + "\nsleep 0.1\nkill -ABRT $$"));
  ASSERT_TRUE(subject);
  for (int i = 0; i < 100 && (*subject)->running(); ++i) std::this_thread::sleep_for(milliseconds(20));
  EXPECT_FALSE((*subject)->running());
  EXPECT_NE((*subject)->ending().find("signal 6"), std::string::npos) << (*subject)->ending();
}

TEST_F(SubjectTest, OneThatIgnoresSigtermIsKilled) {
  auto subject = start_reference(options("trap '' TERM\n" + ready + "\nwhile :; do sleep 0.05; done"));
  ASSERT_TRUE(subject);
  (*subject)->stop();
  EXPECT_FALSE((*subject)->running());
  EXPECT_NE((*subject)->ending().find("signal 9"), std::string::npos) << (*subject)->ending();
}

TEST_F(SubjectTest, DiesWithItsParent) {
  // The grandchild writes its process id; when its parent is killed, it must not survive.
  const auto pid_file = temporary.path() / "pid";
  const auto script =
      testing::write_script(temporary.path() / "child", "echo $$ > " + pid_file.string() + "\nexec sleep 30");
  const pid_t parent = ::fork();
  ASSERT_GE(parent, 0);
  if (parent == 0) {
    auto child = ChildProcess::start({script.string()}, temporary.path() / "log");
    ::pause();
    ::_exit(0);
  }
  std::string text;
  for (int i = 0; i < 200 && text.find('\n') == std::string::npos; ++i) {
    std::this_thread::sleep_for(milliseconds(10));
    text = testing::slurp(pid_file);
  }
  ASSERT_FALSE(text.empty());
  const pid_t grandchild = std::stoi(text);
  ASSERT_EQ(::kill(grandchild, 0), 0);
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  const auto gone = [&] {
    const std::string status = testing::slurp("/proc/" + std::to_string(grandchild) + "/stat");
    return status.empty() || status.find(") Z ") != std::string::npos;
  };
  for (int i = 0; i < 200 && !gone(); ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_TRUE(gone());
}

// Ctrl-C goes to the terminal's whole process group; an attempt that is under way must not be spoilt by it.
TEST_F(SubjectTest, ASignalToTheHarnessGroupDoesNotReachTheService) {
  const auto script = testing::write_script(temporary.path() / "child", "exec sleep 30");
  auto child = ChildProcess::start({script.string()}, temporary.path() / "log");
  ASSERT_TRUE(child) << child.error().line();
  EXPECT_NE(::getpgid(child->pid()), ::getpgrp());
  EXPECT_EQ(::getpgid(child->pid()), child->pid());
}

TEST_F(SubjectTest, LinesAreReadWhole) {
  const auto script =
      testing::write_script(temporary.path() / "lines", "printf 'one\\ntw'; sleep 0.05; printf 'o\\nrest'");
  auto child = ChildProcess::start({script.string()}, temporary.path() / "log");
  ASSERT_TRUE(child);
  EXPECT_EQ(child->read_line(milliseconds(2000)).value_or("?"), "one");
  EXPECT_EQ(child->read_line(milliseconds(2000)).value_or("?"), "two");
  EXPECT_FALSE(child->read_line(milliseconds(2000)));
}

TEST_F(SubjectTest, AnEndlessLineIsCutShort) {
  auto child = ChildProcess::start({"/bin/cat", "/dev/zero"}, temporary.path() / "log");
  ASSERT_TRUE(child);
  EXPECT_FALSE(child->read_line(milliseconds(5000)));
}

}  // namespace
}  // namespace proofmark::subjects
