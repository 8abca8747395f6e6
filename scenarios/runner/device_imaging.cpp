#include "scenarios/runner/device_imaging.hpp"

#include <vector>

namespace proofmark::runner {
namespace {

using camera::Imaging;
using Json = nlohmann::json;

struct Field {
  const char* name;
  double& (*of)(Imaging&);
};
struct Part {
  const char* name;
  std::vector<Field> fields;
};

const std::vector<Part>& parts() {
  static const std::vector<Part> all = {
      {"lens",
       {{"k1", [](Imaging& i) -> double& { return i.lens.k1; }},
        {"k2", [](Imaging& i) -> double& { return i.lens.k2; }},
        {"vignetting", [](Imaging& i) -> double& { return i.lens.vignetting; }},
        {"chromatic_aberration", [](Imaging& i) -> double& { return i.lens.chromatic_aberration; }}}},
      {"exposure",
       {{"target", [](Imaging& i) -> double& { return i.exposure.target; }},
        {"seconds", [](Imaging& i) -> double& { return i.exposure.seconds; }},
        {"lowest", [](Imaging& i) -> double& { return i.exposure.lowest; }},
        {"highest", [](Imaging& i) -> double& { return i.exposure.highest; }}}},
      {"white_balance",
       {{"seconds", [](Imaging& i) -> double& { return i.white_balance.seconds; }},
        {"strength", [](Imaging& i) -> double& { return i.white_balance.strength; }},
        {"limit", [](Imaging& i) -> double& { return i.white_balance.limit; }}}},
      {"shutter",
       {{"readout_ms", [](Imaging& i) -> double& { return i.shutter.readout_ms; }},
        {"exposure_ms", [](Imaging& i) -> double& { return i.shutter.exposure_ms; }}}},
      {"noise",
       {{"read", [](Imaging& i) -> double& { return i.noise.read; }},
        {"photon", [](Imaging& i) -> double& { return i.noise.photon; }},
        {"chroma", [](Imaging& i) -> double& { return i.noise.chroma; }},
        {"pattern", [](Imaging& i) -> double& { return i.noise.pattern; }}}},
      {"sharpening",
       {{"amount", [](Imaging& i) -> double& { return i.sharpening.amount; }},
        {"limit", [](Imaging& i) -> double& { return i.sharpening.limit; }}}},
  };
  return all;
}

void read_value(StrictObject& object, const char* name, double& low, double& high) {
  const Json& json = object.value(name);
  if (json.is_number()) {
    low = high = json.get<double>();
  } else if (json.is_array() && json.size() == 2 && json[0].is_number() && json[1].is_number() &&
             json[0].get<double>() <= json[1].get<double>()) {
    low = json[0].get<double>();
    high = json[1].get<double>();
  } else {
    object.complain(name, "a number, or two, the lower first", json.dump().substr(0, 60));
  }
}

template <typename Value>
Value chosen(StrictObject& object, const char* field, const std::vector<std::pair<std::string, Value>>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) names.push_back(name);
  const std::string text = object.one_of(field, names);
  for (const auto& [name, value] : values)
    if (name == text) return value;
  return values.front().second;
}

}  // namespace

Imaging ImagingModel::unit(std::uint64_t number, RandomSource& random) const {
  Imaging from = low;
  Imaging to = high;
  Imaging made = low;
  made.unit = number;
  for (const Part& part : parts())
    for (const Field& field : part.fields) {
      const double at = random.uniform();  // drawn for fixed values too: a range that is added moves no other
      field.of(made) = field.of(from) + (field.of(to) - field.of(from)) * at;
    }
  return made;
}

ImagingModel read_imaging(StrictObject& object) {
  ImagingModel model;
  for (const Part& part : parts()) {
    const Json json = object.value(part.name);
    if (!json.is_object()) continue;
    StrictObject inner(json, object.origin(), "/" + std::string(part.name));
    for (const Field& field : part.fields) read_value(inner, field.name, field.of(model.low), field.of(model.high));
    if (part.name == std::string("sharpening"))
      model.low.sharpening.radius = model.high.sharpening.radius = static_cast<int>(inner.number("radius", 1, 2));
    object.adopt(inner);
  }
  return model;
}

void read_encoder(StrictObject& object, camera::Device& device) {
  const Json json = object.value("encoder");
  if (!json.is_object()) return;
  StrictObject part(json, object.origin(), "/encoder");
  camera::DeviceEncoder& encoder = device.encoder;
  encoder.preset = part.one_of("preset", {"ultrafast", "superfast", "veryfast", "faster", "fast", "medium"});
  encoder.profile = chosen<media::Profile>(
      part, "profile",
      {{"baseline", media::Profile::baseline}, {"main", media::Profile::main}, {"high", media::Profile::high}});
  encoder.level = static_cast<int>(part.number("level", 0, 62));
  encoder.rate_control = chosen<media::RateControl>(
      part, "rate_control", {{"quality", media::RateControl::quality}, {"bitrate", media::RateControl::bitrate}});
  device.bitrate_kbit = static_cast<int>(part.number("bitrate_kbit", 50, 100000));
  device.quality = static_cast<int>(part.number("quality", 0, 51));
  encoder.key_frame_interval = static_cast<int>(part.number("key_frame_interval", 1, 600));
  encoder.colour = chosen<media::ColourTag>(part, "colour",
                                            {{"bt601-525", media::ColourTag::smpte170m},
                                             {"bt601-625", media::ColourTag::bt470bg},
                                             {"bt709", media::ColourTag::bt709},
                                             {"none", media::ColourTag::none}});
  object.adopt(part);
}

}  // namespace proofmark::runner
