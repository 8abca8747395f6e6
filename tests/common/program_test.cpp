// A helper program never outlives the one that started it.
#include "common/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <thread>

#include "common/files.hpp"

namespace proofmark {
namespace {

using ::testing::HasSubstr;
using namespace std::chrono_literals;

Program shell(const std::string& script) {
  Program out;
  out.arguments = {"sh", "-c", script};
  out.package = "dash";
  out.limit = 60s;
  return out;
}

bool lives(pid_t process) {
  // A zombie that its new parent has not collected yet has ended too.
  const auto status = read_text("/proc/" + std::to_string(process) + "/stat");
  return status && status->find(") Z ") == std::string::npos;
}

bool ends_soon(pid_t process) {
  for (int i = 0; i < 200 && lives(process); ++i) std::this_thread::sleep_for(50ms);
  return !lives(process);
}

class Helper : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("proofmark-program-" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  // Writes its own process number and then stays.
  [[nodiscard]] Program long_one() const { return shell("echo $$ > " + number().string() + "; exec sleep 60"); }
  [[nodiscard]] std::filesystem::path number() const { return folder_ / "number"; }
  [[nodiscard]] pid_t started() const {
    for (int i = 0; i < 200; ++i) {
      const auto text = read_text(number());
      if (text && text->ends_with("\n")) return static_cast<pid_t>(std::stol(*text));
      std::this_thread::sleep_for(50ms);
    }
    return -1;
  }

 private:
  std::filesystem::path folder_;
};

TEST_F(Helper, GivesItsOutputAndSaysWhatWentWrong) {
  const auto echoed = run_program(shell("cat"), "proof");
  ASSERT_TRUE(echoed) << echoed.error().line();
  EXPECT_EQ(*echoed, "proof");
  const auto failed = run_program(shell("echo reason >&2; exit 3"), "");
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().observed, "exit code 3, reason");
  Program missing = shell("");
  missing.arguments = {"no-such-program-of-proofmark"};
  missing.package = "its-package";
  const auto none = run_program(missing, "");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().expected, "the program no-such-program-of-proofmark");
  EXPECT_THAT(none.error().next_step, HasSubstr("its-package"));
}

TEST_F(Helper, IsEndedWhenTheCallerIsAskedToStop) {
  std::atomic<bool> stop = false;
  Program program = long_one();
  program.stop = &stop;
  pid_t process = -1;
  std::jthread asks([&] {
    process = started();
    stop = true;
  });
  const auto result = run_program(program, "");
  asks.join();
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().observed, "it was asked to stop");
  ASSERT_GT(process, 0);
  EXPECT_TRUE(ends_soon(process));
}

TEST_F(Helper, IsEndedWhenTheCallerIsKilled) {
  for (const int signal : {SIGTERM, SIGKILL}) {
    std::filesystem::remove(number());
    const pid_t caller = ::fork();
    ASSERT_GE(caller, 0);
    if (caller == 0) {
      ::signal(SIGTERM, SIG_DFL);
      (void)run_program(long_one(), "");
      ::_exit(0);
    }
    const pid_t process = started();
    ASSERT_GT(process, 0);
    ASSERT_TRUE(lives(process));
    ::kill(caller, signal);
    int status = 0;
    ASSERT_EQ(::waitpid(caller, &status, 0), caller);
    EXPECT_TRUE(ends_soon(process)) << signal;
  }
}

}  // namespace
}  // namespace proofmark
