#include "scenarios/subjects/home.hpp"

#include <stdlib.h>  // mkdtemp is POSIX

#include <cerrno>
#include <cstring>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "common/json_text.hpp"

namespace proofmark::subjects {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

constexpr std::string_view folder_prefix = "service-";
constexpr std::string_view marker = "trust";  // what a folder of this program's making holds

Result<Json> read_json(const fs::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  PROOFMARK_TRY(Json json, parse_json_text(text, file.string()));
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

Result<std::unique_ptr<Home>> Home::make_folder() {
  std::error_code problem;
  const fs::path temporary = fs::temp_directory_path(problem);
  std::string pattern = (temporary / (std::string(folder_prefix) + "XXXXXX")).string();
  if (problem || ::mkdtemp(pattern.data()) == nullptr)
    return fail("temporary folder", "to make one in " + temporary.string(),
                problem ? problem.message() : std::strerror(errno),
                "Free some space, or set TMPDIR to a folder that can be written.");
  std::unique_ptr<Home> home(new Home);
  home->folder_ = pattern;
  home->trust_ = home->folder_ / marker;
  fs::create_directory(home->trust_, problem);
  return home;
}

Result<std::unique_ptr<Home>> Home::create(const card::IssuerPki* issuer) {
  PROOFMARK_TRY(auto home, make_folder());
  if (issuer != nullptr) {
    PROOFMARK_CHECK(issuer->write_trust(home->trust_));
  }
  return home;
}

Result<std::unique_ptr<Home>> Home::create(const fs::path& trust) {
  PROOFMARK_TRY(auto home, make_folder());
  home->trust_ = fs::absolute(trust);
  return home;
}

Home::~Home() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
  if (!note_.empty()) fs::remove(note_, ignored);
}

Result<fs::path> Home::next() {
  const fs::path folder = folder_ / std::to_string(++starts_);
  std::error_code problem;
  fs::create_directories(folder, problem);
  if (problem) return fail("temporary folder", "to make " + folder.string(), problem.message(), "Free some space.");
  return folder;
}

Result<void> Home::leave_note(const fs::path& note) {
  std::error_code ignored;
  if (fs::exists(note, ignored)) {
    // The note is a file that anybody could have altered: only a folder of this program's making is removed.
    PROOFMARK_TRY(const std::string text, read_text(note));
    const fs::path old = text.substr(0, text.find('\n'));
    if (old.parent_path() == fs::temp_directory_path(ignored) && old.filename().string().rfind(folder_prefix, 0) == 0 &&
        fs::exists(old / marker, ignored))
      fs::remove_all(old, ignored);
  }
  PROOFMARK_CHECK(write_text(note, folder_.string() + "\n"));
  note_ = note;
  return {};
}

Result<void> Home::write_config(const Places& places) {
  const fs::path& origin = places.service_config;
  PROOFMARK_TRY(Json config, read_json(origin / "service.json"));
  for (const char* field : {"model_manifest", "thresholds", "inspection"})
    if (config.contains(field) && config[field].is_string())
      config[field] = (origin / config[field].get<std::string>()).lexically_normal().string();
  config["trust"] = trust_.string();
  config["models"] = places.models.string();
  const fs::path registers = folder_ / "registers";
  std::error_code problem;
  fs::create_directories(registers, problem);
  PROOFMARK_TRY(registers_, centre::StateRegisters::start(registers));
  const centre::RegisterAccess& access = registers_->access();
  config["registers"] = {{"url", access.url},
                         {"ca", access.ca.string()},
                         {"client_certificate", access.client_certificate.string()},
                         {"client_key", access.client_key.string()}};
  return write_text(folder_ / "service.json", config.dump(2) + "\n");
}

Result<std::unique_ptr<Subject>> start_service(Home& home, const Places& places, Instant start,
                                               const std::string& challenge_seed,
                                               const std::vector<std::string>& more) {
  ReferenceOptions options;
  options.program = places.service;
  options.config = home.config();
  PROOFMARK_TRY(options.folder, home.next());
  options.start = start;
  options.challenge_seed = challenge_seed;
  options.more = more;
  options.registers = home.registers();
  return start_reference(options);
}

Result<void> read_thresholds(const fs::path& service_config, reports::Subject& subject) {
  PROOFMARK_TRY(const Json thresholds, read_json(service_config / "thresholds.json"));
  collect(thresholds, "", subject.settings);
  if (const Json origin = thresholds.value("provenance", Json()); origin.is_object())
    subject.thresholds_set_on = origin.value("split", "") + ", " + origin.value("population", "") + ", " +
                                std::to_string(origin.value("persons", 0)) + " persons";
  return {};
}

}  // namespace proofmark::subjects
