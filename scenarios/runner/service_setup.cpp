#include "scenarios/runner/service_setup.hpp"

#include <stdlib.h>  // mkdtemp is POSIX

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/http/client.hpp"

namespace proofmark::runner {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::string_view folder_prefix = "service-";

Result<Json> read_json(const fs::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  Json json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    return fail("service configuration", "a JSON object in " + file.string(), "something else", "Correct the file.");
  return json;
}

// "face.match_threshold = 0.5" and so on: every number that the service decides by.
void collect(const Json& json, const std::string& place, std::vector<reports::Setting>& settings) {
  for (const auto& [name, value] : json.items()) {
    const std::string at = place.empty() ? name : place + "." + name;
    if (value.is_object()) {
      collect(value, at, settings);
    } else {
      settings.push_back({at, value.is_string() ? value.get<std::string>() : value.dump()});
    }
  }
}

}  // namespace

Result<std::unique_ptr<ServiceSetup>> ServiceSetup::make_folder(const Project& project) {
  std::error_code problem;
  const fs::path temporary = fs::temp_directory_path(problem);
  std::string pattern = (temporary / (std::string(folder_prefix) + "XXXXXX")).string();
  if (problem || ::mkdtemp(pattern.data()) == nullptr)
    return fail("temporary folder", "to make one in " + temporary.string(),
                problem ? problem.message() : std::strerror(errno),
                "Free some space, or set TMPDIR to a folder that can be written.");
  std::unique_ptr<ServiceSetup> setup(new ServiceSetup);
  setup->project_ = project;
  setup->folder_ = pattern;
  return setup;
}

Result<std::unique_ptr<ServiceSetup>> ServiceSetup::create(const Project& project, const card::IssuerPki& issuer) {
  PROOFMARK_TRY(auto setup, make_folder(project));
  PROOFMARK_CHECK(issuer.write_trust(setup->folder_ / "trust"));
  PROOFMARK_CHECK(setup->write_config(setup->folder_ / "trust"));
  return setup;
}

Result<std::unique_ptr<ServiceSetup>> ServiceSetup::create(const Project& project, const fs::path& trust) {
  PROOFMARK_TRY(auto setup, make_folder(project));
  PROOFMARK_CHECK(setup->write_config(fs::absolute(trust)));
  return setup;
}

ServiceSetup::~ServiceSetup() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  if (!note_.empty()) fs::remove(note_, ignored);
}

Result<void> ServiceSetup::leave_note(const fs::path& note) {
  std::error_code ignored;
  if (fs::exists(note, ignored)) {
    // The note is a file that anybody could have altered: only a folder of this program's making is removed.
    PROOFMARK_TRY(const std::string text, read_text(note));
    const fs::path old = text.substr(0, text.find('\n'));
    if (old.parent_path() == fs::temp_directory_path(ignored) && old.filename().string().rfind(folder_prefix, 0) == 0 &&
        fs::exists(old / "service.json", ignored))
      fs::remove_all(old, ignored);
  }
  PROOFMARK_CHECK(write_text(note, folder_.string() + "\n"));
  note_ = note;
  return {};
}

Result<void> ServiceSetup::write_config(const fs::path& trust) {
  // The service's own configuration with its paths made absolute, since this copy lies elsewhere.
  const fs::path origin = project_.service_config();
  PROOFMARK_TRY(Json config, read_json(origin / "service.json"));
  for (const char* field : {"model_manifest", "thresholds"})
    if (config.contains(field) && config[field].is_string())
      config[field] = (origin / config[field].get<std::string>()).lexically_normal().string();
  config["trust"] = trust.string();
  config["models"] = (project_.packages / "node_modules" / "faceplugin-face-recognition-js" / "model").string();
  return write_text(folder_ / "service.json", config.dump(2) + "\n");
}

Result<std::unique_ptr<subjects::Subject>> ServiceSetup::start(Instant start, const std::string& challenge_seed) {
  subjects::ReferenceOptions options;
  options.program = project_.service();
  options.config = folder_ / "service.json";
  options.folder = folder_ / std::to_string(++starts_);
  options.start = start;
  options.challenge_seed = challenge_seed;
  return subjects::start_reference(options);
}

Result<reports::Subject> describe_subject(const Project& project, ServiceSetup& setup, Instant start,
                                          const std::string& challenge_seed) {
  PROOFMARK_TRY(const auto service, setup.start(start, challenge_seed));
  PROOFMARK_TRY(auto tls, http::TlsContext::client({service->endpoints().pki / "ca.pem", {}, {}}, service->clock()));
  PROOFMARK_TRY(const auto client, http::Client::create(service->endpoints().device, std::move(tls)));
  PROOFMARK_TRY(const auto response, client.get("/v1/health"));
  const Json health = Json::parse(response.body, nullptr, false);
  if (response.status != 200 || !health.is_object() || !health.value("version", Json()).is_string())
    return fail("docs/interface.md, GET /v1/health", R"({"status":"ok","version":...})", response.body.substr(0, 200),
                "Correct the service's answer.");
  service->stop();
  reports::Subject subject;
  subject.name = project.service().filename().string();
  subject.version = health["version"];
  // The thresholds of another service are not ours to know: they count as not stated, and the report says so.
  if (!project.other_service.empty()) return subject;
  PROOFMARK_TRY(const Json thresholds, read_json(project.service_config() / "thresholds.json"));
  collect(thresholds, "", subject.settings);
  if (const Json origin = thresholds.value("provenance", Json()); origin.is_object())
    subject.thresholds_set_on = origin.value("split", "") + ", " + origin.value("population", "") + ", " +
                                std::to_string(origin.value("persons", 0)) + " persons";
  return subject;
}

}  // namespace proofmark::runner
