#include "scenarios/subjects/mapping.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "common/files.hpp"
#include "common/inspection_steps.hpp"
#include "reports/formats/json_fields.hpp"

namespace proofmark::subjects {
namespace {

namespace fs = std::filesystem;
using centre::Words;
using reports::Fields;
using reports::Json;

// The fields of docs/interface.md that a provider may call otherwise.
const std::set<std::string>& interface_fields() {
  static const std::set<std::string> names = {"reference",
                                              "given_names",
                                              "surname",
                                              "personal_code",
                                              "document_number",
                                              "order",
                                              "token",
                                              "expires_at",
                                              "state",
                                              "session",
                                              "key",
                                              "relying_party",
                                              "verification_code",
                                              "accepted",
                                              "language",
                                              "type",
                                              "can",
                                              "mrz",
                                              "date_of_birth",
                                              "date_of_expiry",
                                              "next",
                                              "codec",
                                              "format",
                                              "frames",
                                              "number",
                                              "action",
                                              "window_ms",
                                              "status",
                                              "version",
                                              "iss",
                                              "iat",
                                              "jti",
                                              "decision",
                                              "loip",
                                              "identity",
                                              "nationality",
                                              "sex",
                                              "document",
                                              "issuer",
                                              "checks",
                                              "id",
                                              "result",
                                              "reason",
                                              "inspection",
                                              "readings",
                                              "steps",
                                              "video",
                                              "width",
                                              "height",
                                              "frames_per_second",
                                              "actions",
                                              "asked_at_ms",
                                              "answered_at_ms",
                                              "comparison",
                                              "score",
                                              "threshold",
                                              "evidence",
                                              "sha256"};
  return names;
}

// Those whose values are words of the interface, with the words where they are a closed list.
const std::map<std::string, std::set<std::string>>& worded_fields() {
  static const std::map<std::string, std::set<std::string>> fields = {
      {"decision", {"accepted", "refused"}},
      {"result", {"passed", "failed", "undetermined", "not_performed", "successful", "not_supported", "aborted"}},
      {"action", {"turn_left", "turn_right", "look_up", "look_down", "blink", "smile", "open_mouth"}},
      {"id",
       {"session.complete", "order.match", "chip.access", "chip.passive", "chip.revocation", "chip.genuine",
        "document.validity", "video.format", "video.continuity", "face.found", "face.match", "liveness.challenges",
        "liveness.passive"}},
      {"state", {}},
      {"type", {}},
      {"next", {}},
      {"loip", {}},
      {"status", {}},
      {"codec", {}},
      {"format", {}},
      {"language", {}}};
  return fields;
}

// The steps of an inspection are no closed list: what counts is how their ids begin.
std::set<std::string> known_words(const std::string& field, std::set<std::string> known, const Json& values) {
  if (field == "id" && values.is_object())
    for (const auto& [ours, theirs] : values.items())
      if (!check_of_step(ours).empty()) known.insert(ours);
  return known;
}

class Reader {
 public:
  explicit Reader(const fs::path& file) : place_(file.filename().string()), folder_(file.parent_path()) {}

  Result<Mapping> read(const Json& json) {
    Fields fields(json, "mapping");
    if (fields.text("format") != "proofmark-mapping/1") refuse("format", "proofmark-mapping/1", "another text or none");
    mapping_.name = fields.text("name");
    centre::Access& relying = mapping_.route.relying;
    {
      Fields part(fields.object("relying"), "mapping.relying");
      relying.url = url(part, "relying.url");
      relying.ca = path_of(part, "ca", "relying.ca");
      if (part.has("client_certificate") || part.has("client_key")) {
        relying.client_certificate = path_of(part, "client_certificate", "relying.client_certificate");
        relying.client_key = path_of(part, "client_key", "relying.client_key");
      }
      if (part.has("bearer_file")) relying.bearer = secret(path_of(part, "bearer_file", "relying.bearer_file"));
      fields.take(part);
    }
    {
      Fields part(fields.object("device"), "mapping.device");
      mapping_.route.device_url = url(part, "device.url");
      mapping_.route.device_ca = path_of(part, "ca", "device.ca");
      fields.take(part);
    }
    relying.seal_ca = path_of(fields, "seal_ca", "seal_ca");
    if (fields.has("package_type")) relying.dialect.package_type = fields.text("package_type");
    if (fields.has("thresholds_set_on")) mapping_.thresholds_set_on = fields.text("thresholds_set_on");
    if (fields.has("paths")) read_paths(fields.object("paths"), relying.dialect);
    if (fields.has("fields")) relying.dialect.fields = words(fields.object("fields"), "fields", interface_fields());
    if (fields.has("words")) {
      for (const auto& [field, values] : fields.object("words").items()) {
        const auto worded = worded_fields().find(field);
        if (worded == worded_fields().end()) {
          refuse("words." + field, "a field whose values are words of docs/interface.md", "'" + field + "'");
        } else {
          relying.dialect.words[field] = words(values, "words." + field, known_words(field, worded->second, values));
        }
      }
    }
    mapping_.route.pace = Pace::brisk();
    if (auto done = fields.finish(); !done)
      return fail(place_, done.error().expected, done.error().observed, "See scenarios/subjects/mapping.schema.json.");
    if (mapping_.name.empty()) refuse("name", "the subject's name", "an empty text");
    if (problem_) return fail(*problem_);
    return std::move(mapping_);
  }

