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
  Result<reports::ProbeAnswer> (*run)(const ProbeTask&, subjects::Subject&, const nlohmann::json& parameters);
  std::set<std::string> faults{};   // what the mandatory parameter "fault" may be; empty: there is none
  std::set<std::string> numbers{};  // parameters that are whole numbers above zero; a probe has a default for each
  std::set<std::string> texts{};    // mandatory parameters that are text
};

[[nodiscard]] std::vector<ProbeEntry> request_probes();  // api.*: single requests
[[nodiscard]] std::vector<ProbeEntry> step_probes();     // api.*: sessions and their sockets
[[nodiscard]] std::vector<ProbeEntry> chip_probes();     // order.* and chip.*
[[nodiscard]] std::vector<ProbeEntry> tls_probes();
[[nodiscard]] std::vector<ProbeEntry> package_probes();
[[nodiscard]] std::vector<ProbeEntry> seal_probes();  // package.encrypted and package.altered
[[nodiscard]] std::vector<ProbeEntry> leak_probes();
[[nodiscard]] std::vector<ProbeEntry> liveness_probes();
[[nodiscard]] std::vector<ProbeEntry> video_probes();
[[nodiscard]] std::vector<ProbeEntry> operation_probes();
[[nodiscard]] std::vector<ProbeEntry> shown_probes();     // session.shown
[[nodiscard]] std::vector<ProbeEntry> register_probes();  // register.*
[[nodiscard]] std::vector<ProbeEntry> followed_probes();  // description.followed
[[nodiscard]] std::vector<ProbeEntry> all_probes();

// A parameter of the case that check_probe() has found to be right.
[[nodiscard]] std::string text_parameter(const nlohmann::json& parameters, const char* name);
[[nodiscard]] int number_parameter(const nlohmann::json& parameters, const char* name, int otherwise);

}  // namespace proofmark::probes
