// What the service's operator writes - configuration, inspection policy, thresholds, the manifest of its models - and
// what anyone sends it as a JSON body; the first byte says which.
#include "common/json_text.hpp"
#include "reference-impl/api/config.hpp"
#include "reference-impl/api/inspection_policy.hpp"
#include "reference-impl/api/json_body.hpp"
#include "reference-impl/face/models.hpp"
#include "reference-impl/liveness/policy.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "tests/fuzz/in_memory.hpp"

namespace {

using namespace proofmark;  // NOLINT: a program of one file
using fuzz::require;
using fuzz::require_told;

void config_of(const std::string& text) {
  // The policy that it may name has a reader of its own here; beside this file lie the program's own descriptors.
  if (parse_json_or_null(text).contains("inspection")) return;
  const auto file = fuzz::in_memory(text);
  const auto config = api::read_config(file);
  if (!config) return require_told(config.error(), file);
  require(!config->name.empty() && !config->trust.empty() && !config->models.empty());
  const api::Settings& settings = config->settings;
  require(settings.session_validity >= std::chrono::seconds(1) && settings.session_validity <= std::chrono::days(1));
  require(settings.concurrent_steps >= 1 && settings.concurrent_steps <= 1000);
  require(config->registers.url.empty() || config->registers.url.starts_with("https://"));
}

void policy_of(const std::string& text) {
  const auto file = fuzz::in_memory(text);
  const auto policy = api::read_inspection_policy(file);
  if (!policy) return require_told(policy.error(), file);
  require(policy->readings >= 1 && policy->readings <= 10 && policy->max_file_bytes >= 1024);
  require(policy->floor.rsa_bits >= 1024 && policy->floor.elliptic_bits >= 192);
  for (const std::string& state : policy->accepted_states) require(!state.empty() && state.size() <= 3);
}

void thresholds_of(const std::string& text) {
  const auto file = fuzz::in_memory(text);
  const auto policy = liveness::read_video_policy(file);
  if (!policy) return require_told(policy.error(), file);
  require(policy->face.match_threshold >= -1 && policy->face.match_threshold <= 1);
  require(policy->challenges.count >= 1 && policy->challenges.count <= 20);
}

void models_of(const std::string& text) {
  const auto file = fuzz::in_memory(text);
  const auto manifest = face::read_manifest(file);
  if (!manifest) return require_told(manifest.error(), file);
  for (const face::ModelEntry& entry : manifest->models)
    require(entry.sha256.size() == 64 && entry.file.find('/') == std::string::npos);
}

// The message tells what was wrong without repeating any of it.
void body_of(const std::string& text) {
  const auto body = api::read_object(text, {{"type"}, {"count", nlohmann::json::value_t::number_unsigned, true}});
  if (!body) return require(!body.error().expected.empty() && body.error().observed.find('\'') == std::string::npos);
  require(body->at("type").is_string() && body->size() == (body->contains("count") ? 2 : 1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::read_by_first_byte(data, size, config_of, policy_of, thresholds_of, models_of, body_of);
}
