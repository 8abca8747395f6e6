// A camera device is a data file of simulators/camera/devices; each attempt draws its own phone of that model.
//
// {"format": "proofmark-device/1", "name", "description", "frames_per_second", "jitter_ms": [low, high],
//  "noise": [low, high], "exposure_drift": [low, high], "bitrate_kbit", "quality"}: units as in camera::Device
// {"format": "proofmark-device/2", "name", "description", "source": where its values are from, "frames_per_second",
//  "jitter_ms": [low, high], and the parts of device_imaging.hpp}
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/random.hpp"
#include "common/result.hpp"
#include "scenarios/runner/device_imaging.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::runner {

struct DeviceModel {
  using Range = std::pair<double, double>;
  std::string name;  // the file's name
  std::string description;
  Range jitter_ms, noise, exposure_drift;  // the last two of format 1 alone
  std::optional<ImagingModel> imaging;     // of format 2 alone
  camera::Device fixed;                    // what all phones of the model share; the ranges' fields are not used
  // One phone of the model; `stream` is the attempt's.
  [[nodiscard]] camera::Device sample(const SeededRandom& stream) const;
  // Format 2: the unit of that number, the same each time. Error for a model of format 1, which has no units.
  [[nodiscard]] Result<camera::Device> unit(std::uint64_t number) const;
};

// Strict; an error names the place. Both ends of the ranges are devices that the camera can be.
[[nodiscard]] Result<DeviceModel> parse_device(const std::string& text, const std::string& origin);
// Every device of the folder, by name.
[[nodiscard]] Result<std::map<std::string, DeviceModel>> load_devices(const std::filesystem::path& folder);

}  // namespace proofmark::runner
