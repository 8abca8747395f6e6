#include "simulators/centre/dialect.hpp"

#include <functional>
#include <nlohmann/json.hpp>

#include "common/json_text.hpp"

namespace proofmark::centre {
namespace {

using Json = nlohmann::json;

Words turned(const Words& words) {
  Words out;
  for (const auto& [ours, theirs] : words) out.emplace(theirs, ours);
  return out;
}

std::string look_up(const Words& words, const std::string& word) {
  const auto found = words.find(word);
  return found == words.end() ? word : found->second;
}

// `ours` gives the interface's name of a field, whichever side the text comes from: values are named by it.
Json rewrite(const Json& json, const std::function<std::string(const std::string&)>& rename,
             const std::function<std::string(const std::string& field, const std::string& value)>& say,
             const std::string& field) {
  if (json.is_string()) return say(field, json.get<std::string>());
  if (json.is_array()) {
    Json out = Json::array();
    for (const Json& item : json) out.push_back(rewrite(item, rename, say, field));
    return out;
  }
  if (!json.is_object()) return json;
  Json out = Json::object();
  for (const auto& [name, value] : json.items()) out[rename(name)] = rewrite(value, rename, say, name);
  return out;
}

}  // namespace

std::string Dialect::path(const std::string& operation, const std::string& id) const {
  const auto own = paths.find(operation);
  std::string path = own != paths.end() ? own->second : look_up(operations(), operation);
  if (const auto open = path.find('{'); open != std::string::npos)
    path.replace(open, path.find('}', open) - open + 1, id);
  return path;
}

std::string Dialect::to_provider(const std::string& text) const {
  if (plain()) return text;
  const Json json = parse_json_or_null(text);
  if (!json.is_object()) return text;
  return rewrite(
             json, [this](const std::string& name) { return look_up(fields, name); },
             [this](const std::string& field, const std::string& value) {
               const auto found = words.find(field);
               return found == words.end() ? value : look_up(found->second, value);
             },
             "")
      .dump();
}

std::string Dialect::from_provider(const std::string& text) const {
  if (plain()) return text;
  const Json json = parse_json_or_null(text);
  if (!json.is_object()) return text;
  const Words names = turned(fields);
  return rewrite(
             json, [&names](const std::string& name) { return look_up(names, name); },
             [this, &names](const std::string& field, const std::string& value) {
               const auto found = words.find(look_up(names, field));
               return found == words.end() ? value : look_up(turned(found->second), value);
             },
             "")
      .dump();
}

const Words& operations() {
  static const Words all = {{"createOrder", "/v1/orders"},
                            {"readOrder", "/v1/orders/{order}"},
                            {"readPackage", "/v1/orders/{order}/package"},
                            {"createSession", "/v1/sessions"},
                            {"giveConsent", "/v1/sessions/{session}/consent"},
                            {"openChip", "/v1/sessions/{session}/chip"},
                            {"openVideo", "/v1/sessions/{session}/video"},
                            {"readSession", "/v1/sessions/{session}"},
                            {"readHealth", "/v1/health"},
                            {"readDescription", "/v1/openapi.yaml"}};
  return all;
}

}  // namespace proofmark::centre
