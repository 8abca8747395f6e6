#include "common/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace proofmark {
namespace {

using Clock = std::chrono::steady_clock;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int value) : value_(value) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }
  void set(int value) {
    close();
    value_ = value;
  }
  void close() {
    if (value_ >= 0) ::close(value_);
    value_ = -1;
  }
  [[nodiscard]] int get() const { return value_; }

 private:
  int value_ = -1;
};

struct Pipe {
  Descriptor read, write;
};

bool open(Pipe& pipe) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  pipe.read.set(ends[0]);
  pipe.write.set(ends[1]);
  return true;
}

// A program that ends without reading all of its input must not end this one. The descriptor is not a socket, so
// MSG_NOSIGNAL does not help; the signal is taken off this thread alone and put back.
class NoBrokenPipeSignal {
 public:
  NoBrokenPipeSignal() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoBrokenPipeSignal(const NoBrokenPipeSignal&) = delete;
  NoBrokenPipeSignal& operator=(const NoBrokenPipeSignal&) = delete;
  ~NoBrokenPipeSignal() {
    const timespec now{0, 0};
    while (::sigtimedwait(&pipe_, nullptr, &now) > 0) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  [[nodiscard]] const sigset_t& before() const { return before_; }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
};

Result<pid_t> start(const Program& program, const Pipe& in, const Pipe& out, const Pipe& err, const sigset_t& mask) {
  std::vector<std::string> words = {"setpriv", "--pdeathsig", "KILL", "--"};
  words.insert(words.end(), program.arguments.begin(), program.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  std::vector<std::string> variables;
  for (char** at = environ; *at != nullptr; ++at) {
    const std::string_view variable(*at);
    if (!program.environment.contains(std::string(variable.substr(0, variable.find('='))))) variables.emplace_back(*at);
  }
  for (const auto& [name, value] : program.environment) variables.push_back(name + "=" + value);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawnattr_init(&attributes);
  ::posix_spawn_file_actions_adddup2(&actions, in.read.get(), STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out.write.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, err.write.get(), STDERR_FILENO);
  ::posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
  ::posix_spawnattr_setsigmask(&attributes, &mask);
  pid_t child = -1;
  const int error = ::posix_spawnp(&child, arguments[0], &actions, &attributes, arguments.data(), environment.data());
  ::posix_spawnattr_destroy(&attributes);
  ::posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail("proofmark", "the program " + program.arguments[0], std::strerror(error),
                "install the Debian package " + program.package + " (setup/debian-run.txt)");
  return child;
}

// True while there may be more to read.
bool take(Descriptor& from, std::string& into) {
  std::array<char, 65536> buffer{};
  const ssize_t n = ::read(from.get(), buffer.data(), buffer.size());
  if (n < 0) return errno == EINTR || errno == EAGAIN;
  if (n == 0) from.close();
  into.append(buffer.data(), static_cast<std::size_t>(n));
  return n > 0;
}

struct Talk {
  std::string output, errors;
  std::string trouble;  // empty: it closed its output by itself
};

Talk talk(const Program& program, std::string_view input, Pipe& in, Pipe& out, Pipe& err) {
  Talk said;
  const auto end = Clock::now() + program.limit;
  ::fcntl(in.write.get(), F_SETFL, O_NONBLOCK);
  if (input.empty()) in.write.close();
  while (out.read.get() >= 0 || err.read.get() >= 0) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - Clock::now()).count();
    std::array<pollfd, 3> wait{
        {{in.write.get(), POLLOUT, 0}, {out.read.get(), POLLIN, 0}, {err.read.get(), POLLIN, 0}}};
    if (program.stop != nullptr && *program.stop) {
      said.trouble = "it was asked to stop";
      return said;
    }
    const auto patience = program.stop == nullptr ? left : std::min<decltype(left)>(left, 100);
    const int ready = left <= 0 ? 0 : ::poll(wait.data(), wait.size(), static_cast<int>(patience));
    if (ready < 0 && errno == EINTR) continue;
    if (ready == 0 && left > patience) continue;
    if (ready <= 0) {
      said.trouble = "no end after " + std::to_string(program.limit.count()) + " s";
      return said;
    }
    if (wait[0].revents != 0) {
      const ssize_t n = ::write(in.write.get(), input.data(), input.size());
      if (n > 0) input.remove_prefix(static_cast<std::size_t>(n));
      if (input.empty() || (n < 0 && errno != EAGAIN && errno != EINTR)) in.write.close();
    }
    if (wait[1].revents != 0) take(out.read, said.output);
    if (wait[2].revents != 0) take(err.read, said.errors);
    if (said.output.size() > program.largest_output || said.errors.size() > program.largest_output) {
      said.trouble = "more than " + std::to_string(program.largest_output) + " bytes of output";
      return said;
    }
  }
  return said;
}

std::string last_line(std::string text) {
  text.erase(text.find_last_not_of(" \r\n\t") + 1);
  return text.substr(text.find_last_of('\n') + 1);
}

}  // namespace

Result<std::string> run_program(const Program& program, std::string_view input) {
  Pipe in, out, err;
  if (!open(in) || !open(out) || !open(err))
    return fail("proofmark", "a pipe to " + program.arguments[0], std::strerror(errno), "close other programs");
  const NoBrokenPipeSignal quiet;
  PROOFMARK_TRY(const pid_t child, start(program, in, out, err, quiet.before()));
  in.read.close();
  out.write.close();
  err.write.close();
  Talk said = talk(program, input, in, out, err);
  if (!said.trouble.empty()) ::kill(child, SIGKILL);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (said.trouble.empty() && WIFSIGNALED(status)) said.trouble = "ended by signal " + std::to_string(WTERMSIG(status));
  // setpriv could not find it, or not start it.
  if (said.trouble.empty() && (WEXITSTATUS(status) == 127 || WEXITSTATUS(status) == 126))
    return fail("proofmark", "the program " + program.arguments[0], last_line(said.errors),
                "install the Debian package " + program.package + " (setup/debian-run.txt)");
  if (said.trouble.empty() && WEXITSTATUS(status) != 0)
    said.trouble = "exit code " + std::to_string(WEXITSTATUS(status)) + ", " + last_line(said.errors);
  if (!said.trouble.empty())
    return fail("proofmark", program.arguments[0] + " to do its work", said.trouble,
                "try the program by hand, or install " + program.package + " again");
  return std::move(said.output);
}

}  // namespace proofmark
