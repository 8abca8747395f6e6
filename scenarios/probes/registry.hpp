// The probes by name, one table per area. Private to this room.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string>
#include <vector>

#include "scenarios/probes/probe.hpp"

namespace proofmark::probes {

struct ProbeEntry {
  std::string name;
  std::set<std::string> parameters;  // the names that it knows
  Result<reports::ProbeAnswer> (*run)(const ProbeTask&, subjects::Subject&, const nlohmann::json& parameters);
};

[[nodiscard]] std::vector<ProbeEntry> all_probes();

}  // namespace proofmark::probes
