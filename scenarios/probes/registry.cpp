#include "scenarios/probes/registry.hpp"

#include <nlohmann/json.hpp>

namespace proofmark::probes {

std::vector<ProbeEntry> all_probes() {
  std::vector<ProbeEntry> all;
  for (const auto& area :
       {request_probes(), step_probes(), chip_probes(), tls_probes(), package_probes(), seal_probes(), leak_probes(),
        liveness_probes(), video_probes(), operation_probes(), shown_probes(), register_probes(), followed_probes()})
    all.insert(all.end(), area.begin(), area.end());
  return all;
}

std::string text_parameter(const nlohmann::json& parameters, const char* name) {
  const auto found = parameters.find(name);
  return found != parameters.end() && found->is_string() ? found->get<std::string>() : std::string();
}

int number_parameter(const nlohmann::json& parameters, const char* name, int otherwise) {
  const auto found = parameters.find(name);
  return found != parameters.end() && found->is_number_integer() ? found->get<int>() : otherwise;
}

}  // namespace proofmark::probes
