#include "simulators/card/pcscd.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>
#include <vector>

#include "common/files.hpp"

namespace proofmark::card {

namespace {

constexpr const char* kDaemon = "/usr/sbin/pcscd";
constexpr const char* kDriver = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
constexpr auto kStartTime = std::chrono::seconds(10);

tl::unexpected<Error> start_error(std::string expected, std::string observed, std::string next_step) {
  return fail("private pcscd", std::move(expected), std::move(observed), std::move(next_step));
}

std::string reason() {
  return std::strerror(errno);
}

// A listening TCP socket on the port, or -1. The driver binds every interface, so this does too.
int try_port(std::uint16_t port) {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_ANY);
  address.sin_port = htons(port);
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    ::close(fd);
    return -1;
  }
  return fd;
}

// Two neighbouring free ports. They are free when looked at; start() tries again if somebody was faster.
std::uint16_t free_pair(unsigned attempt) {
  const unsigned first = 42000U + (static_cast<unsigned>(::getpid()) * 2U + attempt * 502U) % 16000U;
  for (unsigned i = 0; i < 16000; i += 2) {
    const auto port = static_cast<std::uint16_t>(42000U + (first - 42000U + i) % 16000U);
    const int a = try_port(port);
    const int b = a < 0 ? -1 : try_port(static_cast<std::uint16_t>(port + 1));
    if (a >= 0) ::close(a);
    if (b >= 0) ::close(b);
    if (a >= 0 && b >= 0) return port;
  }
  return 0;
}

// The AF_UNIX socket that pcscd would get from socket activation.
Result<int> listen_at(const std::filesystem::path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string text = path.string();
  if (text.size() >= sizeof(address.sun_path))
    return start_error("a socket path below 108 characters", text, "Choose a shorter parent folder.");
  std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
  const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0) return start_error("a socket", reason(), "Free file descriptors.");
  if (::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0 ||
      ::chmod(text.c_str(), 0700) != 0 || ::listen(fd, 16) != 0) {
    const std::string why = reason();
    ::close(fd);
    return start_error("a socket at " + text, why, "Check the parent folder's permissions.");
  }
  return fd;
}

// In the child: descriptor 3 is the listening socket and the environment says so (sd_listen_fds protocol). Only
// functions that are safe after fork in a program with threads are called here.
[[noreturn]] void become_pcscd(int listener, int log, pid_t parent, char* pid_text, std::size_t pid_room,
                               char* const* arguments, char* const* environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(127);  // the parent was gone before the line above
  // LISTEN_PID must be this process's own number, which is known only here; written without the heap.
  std::array<char, 24> digits{};
  std::size_t n = 0;
  for (auto rest = static_cast<unsigned long>(::getpid()); rest != 0; rest /= 10)
    digits[n++] = static_cast<char>('0' + rest % 10);
  for (std::size_t i = 0; i < n && i + 1 < pid_room; ++i) pid_text[i] = digits[n - 1 - i];
  ::dup2(log, 1);
  ::dup2(log, 2);
  if (listener == 3)
    ::fcntl(3, F_SETFD, 0);
  else
    ::dup2(listener, 3);
  ::execve(kDaemon, arguments, environment);
  ::_exit(127);
}

bool port_answers(std::uint16_t port) {
  // Bound means taken: connecting instead would present an empty card to the slot.
  const int fd = try_port(port);
  if (fd >= 0) ::close(fd);
  return fd < 0;
}

void end_process(pid_t pid) {
  ::kill(pid, SIGTERM);
  for (int i = 0; i < 100; ++i) {
    if (::waitpid(pid, nullptr, WNOHANG) != 0) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  ::kill(pid, SIGKILL);
  ::waitpid(pid, nullptr, 0);
}

Result<pid_t> launch(const std::filesystem::path& folder, std::uint16_t port) {
  const std::string config = (folder / "reader.conf.d").string();
  PROOFMARK_CHECK(write_text(folder / "reader.conf.d" / "reader.conf",
                             "FRIENDLYNAME \"Virtual PCD\"\nDEVICENAME /dev/null:" + std::to_string(port) +
                                 "\nLIBPATH " + kDriver + "\nCHANNELID " + std::to_string(port) + "\n"));
  PROOFMARK_TRY(const int listener, listen_at(folder / "pcscd.comm"));
  const int log = ::open((folder / "pcscd.log").c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  // Everything the child needs is laid out before the fork.
  std::vector<std::string> argument_text{"pcscd", "--foreground", "--config", config};
  std::vector<std::string> environment_text{"LISTEN_FDS=1", "LISTEN_PID=" + std::string(20, '\0'),
                                            "PATH=/usr/bin:/bin"};
  std::vector<char*> arguments;
  std::vector<char*> environment;
  for (std::string& text : argument_text) arguments.push_back(text.data());
  for (std::string& text : environment_text) environment.push_back(text.data());
  arguments.push_back(nullptr);
  environment.push_back(nullptr);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0)
    become_pcscd(listener, log, parent, environment_text[1].data() + std::strlen("LISTEN_PID="), 20, arguments.data(),
                 environment.data());
  const std::string why = reason();
  ::close(listener);
  if (log >= 0) ::close(log);
  if (child < 0) return start_error("a new process", why, "Raise the limit of processes.");
  return child;
}

}  // namespace

Result<std::unique_ptr<PrivatePcscd>> PrivatePcscd::start(const std::filesystem::path& parent) {
  for (const char* needed : {kDaemon, kDriver})
    if (::access(needed, R_OK) != 0)
      return start_error(needed, reason(), "Install the packages pcscd and vsmartcard-vpcd.");
  std::string name = (parent / "pcscd-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr)
    return start_error("a folder below " + parent.string(), reason(), "Check the folder's permissions.");
  std::unique_ptr<PrivatePcscd> daemon(new PrivatePcscd());
  daemon->folder_ = name;
  std::error_code error;
  std::filesystem::create_directories(daemon->folder_ / "reader.conf.d", error);

  for (unsigned attempt = 0; attempt < 5; ++attempt) {
    daemon->port_ = free_pair(attempt);
    if (daemon->port_ == 0) return start_error("two free ports from 42000 to 57999", "none", "End other programs.");
    std::filesystem::remove(daemon->folder_ / "pcscd.comm", error);
    PROOFMARK_TRY(daemon->pid_, launch(daemon->folder_, daemon->port_));
    const auto until = std::chrono::steady_clock::now() + kStartTime;
    while (std::chrono::steady_clock::now() < until) {
      if (::waitpid(daemon->pid_, nullptr, WNOHANG) != 0) {
        daemon->pid_ = -1;
        break;
      }
      if (port_answers(daemon->port_) && port_answers(static_cast<std::uint16_t>(daemon->port_ + 1))) return daemon;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    if (daemon->pid_ > 0) end_process(std::exchange(daemon->pid_, -1));
  }
  const auto log = read_text(daemon->folder_ / "pcscd.log");
  return start_error("pcscd with a virtual reader", log ? log->substr(0, 400) : "no answer",
                     "Start pcscd --foreground by hand to see why.");
}

PrivatePcscd::~PrivatePcscd() {
  if (pid_ > 0) end_process(pid_);
  std::error_code error;
  std::filesystem::remove_all(folder_, error);
}

Result<void> PrivatePcscd::use_in_this_process() const {
  if (::setenv("PCSCLITE_CSOCK_NAME", socket().c_str(), 1) != 0)
    return start_error("a larger environment", reason(), "Start with fewer variables.");
  return {};
}

}  // namespace proofmark::card
