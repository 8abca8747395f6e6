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
constexpr std::size_t line_limit = 64 * 1024;

struct Pipe {
  int read = -1, write = -1;
};

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0)
    return fail("child process", "a pipe", std::strerror(errno), "Raise the limit of open files (ulimit -n).");
  return Pipe{ends[0], ends[1]};
}

}  // namespace

Result<ChildProcess> ChildProcess::start(const std::vector<std::string>& command, const std::filesystem::path& log) {
  // Everything that allocates is done before fork: another thread may hold the allocator's lock at that moment.
  std::vector<char*> arguments;
  arguments.reserve(command.size() + 1);
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const int log_fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log_fd < 0)
    return fail("child process", "to write the log " + log.string(), std::strerror(errno),
                "Check the folder's rights and the free space.");
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
    const int null_fd = ::open("/dev/null", O_RDONLY);
    ::dup2(null_fd, STDIN_FILENO);
    ::dup2(output.write, STDOUT_FILENO);
    ::dup2(log_fd, STDERR_FILENO);
    ::execv(arguments[0], arguments.data());
    const int code = errno;
    [[maybe_unused]] const ssize_t n = ::write(problem.write, &code, sizeof code);
    ::_exit(127);
  }
  const int fork_error = errno;
  ::close(log_fd);
  ::close(output.write);
  ::close(problem.write);
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
    if (pid > 0) ::waitpid(pid, nullptr, 0);
    return fail("child process", "to start " + command.front(), std::strerror(pid < 0 ? fork_error : exec_error),
                "Build the program, or name its place.");
  }
  ChildProcess child;
  child.pid_ = pid;
  child.output_ = output.read;
  return child;
}

ChildProcess::ChildProcess(ChildProcess&& other) noexcept {
  *this = std::move(other);
}

ChildProcess& ChildProcess::operator=(ChildProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(output_, other.output_);
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
      return fail("child process", "lines of at most 64 KiB", "a longer one", "Look at the program's output.");
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

bool ChildProcess::stop(std::chrono::milliseconds grace) {
  if (pid_ <= 0) return true;
  if (running()) {
    static_cast<void>(peak_memory_kib());
    ::kill(pid_, SIGTERM);
    const auto deadline = SteadyClock::now() + grace;
    while (running() && SteadyClock::now() < deadline) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    if (running()) {
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
