// A network is a data file of simulators/camera/networks; each attempt draws its own way of that kind.
//
// {"format": "proofmark-network/1", "name", "description", "source": where its values are from, "uplink_kbit",
//  "fading", "one_way_ms", "jitter_ms", "loss", "interruptions": [{"at_s", "seconds", "breaks"}]}: units as in
// camera::NetworkSettings; each value but "breaks" two numbers, the lower first
#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/camera/network.hpp"

namespace proofmark::runner {

struct NetworkModel {
  std::string name;  // the file's name
  std::string description;
  camera::NetworkSettings low, high;
  // `stream` is the attempt's.
  [[nodiscard]] camera::NetworkSettings sample(const SeededRandom& stream) const;
};

// Strict; an error names the place. Both ends of the ranges are networks that can be simulated.
[[nodiscard]] Result<NetworkModel> parse_network(const std::string& text, const std::string& origin);
// Every network of the folder, by name.
[[nodiscard]] Result<std::map<std::string, NetworkModel>> load_networks(const std::filesystem::path& folder);

}  // namespace proofmark::runner
