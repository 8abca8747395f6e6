#include "scenarios/runner/strict_json.hpp"

#include <algorithm>

#include "reports/formats/json_fields.hpp"

namespace proofmark::runner {
namespace {

const nlohmann::json nothing;

std::string shown(const nlohmann::json& json) {
  return json.dump().substr(0, 80);
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace

Result<nlohmann::json> parse_strict(const std::string& text, const std::string& origin) {
  auto json = reports::parse_json(text, origin);
  if (!json) return fail(origin, json.error().expected, json.error().observed, "Correct the file.");
  return *std::move(json);
}

StrictObject::StrictObject(const nlohmann::json& json, std::string origin, std::string place)
    : json_(json), origin_(std::move(origin)), place_(std::move(place)) {
  if (!json_.is_object()) complain("", "an object", shown(json_));
}

void StrictObject::complain(const std::string& field, const std::string& expected, const std::string& observed) {
  if (wrong_) return;
  wrong_ = true;
  const std::string at = field.empty() ? (place_.empty() ? "/" : place_) : place_ + "/" + field;
  error_ = {origin_ + " at " + at, expected, observed, "Correct the file."};
}

bool StrictObject::has(const char* field) const {
  return json_.is_object() && json_.contains(field);
}

const nlohmann::json& StrictObject::value(const char* field) {
  known_.insert(field);
  if (has(field)) return json_.at(field);
  complain(field, "this field", "nothing");
  return nothing;
}

std::string StrictObject::text(const char* field) {
  const nlohmann::json& json = value(field);
  if (json.is_string() && !json.get_ref<const std::string&>().empty()) return json;
  complain(field, "text", shown(json));
  return {};
}

std::string StrictObject::one_of(const char* field, const std::vector<std::string>& allowed) {
  const nlohmann::json& json = value(field);
  if (json.is_string() && std::find(allowed.begin(), allowed.end(), json.get<std::string>()) != allowed.end())
    return json;
  complain(field, "one of " + joined(allowed), shown(json));
  return {};
}

std::uint64_t StrictObject::number(const char* field, std::uint64_t low, std::uint64_t high) {
  const nlohmann::json& json = value(field);
  if (json.is_number_unsigned() && json.get<std::uint64_t>() >= low && json.get<std::uint64_t>() <= high) return json;
  complain(field, "a whole number from " + std::to_string(low) + " to " + std::to_string(high), shown(json));
  return low;
}

std::vector<std::string> StrictObject::texts(const char* field) {
  const nlohmann::json& json = value(field);
  std::vector<std::string> all;
  if (json.is_array())
    for (const auto& entry : json)
      if (entry.is_string() && !entry.get_ref<const std::string&>().empty()) all.push_back(entry);
  if (!json.is_array() || all.empty() || all.size() != json.size())
    complain(field, "a list of one or more texts", shown(json));
  return all;
}

void StrictObject::adopt(StrictObject& part) {
  const auto finished = part.finish();
  if (finished || wrong_) return;
  wrong_ = true;
  error_ = finished.error();
}

Result<void> StrictObject::finish() {
  if (!wrong_)
    for (const auto& [field, ignored] : json_.items())
      if (known_.count(field) == 0) {
        complain(field, "no such field", "'" + field + "'");
        break;
      }
  if (wrong_) return fail(error_);
  return {};
}

}  // namespace proofmark::runner
