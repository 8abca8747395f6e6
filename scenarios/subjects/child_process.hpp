// A child process with its standard output, and where wanted its standard input, as lines. It dies with the thread that
// started it.
#pragma once
#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "common/result.hpp"

namespace proofmark::subjects {

enum class Input { none, lines };

class ChildProcess {
 public:
  // Standard error goes to `log` (appended). The child is killed by the kernel when the starting THREAD ends
  // (PR_SET_PDEATHSIG), so a harness that dies leaves no service behind; start and keep it on one thread.
  [[nodiscard]] static Result<ChildProcess> start(const std::vector<std::string>& command,
                                                  const std::filesystem::path& log, Input input = Input::none);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();  // kills what still runs

  // The next line of standard output, without its end. Error: the child ended, closed its output, wrote a line of more
  // than 256 KiB, or `timeout` passed.
  [[nodiscard]] Result<std::string> read_line(std::chrono::milliseconds timeout);
  // Writes `line` and its end. Error: the child ended, closed its input, or does not read within `timeout`.
  [[nodiscard]] Result<void> write_line(const std::string& line, std::chrono::milliseconds timeout);
  [[nodiscard]] bool has_said_more();  // part of a line is there, unread
  [[nodiscard]] bool running();
  // Closes its input, then SIGTERM, then SIGKILL, each after `grace`. Returns true when it ended by itself with status
  // 0 or was never started.
  bool stop(std::chrono::milliseconds grace);
  [[nodiscard]] std::string ending() const;  // "running", "exit status 2", "killed by signal 11 (Segmentation fault)"
  [[nodiscard]] long peak_memory_kib();      // resident set; 0 when never asked while it ran
  [[nodiscard]] int pid() const { return pid_; }

 private:
  ChildProcess() = default;
  void reap(bool wait);
  int pid_ = -1, output_ = -1, input_ = -1;
  bool ended_ = false;
  int status_ = 0;
  long peak_kib_ = 0;
  std::string buffer_;
};

}  // namespace proofmark::subjects
