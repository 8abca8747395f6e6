#include "scenarios/runner/device_file.hpp"

#include "common/files.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/strict_json.hpp"
#include "simulators/camera/frame_timer.hpp"

namespace proofmark::runner {
namespace {

using Json = nlohmann::json;

DeviceModel::Range range_of(StrictObject& object, const char* field) {
  const Json& json = object.value(field);
  if (!json.is_array() || json.size() != 2 || !json[0].is_number() || !json[1].is_number() ||
      json[0].get<double>() > json[1].get<double>()) {
    object.complain(field, "two numbers, the lower first", json.dump().substr(0, 60));
    return {};
  }
  return {json[0].get<double>(), json[1].get<double>()};
}

camera::Device made_unit(const DeviceModel& model, std::uint64_t number) {
  SeededRandom random(number, "device/" + model.name);
  camera::Device device = model.fixed;
  device.jitter_ms = random.uniform(model.jitter_ms.first, model.jitter_ms.second);
  device.imaging = model.imaging->unit(number, random);
  return device;
}

// Both ends of every range are devices that the camera can be.
Result<void> check_ends(const DeviceModel& model, const std::string& origin) {
  for (const bool high : {false, true}) {
    camera::Device end = model.fixed;
    end.jitter_ms = high ? model.jitter_ms.second : model.jitter_ms.first;
    if (model.imaging) {
      end.imaging = high ? model.imaging->high : model.imaging->low;
    } else {
      end.noise = high ? model.noise.second : model.noise.first;
      end.exposure_drift = high ? model.exposure_drift.second : model.exposure_drift.first;
    }
    if (const auto possible = camera::check_device(end); !possible)
      return fail(origin, possible.error().expected, possible.error().observed, "Correct the ranges.");
  }
  return {};
}

}  // namespace

Result<camera::Device> DeviceModel::unit(std::uint64_t number) const {
  if (!imaging)
    return fail("device '" + name + "'", "a model of format proofmark-device/2, whose units are numbered", "format 1",
                "Leave the unit out, or take another device.");
  return made_unit(*this, number);
}

camera::Device DeviceModel::sample(const SeededRandom& stream) const {
  SeededRandom random = stream.derive("device");
  if (imaging) return made_unit(*this, random.next_u64());
  camera::Device device = fixed;
  device.noise = random.uniform(noise.first, noise.second);
  device.jitter_ms = random.uniform(jitter_ms.first, jitter_ms.second);
  device.exposure_drift = random.uniform(exposure_drift.first, exposure_drift.second);
  return device;
}

Result<DeviceModel> parse_device(const std::string& text, const std::string& origin) {
  PROOFMARK_TRY(const Json json, parse_strict(text, origin));
  StrictObject object(json, origin, "");
  const bool second = object.one_of("format", {"proofmark-device/1", "proofmark-device/2"}) == "proofmark-device/2";
  DeviceModel model;
  model.name = object.text("name");
  if (!model.name.empty() && !plain_name(model.name)) object.complain("name", "a-z 0-9 . - _", "'" + model.name + "'");
  model.description = object.text("description");
  model.fixed.frames_per_second = static_cast<double>(object.number("frames_per_second", 1, 120));
  model.jitter_ms = range_of(object, "jitter_ms");
  if (second) {
    static_cast<void>(object.text("source"));
    model.imaging = read_imaging(object);
    read_encoder(object, model.fixed);
  } else {
    model.noise = range_of(object, "noise");
    model.exposure_drift = range_of(object, "exposure_drift");
    model.fixed.bitrate_kbit = static_cast<int>(object.number("bitrate_kbit", 50, 100000));
    model.fixed.quality = static_cast<int>(object.number("quality", 0, 51));
  }
  PROOFMARK_CHECK(object.finish());
  PROOFMARK_CHECK(check_ends(model, origin));
  return model;
}

Result<std::map<std::string, DeviceModel>> load_devices(const std::filesystem::path& folder) {
  PROOFMARK_TRY(const auto names, file_names(folder));
  std::map<std::string, DeviceModel> devices;
  for (const std::string& name : names) {
    const std::string origin = "devices/" + name + ".json";
    PROOFMARK_TRY(const std::string text, read_text(folder / (name + ".json")));
    PROOFMARK_TRY(DeviceModel model, parse_device(text, origin));
    if (model.name != name)
      return fail(origin + " at /name", "the file's own name '" + name + "'", "'" + model.name + "'", "Rename one.");
    devices.emplace(name, std::move(model));
  }
  return devices;
}

}  // namespace proofmark::runner
