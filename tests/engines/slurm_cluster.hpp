// A Slurm of this test's own on this host: munged, slurmctld and two slurmd, started as an ordinary private
// configuration and stopped with it.
#pragma once
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "scenarios/subjects/child_process.hpp"

namespace proofmark::testing {

class SlurmCluster {
 public:
  // Throws, with what the daemon's log says, when one does not start or the nodes are not idle within half a minute.
  explicit SlurmCluster(const std::filesystem::path& folder);
  ~SlurmCluster();
  SlurmCluster(const SlurmCluster&) = delete;
  SlurmCluster& operator=(const SlurmCluster&) = delete;

  [[nodiscard]] std::map<std::string, std::string> environment() const;  // SLURM_CONF
  [[nodiscard]] std::vector<int> pids() const;

 private:
  void start(const std::string& name, const std::vector<std::string>& command);
  std::filesystem::path folder_;
  std::vector<std::pair<std::string, std::unique_ptr<subjects::ChildProcess>>> daemons_;  // with their names
};

}  // namespace proofmark::testing
