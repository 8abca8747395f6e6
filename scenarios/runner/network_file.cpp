#include "scenarios/runner/network_file.hpp"

#include "common/files.hpp"
#include "scenarios/runner/file_names.hpp"
#include "scenarios/runner/strict_json.hpp"

namespace proofmark::runner {
namespace {

using Json = nlohmann::json;

void read_range(StrictObject& object, const char* field, double& low, double& high) {
  const Json& json = object.value(field);
  if (json.is_array() && json.size() == 2 && json[0].is_number() && json[1].is_number() &&
      json[0].get<double>() <= json[1].get<double>()) {
    low = json[0].get<double>();
    high = json[1].get<double>();
    return;
  }
  object.complain(field, "two numbers, the lower first", json.dump().substr(0, 60));
}

void read_interruptions(StrictObject& object, NetworkModel& model) {
  const Json& list = object.value("interruptions");
  if (!list.is_array()) return object.complain("interruptions", "a list", list.dump().substr(0, 60));
  for (std::size_t n = 0; n < list.size(); ++n) {
    StrictObject entry(list[n], object.origin(), "/interruptions/" + std::to_string(n));
    camera::Interruption low;
    camera::Interruption high;
    read_range(entry, "at_s", low.at, high.at);
    read_range(entry, "seconds", low.seconds, high.seconds);
    const Json& breaks = entry.value("breaks");
    if (!breaks.is_boolean()) entry.complain("breaks", "true or false", breaks.dump());
    low.breaks = high.breaks = breaks.is_boolean() && breaks.get<bool>();
    object.adopt(entry);
    model.low.interruptions.push_back(low);
    model.high.interruptions.push_back(high);
  }
}

}  // namespace

camera::NetworkSettings NetworkModel::sample(const SeededRandom& stream) const {
  SeededRandom random = stream.derive("network");
  const auto draw = [&random](double from, double to) { return random.uniform(from, to); };
  camera::NetworkSettings made = low;
  made.uplink_kbit = draw(low.uplink_kbit, high.uplink_kbit);
  made.fading = draw(low.fading, high.fading);
  made.one_way_ms = draw(low.one_way_ms, high.one_way_ms);
  made.jitter_ms = draw(low.jitter_ms, high.jitter_ms);
  made.loss = draw(low.loss, high.loss);
  for (std::size_t n = 0; n < made.interruptions.size(); ++n) {
    made.interruptions[n].at = draw(low.interruptions[n].at, high.interruptions[n].at);
    made.interruptions[n].seconds = draw(low.interruptions[n].seconds, high.interruptions[n].seconds);
  }
  return made;
}

Result<NetworkModel> parse_network(const std::string& text, const std::string& origin) {
  PROOFMARK_TRY(const Json json, parse_strict(text, origin));
  StrictObject object(json, origin, "");
  static_cast<void>(object.one_of("format", {"proofmark-network/1"}));
  NetworkModel model;
  model.name = object.text("name");
  if (!model.name.empty() && !plain_name(model.name)) object.complain("name", "a-z 0-9 . - _", "'" + model.name + "'");
  model.description = object.text("description");
  static_cast<void>(object.text("source"));
  read_range(object, "uplink_kbit", model.low.uplink_kbit, model.high.uplink_kbit);
  read_range(object, "fading", model.low.fading, model.high.fading);
  read_range(object, "one_way_ms", model.low.one_way_ms, model.high.one_way_ms);
  read_range(object, "jitter_ms", model.low.jitter_ms, model.high.jitter_ms);
  read_range(object, "loss", model.low.loss, model.high.loss);
  read_interruptions(object, model);
  PROOFMARK_CHECK(object.finish());
  for (const camera::NetworkSettings& end : {model.low, model.high})
    if (const auto possible = camera::check_network(end); !possible)
      return fail(origin, possible.error().expected, possible.error().observed, "Correct the ranges.");
  // Between the ends one interruption's latest end must not reach the next one's earliest beginning.
  for (std::size_t n = 1; n < model.low.interruptions.size(); ++n) {
    const camera::Interruption& before = model.high.interruptions[n - 1];
    if (before.at + before.seconds > model.low.interruptions[n].at)
      return fail(origin, "interruptions apart, whatever is drawn",
                  "the one before number " + std::to_string(n) + " may reach it", "Correct the ranges.");
  }
  return model;
}

Result<std::map<std::string, NetworkModel>> load_networks(const std::filesystem::path& folder) {
  PROOFMARK_TRY(const auto names, file_names(folder));
  std::map<std::string, NetworkModel> networks;
  for (const std::string& name : names) {
    const std::string origin = "networks/" + name + ".json";
    PROOFMARK_TRY(const std::string text, read_text(folder / (name + ".json")));
    PROOFMARK_TRY(NetworkModel model, parse_network(text, origin));
    if (model.name != name)
      return fail(origin + " at /name", "the file's own name '" + name + "'", "'" + model.name + "'", "Rename one.");
    networks.emplace(name, std::move(model));
  }
  return networks;
}

}  // namespace proofmark::runner
