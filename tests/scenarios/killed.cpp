#include "tests/scenarios/killed.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <set>
#include <stdexcept>

namespace proofmark::testing {
namespace {

void* number(long value) {
  return reinterpret_cast<void*>(value);  // NOLINT: ptrace takes numbers in pointers' places
}

bool changes_files(const __ptrace_syscall_info& call) {
  static const std::set<long> always = {
    SYS_write,
    SYS_pwrite64,
    SYS_writev,
    SYS_renameat2,
    SYS_renameat,
    SYS_ftruncate,
    SYS_unlinkat,
    SYS_mkdirat,
    SYS_fdatasync,
    SYS_fsync
#if defined(SYS_rename)
    ,
    SYS_rename,
    SYS_unlink,
    SYS_mkdir
#endif
  };
  const auto nr = static_cast<long>(call.entry.nr);
  if (nr == SYS_openat) return (call.entry.args[2] & O_CREAT) != 0;
  return always.count(nr) != 0;
}

void end(pid_t child) {
  ::kill(child, SIGKILL);
  int status = 0;
  // Threads of the child are reaped with it; ECHILD ends the loop.
  while (::waitpid(-1, &status, __WALL) > 0) {
  }
}

// Lets a write write half of its bytes, then ends the child.
void halve_and_end(pid_t child, pid_t thread, const __ptrace_syscall_info& call) {
#if defined(__x86_64__)
  if (static_cast<long>(call.entry.nr) == SYS_write && call.entry.args[2] > 1) {
    struct user_regs_struct registers {};
    ::ptrace(PTRACE_GETREGS, thread, nullptr, &registers);
    registers.rdx = call.entry.args[2] / 2;
    ::ptrace(PTRACE_SETREGS, thread, nullptr, &registers);
  }
#else
  static_cast<void>(call);
#endif
  ::ptrace(PTRACE_SYSCALL, thread, nullptr, nullptr);
  int status = 0;
  ::waitpid(thread, &status, __WALL);  // the call has been made
  end(child);
}

}  // namespace

bool run_and_kill(const std::function<int()>& body, long at, Kill kill) {
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("fork");
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(child, &status, __WALL);
  if (::ptrace(PTRACE_SETOPTIONS, child, nullptr,
               number(PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL)) != 0)
    throw std::runtime_error("ptrace");
  ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
  for (long seen = 0;;) {
    const pid_t thread = ::waitpid(-1, &status, __WALL);
    if (thread < 0) throw std::runtime_error("waitpid");
    if (WIFEXITED(status) || WIFSIGNALED(status)) {
      if (thread != child) continue;
      if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) throw std::runtime_error("the child failed by itself");
      return false;
    }
    long signal = 0;
    if (WSTOPSIG(status) == (SIGTRAP | 0x80)) {
      __ptrace_syscall_info call{};
      ::ptrace(PTRACE_GET_SYSCALL_INFO, thread, number(sizeof call), &call);
      if (call.op == PTRACE_SYSCALL_INFO_ENTRY && changes_files(call) && ++seen == at) {
        if (kill == Kill::halfway) {
          halve_and_end(child, thread, call);
        } else {
          end(child);
        }
        return true;
      }
    } else if (WSTOPSIG(status) != SIGTRAP && WSTOPSIG(status) != SIGSTOP) {
      signal = WSTOPSIG(status);
    }
    ::ptrace(PTRACE_SYSCALL, thread, nullptr, number(signal));
  }
}

}  // namespace proofmark::testing
