// The commands of `proofmark`, without their command line. Each prints for a person and returns the exit code:
// 0 done (gate passed), 1 the gate or the inspection failed, 2 could not be completed (one line on standard error).
#pragma once
#include <atomic>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/runner/merge.hpp"
#include "scenarios/runner/project.hpp"
#include "scenarios/runner/run.hpp"
#include "scenarios/runner/slurm.hpp"

namespace proofmark::runner {

// "proofmark: ..." on standard error; returns 2.
int print_error(const Error& error);

int command_run(const RunOptions& options);
int command_suites(const Project& project);
int command_run_on_slurm(const RunOptions& options, const SlurmOptions& slurm);
int command_merge(const MergeOptions& options);
int command_report(const std::filesystem::path& folder, const reports::ReportOptions& options);

struct PlanOptions {
  Project project;
  std::string suite = "first";
  std::uint64_t seed = 1;
  std::size_t jobs = 0;        // 0: the number of cores
  bool attempts = false;       // list every attempt, however many they are
  std::optional<Shard> shard;  // the share of one shard alone
};
int command_plan(const PlanOptions& options);

// Replaces this process by the service, with system clock and system generator. `more` goes to it unchanged.
int command_serve(const Project& project, const std::filesystem::path& state, const std::filesystem::path& config,
                  const std::vector<std::string>& more);

struct CardOptions {
  Project project;
  bool list = false;
  std::string profile = "genuine";
  std::uint64_t person = 0;
  std::uint64_t seed = 1;
  std::string vpcd;                  // HOST:PORT of the virtual reader
  bool as_fast_as_possible = false;  // whatever the profile says of its way to the reader
  std::filesystem::path trust;       // not empty: the issuer's CSCA certificate and CRL are written there
  const std::atomic<bool>* stop = nullptr;
};
int command_card(const CardOptions& options);

// The provider behind a contact card, for whoever relies on its certificates.
struct LtPkiOptions {
  Project project;
  std::string profile = "lt-contact-current";  // of the card; it names the provider's
  std::uint64_t person = 0;
  std::uint64_t seed = 1;
  std::string listen = "127.0.0.1:0";  // ADDRESS:PORT, numeric; port 0: a free one
  std::filesystem::path out;           // certificates for openssl, and the file `url` once it listens
  const std::atomic<bool>* stop = nullptr;
};
int command_lt_pki(const LtPkiOptions& options);

struct CameraOptions {
  Project project;
  std::uint64_t person = 0;
  std::uint64_t seed = 1;
  std::string population;  // of simulators/person/populations; empty: persons of seed and number alone
  std::string place;       // where the person is; empty: in a room of a home
  std::string device = "phone";
  std::optional<std::uint64_t> unit;  // of the device's model; none: drawn from seed and person
  double seconds = 10;
  std::filesystem::path out;                // *.mp4, *.y4m, *.mjpeg or /dev/videoN
  bool list = false;                        // the devices, and nothing else
  const std::atomic<bool>* stop = nullptr;  // ends a film into a device early
};
int command_camera(const CameraOptions& options);

struct InspectOptions {
  Project project;
  std::string profile = "genuine";
  std::uint64_t person = 0;
  std::uint64_t seed = 1;
  std::optional<std::string> reader;  // over PC/SC; empty: the first one
  std::string can;                    // empty, and no zone: what the simulated person's card has
  std::string mrz;                    // document number, date of birth, date of expiry (YYMMDD), apart by commas
  std::filesystem::path trust;        // csca/ and crl/; empty: those of the simulated issuer
  std::filesystem::path policy;       // proofmark-inspection-policy/1; empty: the service's own
  std::string at;                     // RFC 3339; empty: now
  bool json = false, xml = false;     // on standard output, in place of the text
  std::filesystem::path photo;        // not empty: the portrait is written there, as stored
};
// 0 every check has passed, 1 not so, 2 the card could not be inspected.
int command_inspect(const InspectOptions& options);

}  // namespace proofmark::runner
