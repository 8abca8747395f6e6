// The simulated state's registers over HTTPS with mutual TLS: documents that are lost, stolen or invalid, and the
// population. As the words of docs/interface.md, "Registers", say. Everybody whom nothing is said about lives, and his
// document is valid.
#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace proofmark::centre {

// What a question about one document or person is answered with.
enum class RegisterAnswer {
  good,     // valid; alive
  lost,     // documents
  stolen,   // documents
  invalid,  // documents
  dead,     // persons
  unknown,
  silent,   // no answer at all
  slow,     // the good answer, later than anybody waits
  garbage,  // 200 with something that is no answer
  refused,  // 503
};

// What a service that asks is given; PEM files in the folder named at start.
struct RegisterAccess {
  std::string url;
  std::filesystem::path ca, client_certificate, client_key;
};

class StateRegisters {
 public:
  // Serves on a free port of the loopback address. `folder` must exist; certificates are good from 2000 to 2099, so
  // that any simulated day finds them valid.
  [[nodiscard]] static Result<std::unique_ptr<StateRegisters>> start(const std::filesystem::path& folder);
  ~StateRegisters();
  StateRegisters(const StateRegisters&) = delete;
  StateRegisters& operator=(const StateRegisters&) = delete;

  [[nodiscard]] const RegisterAccess& access() const;
  // Thread-safe.
  void answer_document(const std::string& number, RegisterAnswer answer);
  void answer_person(const std::string& personal_code, RegisterAnswer answer);
  // How often somebody has asked about it.
  [[nodiscard]] int asked_document(const std::string& number) const;
  [[nodiscard]] int asked_person(const std::string& personal_code) const;

 private:
  struct State;
  explicit StateRegisters(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace proofmark::centre
