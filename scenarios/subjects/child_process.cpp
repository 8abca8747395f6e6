#include "scenarios/subjects/child_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <thread>
#include <utility>

namespace proofmark::subjects {
namespace {

using SteadyClock = std::chrono::steady_clock;
constexpr std::size_t line_limit = 256 * 1024;

struct Pipe {
  int read = -1, write = -1;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return fail("child process", "a pipe", std::strerror(errno), "Raise the limit of open files (ulimit -n).");
  return Pipe{ends[0], ends[1]};
}

// A write to a pipe without a reader raises SIGPIPE on this thread; a library does not change how the program takes it.
class BrokenPipeHeld {
 public:
  BrokenPipeHeld() {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  ~BrokenPipeHeld() {
    const timespec at_once{};
    while (::sigtimedwait(&pipe_, nullptr, &at_once) > 0) continue;
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }
  BrokenPipeHeld(const BrokenPipeHeld&) = delete;
  BrokenPipeHeld& operator=(const BrokenPipeHeld&) = delete;

 private:
  sigset_t pipe_, before_;
};

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command, const std::filesystem::path& log,
                                         Input input) {
  // Everything that allocates is done before fork: another thread may hold the allocator's lock at that moment.
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int log_fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log_fd < 0)
    return fail("child process", "to write the log " + log.string(), std::strerror(errno),
                "Check the folder's rights and the free space.");
  Pipe given;
  if (input == Input::lines) {
    PROOFMARK_TRY(given, make_pipe());
  }
  PROOFMARK_TRY(const Pipe output, make_pipe());
  PROOFMARK_TRY(const Pipe problem, make_pipe());  // carries errno when exec fails; closed by a successful exec
  const pid_t parent = ::getpid();
  const pid_t pid = ::fork();
  if (pid == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(127);
    // A process group of its own: Ctrl-C in the terminal asks this program to stop, and must not end a service in the
    // middle of an attempt, which would stand in the evidence as a crash of the service.
    ::setpgid(0, 0);
    ::signal(SIGPIPE, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(input == Input::lines ? given.read : ::open("/dev/null", O_RDONLY), STDIN_FILENO);
    ::dup2(output.write, STDOUT_FILENO);
    ::dup2(log_fd, STDERR_FILENO);
    ::execvp(arguments[0], arguments.data());
    const int code = errno;
    [[maybe_unused]] const ssize_t n = ::write(problem.write, &code, sizeof code);
    ::_exit(127);
  }
  const int fork_error = errno;
  ::close(log_fd);
  ::close(output.write);
  ::close(problem.write);
  if (given.read >= 0) ::close(given.read);
  int exec_error = 0;
  ssize_t got = 0;
  if (pid > 0) {
    do {
      got = ::read(problem.read, &exec_error, sizeof exec_error);
    } while (got < 0 && errno == EINTR);
  }
  ::close(problem.read);
  if (pid < 0 || got > 0) {
    ::close(output.read);
    if (given.write >= 0) ::close(given.write);
    if (pid > 0) ::waitpid(pid, nullptr, 0);
    return fail("child process", "to start " + command.front(), std::strerror(pid < 0 ? fork_error : exec_error),
                "Build the program, or name its place.");
  }
  ChildProcess child;
  child.pid_ = pid;
  child.output_ = output.read;
  child.input_ = given.write;
  if (given.write >= 0) ::fcntl(given.write, F_SETFL, O_NONBLOCK);  // an adapter that does not read must not stop us
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept {
  *this = std::move(other);
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
  std::swap(input_, other.input_);
  std::swap(ended_, other.ended_);
  std::swap(status_, other.status_);
  std::swap(peak_kib_, other.peak_kib_);
  std::swap(buffer_, other.buffer_);
  return *this;
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0 && !ended_) {
    ::kill(pid_, SIGKILL);
    reap(true);
  }
  if (output_ >= 0) ::close(output_);
  if (input_ >= 0) ::close(input_);
}

void ChildProcess::reap(bool wait) {
  if (pid_ <= 0 || ended_) return;
  int status = 0;
  pid_t got = 0;
  do {
    got = ::waitpid(pid_, &status, wait ? 0 : WNOHANG);
  } while (got < 0 && errno == EINTR);
  if (got == pid_) {
    ended_ = true;
    status_ = status;
  }
}

bool ChildProcess::running() {
  reap(false);
  return pid_ > 0 && !ended_;
}

Result<std::string> ChildProcess::read_line(std::chrono::milliseconds timeout) {
  const auto deadline = SteadyClock::now() + timeout;
  for (;;) {
    if (const auto end = buffer_.find('\n'); end != std::string::npos) {
      std::string line = buffer_.substr(0, end);
      buffer_.erase(0, end + 1);
      return line;
    }
    if (buffer_.size() > line_limit)
      return fail("child process", "lines of at most 256 KiB", "a longer one", "Look at the program's output.");
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0)
      return fail("child process", "a line within " + std::to_string(timeout.count()) + " ms", "none",
                  "Look at the program's log.");
    pollfd ready{output_, POLLIN, 0};
    const int n = ::poll(&ready, 1, static_cast<int>(left.count()));
    if (n < 0 && errno != EINTR) return fail("child process", "to read its output", std::strerror(errno), "");
    if (n <= 0) continue;
    char chunk[4096];
    const ssize_t got = ::read(output_, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) {
      // The output closes a moment before the process can be waited for.
      for (int i = 0; i < 50 && running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
      return fail("child process", "a line", "its output ended (" + ending() + ")", "Look at the program's log.");
    }
    buffer_.append(chunk, static_cast<std::size_t>(got));
  }
}

Result<void> ChildProcess::write_line(const std::string& line, std::chrono::milliseconds timeout) {
  const auto deadline = SteadyClock::now() + timeout;
  const std::string text = line + '\n';
  const BrokenPipeHeld held;
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t n = ::write(input_, text.data() + done, text.size() - done);
    if (n > 0) {
      done += static_cast<std::size_t>(n);
      continue;
    }
    if (n < 0 && errno == EPIPE) {
      for (int i = 0; i < 50 && running(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
      return fail("child process", "to read its input", "it closed it (" + ending() + ")",
                  "Look at the program's log.");
    }
    if (n < 0 && errno != EAGAIN && errno != EINTR)
      return fail("child process", "to write to its input", std::strerror(errno), "Look at the program's log.");
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0)
      return fail("child process", "to read its input within " + std::to_string(timeout.count()) + " ms",
                  "it does not read", "Look at the program's log.");
    pollfd ready{input_, POLLOUT, 0};
    ::poll(&ready, 1, static_cast<int>(left.count()));
  }
  return {};
}

bool ChildProcess::has_said_more() {
  if (!buffer_.empty()) return true;
  pollfd ready{output_, POLLIN, 0};
  return ::poll(&ready, 1, 0) > 0 && (ready.revents & POLLIN) != 0;
}

bool ChildProcess::stop(std::chrono::milliseconds grace) {
  if (pid_ <= 0) return true;
  const auto ends_within = [this](std::chrono::milliseconds time) {
    const auto deadline = SteadyClock::now() + time;
    while (running() && SteadyClock::now() < deadline) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return !running();
  };
  if (running()) {
    static_cast<void>(peak_memory_kib());
    // One that reads its input learns from its end that no more will come.
    const bool reader = input_ >= 0;
    if (reader) ::close(std::exchange(input_, -1));
    const bool ended = reader && ends_within(grace);
    if (!ended) ::kill(pid_, SIGTERM);
    if (!ended && !ends_within(grace)) {
      ::kill(pid_, SIGKILL);
      reap(true);
    }
  }
  return WIFEXITED(status_) && WEXITSTATUS(status_) == 0;
}

std::string ChildProcess::ending() const {
  if (pid_ <= 0) return "not started";
  if (!ended_) return "running";
  if (WIFEXITED(status_)) return "exit status " + std::to_string(WEXITSTATUS(status_));
  const int signal = WTERMSIG(status_);
  return "killed by signal " + std::to_string(signal) + " (" + ::strsignal(signal) + ")";
}

// From /proc and not from wait4: the kernel's ru_maxrss of a child begins with the size of the process that forked it.
long ChildProcess::peak_memory_kib() {
  if (running()) {
    std::ifstream status("/proc/" + std::to_string(pid_) + "/status");
    for (std::string line; std::getline(status, line);) {
      long kib = 0;
      if (std::sscanf(line.c_str(), "VmHWM: %ld", &kib) == 1) peak_kib_ = std::max(peak_kib_, kib);
    }
  }
  return peak_kib_;
}

}  // namespace proofmark::subjects
