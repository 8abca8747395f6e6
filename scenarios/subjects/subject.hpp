// A system under test as the runner sees it: something that is started with a clock, answers at two addresses, and may
// crash. Everything else goes over docs/interface.md.
#pragma once
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace proofmark::subjects {

struct Endpoints {
  std::string relying, device;  // https://HOST:PORT
  std::filesystem::path pki;    // ca.pem, relying-client.pem, relying-client.key, seal.pem
};

class Subject {
 public:
  virtual ~Subject() = default;
  [[nodiscard]] virtual const Endpoints& endpoints() const = 0;
  [[nodiscard]] virtual std::shared_ptr<SimulatedClock> clock() const = 0;
  [[nodiscard]] virtual bool running() = 0;
  [[nodiscard]] virtual std::string ending() const = 0;  // how it ended, for a crash's observation
  [[nodiscard]] virtual long peak_memory_kib() = 0;
  virtual void stop() = 0;
};

struct ReferenceOptions {
  std::filesystem::path program;  // proofmarkd
  std::filesystem::path config;   // its configuration file
  std::filesystem::path folder;   // state, clock and log are made in here; its name reaches the service
  Instant start;                  // the simulated clock's first time
  std::string challenge_seed;     // 64 hexadecimal digits
  std::chrono::milliseconds ready_within{30000};
  std::chrono::milliseconds stop_within{5000};
};

// Starts the reference service. An error says what its log said last.
[[nodiscard]] Result<std::unique_ptr<Subject>> start_reference(const ReferenceOptions& options);

}  // namespace proofmark::subjects
