#include "reference-impl/api/config.hpp"

#include <algorithm>

#include "common/files.hpp"
#include "common/json_text.hpp"
#include "reference-impl/api/inspection_policy.hpp"
#include "reference-impl/api/json_body.hpp"

namespace proofmark::api {
namespace {

using nlohmann::json;

constexpr std::string_view known_fields[] = {"name",       "issuer",         "relying_party", "trust",
                                             "models",     "model_manifest", "thresholds",    "limits",
                                             "inspection", "registers"};
constexpr std::string_view known_limits[] = {"order_validity_s", "session_validity_s", "chip_s",
                                             "video_s",          "silence_s",          "concurrent_steps"};

tl::unexpected<Error> wrong(const std::filesystem::path& file, const std::string& field, const std::string& expected,
                            const std::string& observed) {
  return fail("configuration " + file.string(), field + " as " + expected, observed, "Correct the field.");
}

bool is_host_name(const std::string& text) {
  return !text.empty() && text.size() <= 253 && text.front() != '.' &&
         text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-") ==
             std::string::npos;
}

Result<void> read_seconds(const std::filesystem::path& file, const json& limits, const char* name, std::int64_t least,
                          std::int64_t most, Duration& out) {
  const auto found = limits.find(name);
  if (found == limits.end()) return {};
  const std::string range = "whole seconds from " + std::to_string(least) + " to " + std::to_string(most);
  const std::string field = std::string("limits.") + name;
  if (!found->is_number_integer()) return wrong(file, field, range, found->type_name());
  const auto value = found->get<std::int64_t>();
  if (value < least || value > most) return wrong(file, field, range, std::to_string(value));
  out = std::chrono::seconds{value};
  return {};
}

Result<void> read_limits(const std::filesystem::path& file, const json& limits, Settings& settings) {
  for (const auto& [name, value] : limits.items()) {
    if (std::find(std::begin(known_limits), std::end(known_limits), name) == std::end(known_limits))
      return wrong(file, "limits", "known fields only", "the field " + name);
  }
  PROOFMARK_CHECK(read_seconds(file, limits, "order_validity_s", 1, 30 * 86400, settings.order_validity));
  PROOFMARK_CHECK(read_seconds(file, limits, "session_validity_s", 1, 86400, settings.session_validity));
  PROOFMARK_CHECK(read_seconds(file, limits, "chip_s", 1, 3600, settings.chip_time));
  PROOFMARK_CHECK(read_seconds(file, limits, "video_s", 1, 3600, settings.video_time));
  PROOFMARK_CHECK(read_seconds(file, limits, "silence_s", 1, 3600, settings.silence));
  const auto steps = limits.find("concurrent_steps");
  if (steps != limits.end()) {
    if (!steps->is_number_integer() || *steps < 1 || *steps > 1000)
      return wrong(file, "limits.concurrent_steps", "a whole number from 1 to 1000", steps->dump());
    settings.concurrent_steps = steps->get<int>();
  }
  return {};
}

// Every choice is written out, so that a file tells what happens when a register is silent.
Result<void> read_choice(const std::filesystem::path& file, const json& object, const char* name, const char* strict,
                         const char* lenient, bool& out) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  const std::string field = std::string("registers.") + name;
  if (*found != strict && *found != lenient)
    return wrong(file, field, std::string("\"") + strict + "\" or \"" + lenient + "\"", found->dump(-1, ' ', true));
  out = *found == lenient;
  return {};
}

Result<void> read_registers(const std::filesystem::path& file, const json& object, registers::Settings& settings) {
  constexpr std::string_view known[] = {"url",     "ca",      "client_certificate", "client_key",
                                        "wait_ms", "silence", "unknown_document"};
  for (const auto& [name, value] : object.items())
    if (std::find(std::begin(known), std::end(known), name) == std::end(known))
      return wrong(file, "registers", "known fields only", "the field " + name);
  const auto folder = std::filesystem::absolute(file).parent_path();
  for (const char* name : {"url", "ca", "client_certificate", "client_key"})
    if (!object.contains(name) || !object[name].is_string() || object[name].get<std::string>().empty())
      return wrong(file, std::string("registers.") + name, "text", object.contains(name) ? "another value" : "nothing");
  settings.url = object["url"];
  if (!settings.url.starts_with("https://")) return wrong(file, "registers.url", "https://HOST:PORT", settings.url);
  settings.ca = folder / object["ca"].get<std::string>();
  settings.client_certificate = folder / object["client_certificate"].get<std::string>();
  settings.client_key = folder / object["client_key"].get<std::string>();
  if (const auto wait = object.find("wait_ms"); wait != object.end()) {
    if (!wait->is_number_integer() || *wait < 100 || *wait > 30000)
      return wrong(file, "registers.wait_ms", "a whole number from 100 to 30000", wait->dump());
    settings.wait = std::chrono::milliseconds{wait->get<int>()};
  }
  PROOFMARK_CHECK(read_choice(file, object, "silence", "refuse", "tolerate", settings.policy.tolerate_silence));
  return read_choice(file, object, "unknown_document", "refuse", "open", settings.policy.unknown_is_open);
}

}  // namespace

