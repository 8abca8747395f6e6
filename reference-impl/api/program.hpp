// The program proofmarkd, from its options to its end.
#pragma once
#include <csignal>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "common/http/server.hpp"
#include "reference-impl/api/config.hpp"
#include "reference-impl/api/service.hpp"

namespace proofmark::api {

struct Options {
  std::filesystem::path state;
  std::filesystem::path config;
  std::string relying = "127.0.0.1:0";  // ADDR:PORT, [ADDR]:PORT for IPv6
  std::string device = "127.0.0.1:0";
  std::string clock = "system";         // or simulated:FILE
  std::string challenge_seed;           // 64 hex digits; empty: the system's generator
  std::filesystem::path trust, models;  // take the place of the configuration's
  std::function<void(const std::string&)> log;
};

// A running service: both listeners answer.
class Program {
 public:
  // Errors are those of docs/interface.md's exit code 2, one line each.
  [[nodiscard]] static Result<std::unique_ptr<Program>> start(const Options& options);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] std::string ready_line() const;
  void sweep();  // about once a second
  void stop();

 private:
  Program() = default;
  int lock_ = -1;
  std::unique_ptr<Service> service_;
  std::unique_ptr<http::Server> relying_, device_;
  std::filesystem::path pki_;
};

}  // namespace proofmark::api
