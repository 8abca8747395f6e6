// The commands of `proofmark`, without their command line. Each prints for a person and returns the exit code:
// 0 done (gate passed), 1 the gate or the inspection failed, 2 could not be completed (one line on standard error).
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/runner/project.hpp"
#include "scenarios/runner/run.hpp"

namespace proofmark::runner {

// "proofmark: ..." on standard error; returns 2.
int print_error(const Error& error);

int command_run(const RunOptions& options);
int command_suites(const Project& project);
int command_plan(const Project& project, const std::string& suite, std::uint64_t seed, std::size_t jobs);
int command_report(const std::filesystem::path& folder);

// Replaces this process by the service, with system clock and system generator. `more` goes to it unchanged.
int command_serve(const Project& project, const std::filesystem::path& state, const std::filesystem::path& config,
                  const std::vector<std::string>& more);

struct CardOptions {
  Project project;
  bool list = false;
  std::string profile = "genuine";
  std::uint64_t person = 0;
  std::uint64_t seed = 1;
  std::string vpcd;             // HOST:PORT of the virtual reader
  std::filesystem::path trust;  // not empty: the issuer's CSCA certificate and CRL are written there
  const std::atomic<bool>* stop = nullptr;
};
int command_card(const CardOptions& options);

struct CameraOptions {
  Project project;
  std::uint64_t person = 0;
  std::uint64_t seed = 1;
  double seconds = 10;
  std::filesystem::path out;
};
int command_camera(const CameraOptions& options);

struct InspectOptions {
  Project project;
  std::string profile = "genuine";
  std::uint64_t person = 0;
  std::uint64_t seed = 1;
  std::string reader;           // not empty: over PC/SC
  std::string can;              // with a reader; empty: that of the simulated person
  std::filesystem::path trust;  // csca/ and crl/; empty: those of the simulated issuer
};
int command_inspect(const InspectOptions& options);

}  // namespace proofmark::runner
