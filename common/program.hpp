// A helper program that reads standard input, writes standard output and ends: gnuplot, weasyprint.
#pragma once
#include <atomic>
#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace proofmark {

struct Program {
  std::vector<std::string> arguments;              // the first is the program, looked up in PATH
  std::map<std::string, std::string> environment;  // beside the caller's own
  std::string package;                             // the Debian package that holds it, for the error's next step
  std::chrono::seconds limit{60};                  // then it is killed
  std::size_t largest_output = std::size_t{64} << 20U;
  const std::atomic<bool>* stop = nullptr;  // once set, it is killed
};

// Its standard output. An error when it is not installed, does not end in time, is stopped, writes too much or exits
// with another code than 0; the error then holds the last line of its standard error. It never outlives the caller:
// when the caller is killed, the system kills it (setpriv of util-linux, which every Debian has).
[[nodiscard]] Result<std::string> run_program(const Program& program, std::string_view input);

}  // namespace proofmark
