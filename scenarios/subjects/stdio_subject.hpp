// A program under test that exchanges JSON lines on standard input and output: proofmark-stdio/1,
// docs/connect-your-service.md.
#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/subjects/protocol.hpp"
#include "scenarios/subjects/subject.hpp"

namespace proofmark::subjects {

struct StdioOptions {
  std::vector<std::string> command;
  reports::Level level = reports::Level::full_service;
  std::filesystem::path trust;  // folder with csca/ and crl/, for those levels that read a chip
  std::filesystem::path log;    // its standard error
  std::chrono::milliseconds ready_within{60000};
  std::chrono::milliseconds wait{60000};  // for one line of its
  std::chrono::milliseconds stop_within{3000};
};

class StdioSubject : public Subject {
 public:
  [[nodiscard]] virtual const protocol::Ready& ready() const = 0;  // what it said of itself
};

// Starts the program and exchanges hello and ready. An error says what its log said last.
[[nodiscard]] Result<std::unique_ptr<StdioSubject>> start_stdio(const StdioOptions& options);

// The last line of a program's log, shortened; empty when there is none.
[[nodiscard]] std::string last_line_of(const std::filesystem::path& log);

}  // namespace proofmark::subjects