Result<Config> read_config(const std::filesystem::path& file, const ConfigOverrides& overrides) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  using Type = json::value_t;
  PROOFMARK_TRY(const json object, parse_json_text(text, file.string()));
  const auto checked = check_object(object, {{"name", Type::string, true},
                                             {"issuer", Type::string, true},
                                             {"relying_party", Type::string, true},
                                             {"trust", Type::string, true},
                                             {"models", Type::string, true},
                                             {"model_manifest"},
                                             {"thresholds"},
                                             {"limits", Type::object, true},
                                             {"inspection", Type::string, true},
                                             {"registers", Type::object, true}});
  if (!checked) {
    Error error = checked.error();
    // The file is the operator's own: here the unknown field may be named.
    if (object.is_object())
      for (const auto& [name, value] : object.items())
        if (std::find(std::begin(known_fields), std::end(known_fields), name) == std::end(known_fields))
          error.observed = "the field " + name;
    return fail("configuration " + file.string(), error.expected, error.observed, "Correct the file.");
  }
  Config config;
  const auto text_field = [&](const char* name, std::string& out) {
    if (object.contains(name)) out = object[name];
  };
  text_field("name", config.name);
  text_field("issuer", config.settings.issuer);
  text_field("relying_party", config.settings.relying_party);
  if (!is_host_name(config.name)) return wrong(file, "name", "a host name", config.name);
  if (!is_plain_text(config.settings.issuer, 200)) return wrong(file, "issuer", "1 to 200 bytes of text", "another");
  if (!is_plain_text(config.settings.relying_party, 200))
    return wrong(file, "relying_party", "1 to 200 bytes of text", "another");
  if (object.contains("limits")) {
    PROOFMARK_CHECK(read_limits(file, object["limits"], config.settings));
  }

  const auto folder = std::filesystem::absolute(file).parent_path();
  const auto path_field = [&](const char* name) {
    return object.contains(name) ? folder / object[name].get<std::string>() : std::filesystem::path{};
  };
  config.trust = overrides.trust.empty() ? path_field("trust") : overrides.trust;
  config.models = overrides.models.empty() ? path_field("models") : overrides.models;
  config.model_manifest = path_field("model_manifest");
  config.thresholds = path_field("thresholds");
  if (object.contains("registers")) {
    PROOFMARK_CHECK(read_registers(file, object["registers"], config.registers));
  }
  if (object.contains("inspection")) {
    PROOFMARK_TRY(config.inspection, read_inspection_policy(path_field("inspection")));
  }
  if (config.trust.empty()) return wrong(file, "trust", "the folder of trusted certificates", "none");
  if (config.models.empty()) return wrong(file, "models", "the folder of the model files", "none");
  return config;
}

}  // namespace proofmark::api