 private:
  void refuse(const std::string& field, std::string expected, std::string observed) {
    if (!problem_)
      problem_ = Error{place_ + ": " + field, std::move(expected), std::move(observed),
                       "See scenarios/subjects/mapping.schema.json."};
  }

  std::string url(Fields& part, const std::string& field) {
    std::string text = part.text("url");
    if (text.rfind("https://", 0) != 0 || text.find('/', 8) != std::string::npos || text.size() < 9)
      refuse(field, "https://HOST:PORT without a path", "'" + text.substr(0, 100) + "'");
    return text;
  }

  fs::path path_of(Fields& part, const char* name, const std::string& field) {
    const fs::path path = folder_ / part.text(name);
    std::error_code problem;
    if (part.has(name) && !fs::is_regular_file(path, problem)) refuse(field, "a file", "none at " + path.string());
    return path;
  }

  // Not in the mapping itself, which goes into reports and repositories.
  std::string secret(const fs::path& file) {
    auto text = read_text(file);
    if (!text) return {};
    while (!text->empty() && (text->back() == '\n' || text->back() == '\r')) text->pop_back();
    if (text->empty() || text->find_first_of(" \t\r\n") != std::string::npos)
      refuse("relying.bearer_file", "a file with one token in one line", "something else");
    return *std::move(text);
  }

  void read_paths(const Json& json, centre::Dialect& dialect) {
    for (const auto& [operation, path] : json.items()) {
      const auto known = centre::operations().find(operation);
      if (known == centre::operations().end()) {
        refuse("paths." + operation, "an operationId of reference-impl/api/openapi.yaml", "'" + operation + "'");
        continue;
      }
      const bool wants_id = known->second.find('{') != std::string::npos;
      const std::string text = path.is_string() ? path.get<std::string>() : std::string();
      const auto open = text.find('{');
      if (text.empty() || text.front() != '/' || wants_id != (open != std::string::npos) ||
          (wants_id && text.find('}', open) == std::string::npos)) {
        refuse("paths." + operation, "a path such as " + known->second, path.dump().substr(0, 100));
      } else {
        dialect.paths[operation] = text;
      }
    }
  }

  // Each of the provider's words stands for one of the interface's: otherwise an answer could be read in two ways. A
  // word of the interface's own may stand for another only when it is renamed itself.
  Words words(const Json& json, const std::string& field, const std::set<std::string>& known) {
    Words out;
    std::set<std::string> theirs;
    if (!json.is_object()) refuse(field, "an object of words", std::string("a JSON ") + json.type_name());
    for (const auto& [ours, word] : json.items()) {
      if (!known.empty() && known.count(ours) == 0)
        refuse(field + "." + ours, "a word of docs/interface.md", "'" + ours + "'");
      const std::string text = word.is_string() ? word.get<std::string>() : std::string();
      const bool taken = known.count(text) > 0 && !json.contains(text);
      if (text.empty() || taken || !theirs.insert(text).second) {
        refuse(field + "." + ours, "a word that stands for this alone", word.dump().substr(0, 100));
      } else {
        out[ours] = text;
      }
    }
    return out;
  }

  std::string place_;
  fs::path folder_;
  Mapping mapping_;
  std::optional<Error> problem_;
};

}  // namespace

Result<Mapping> read_mapping(const fs::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  const auto json = reports::parse_json(text, file.filename().string());
  if (!json)
    return fail(file.filename().string(), json.error().expected, json.error().observed,
                "See scenarios/subjects/mapping.schema.json.");
  return Reader(fs::absolute(file)).read(*json);
}

}  // namespace proofmark::subjects
