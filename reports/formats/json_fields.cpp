#include "reports/formats/json_fields.hpp"

#include <cmath>

#include "common/json_text.hpp"

namespace proofmark::reports {
namespace {

constexpr const char* kFix = "restore the file from the run, or start the run again in an empty folder";

const Json& empty_array() {
  static const Json value = Json::array();
  return value;
}
const Json& empty_object() {
  static const Json value = Json::object();
  return value;
}

}  // namespace

Result<Json> parse_json(std::string_view text, const std::string& what) {
  auto json = parse_json_text(text, what);
  if (!json) return fail(json.error().clause, json.error().expected, json.error().observed, kFix);
  return *std::move(json);
}

std::string dump_line(const OrderedJson& json) {
  return json.dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

std::string dump_pretty(const OrderedJson& json) {
  return json.dump(2, ' ', false, OrderedJson::error_handler_t::replace) + "\n";
}

Fields::Fields(const Json& json, std::string where) : json_(&json), where_(std::move(where)) {
  if (!json.is_object()) {
    json_ = &empty_object();
    keep({"proofmark run folder", where_ + " to be a JSON object", std::string("a JSON ") + json.type_name(), kFix});
  }
}

void Fields::keep(Error error) {
  if (problem_) return;
  // A word of a vocabulary, or a part under its own name, does not know where it stands.
  if (error.expected.find(where_) == std::string::npos) error.expected += ", in " + where_;
  problem_ = std::move(error);
}

const Json* Fields::find(const char* name, const char* type, bool right_type(const Json&)) {
  seen_.insert(name);
  const auto at = json_->find(name);
  if (at == json_->end()) {
    keep({"proofmark run folder", where_ + "." + name + " (" + type + ")", "no such field", kFix});
    return nullptr;
  }
  if (!right_type(*at)) {
    keep({"proofmark run folder", where_ + "." + name + " to be " + type, at->dump().substr(0, 60), kFix});
    return nullptr;
  }
  return &*at;
}

bool Fields::has(const char* name) const {
  return json_->contains(name);
}

std::string Fields::text(const char* name) {
  const Json* at = find(name, "a text", [](const Json& j) { return j.is_string(); });
  return at != nullptr ? at->get<std::string>() : std::string();
}

std::uint64_t Fields::count(const char* name, std::uint64_t highest) {
  const Json* at = find(name, "a whole number, not negative", [](const Json& j) { return j.is_number_unsigned(); });
  if (at == nullptr) return 0;
  const auto value = at->get<std::uint64_t>();
  if (value <= highest) return value;
  keep({"proofmark run folder", where_ + "." + name + " to be at most " + std::to_string(highest),
        std::to_string(value), kFix});
  return 0;
}

std::int64_t Fields::integer(const char* name) {
  const Json* at = find(name, "a whole number", [](const Json& j) {
    return j.is_number_integer() && (!j.is_number_unsigned() || j.get<std::uint64_t>() <= INT64_MAX);
  });
  return at != nullptr ? at->get<std::int64_t>() : 0;
}

double Fields::number(const char* name) {
  const Json* at =
      find(name, "a finite number", [](const Json& j) { return j.is_number() && std::isfinite(j.get<double>()); });
  return at != nullptr ? at->get<double>() : 0;
}

bool Fields::flag(const char* name) {
  const Json* at = find(name, "true or false", [](const Json& j) { return j.is_boolean(); });
  return at != nullptr && at->get<bool>();
}

std::vector<std::string> Fields::texts(const char* name) {
  std::vector<std::string> out;
  for (const Json& item : array(name)) {
    if (item.is_string()) {
      out.push_back(item.get<std::string>());
    } else {
      keep({"proofmark run folder", where_ + "." + name + " to hold texts", item.dump().substr(0, 60), kFix});
    }
  }
  return out;
}

const Json* Fields::object_or_null(const char* name) {
  const Json* at = find(name, "an object or null", [](const Json& j) { return j.is_object() || j.is_null(); });
  return at != nullptr && at->is_object() ? at : nullptr;
}

const Json& Fields::object(const char* name) {
  const Json* at = find(name, "an object", [](const Json& j) { return j.is_object(); });
  return at != nullptr ? *at : empty_object();
}

const Json& Fields::array(const char* name) {
  const Json* at = find(name, "a list", [](const Json& j) { return j.is_array(); });
  return at != nullptr ? *at : empty_array();
}

std::optional<std::int64_t> Fields::integer_or_null(const char* name) {
  const auto at = json_->find(name);
  if (at == json_->end() || !at->is_null()) return integer(name);
  seen_.insert(name);
  return std::nullopt;
}

std::optional<double> Fields::number_or_null(const char* name) {
  const auto at = json_->find(name);
  if (at == json_->end() || !at->is_null()) return number(name);
  seen_.insert(name);
  return std::nullopt;
}

void Fields::expect_format(std::uint64_t version) {
  const std::uint64_t found = count("format");
  if (!problem_ && found != version)
    keep({"proofmark run folder", "format " + std::to_string(version) + " in " + where_,
          "format " + std::to_string(found), "read it with the version of proofmark that wrote it"});
}

void Fields::take(Fields& part) {
  if (const auto done = part.finish(); !done) keep(done.error());
}

Result<void> Fields::finish() {
  if (!problem_) {
    for (const auto& [name, value] : json_->items()) {
      if (!seen_.contains(name)) {
        keep({"proofmark run folder", "only known fields in " + where_, "an unknown field '" + name + "'", kFix});
        break;
      }
    }
  }
  if (problem_) return fail(*problem_);
  return {};
}

}  // namespace proofmark::reports
