#include "scenarios/corpus/manifest.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "common/file_digest.hpp"
#include "common/files.hpp"
#include "reports/formats/json_fields.hpp"
#include "scenarios/corpus/spec.hpp"

namespace proofmark::corpus {
namespace {

using reports::Fields;
using reports::Json;
using reports::OrderedJson;

constexpr std::uint64_t kMost = std::uint64_t{1} << 53U;  // what every reader of JSON can hold

void say(OrderedJson& json, const char* name, const std::string& value) {
  if (!value.empty()) json[name] = value;
}

template <typename Map>
void say_all(OrderedJson& json, const char* name, const Map& values) {
  if (values.empty()) return;
  json[name] = OrderedJson::object();
  for (const auto& [key, value] : values) json[name][key] = value;
}

std::string optional_text(Fields& fields, const char* name) {
  return fields.has(name) ? fields.text(name) : std::string();
}

// Values by name; one of another type makes it unsound.
template <typename Value>
std::map<std::string, Value> optional_map(Fields& fields, const char* name, bool& sound) {
  std::map<std::string, Value> out;
  if (!fields.has(name)) return out;
  const Json& object = fields.object(name);
  for (const auto& [key, value] : object.items()) {
    constexpr bool number = std::is_same_v<Value, double>;
    sound = sound && (number ? value.is_number() : value.is_string());
    if (sound) out[key] = value.template get<Value>();
  }
  return out;
}

bool one_of(const std::string& value, std::initializer_list<std::string_view> allowed) {
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

bool hash(const std::string& text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

tl::unexpected<Error> wrong(const std::string& where, const std::string& expected, const std::string& observed) {
  return fail(where, expected, observed.substr(0, 120), "Restore the manifest, or make or import the corpus again.");
}

Result<void> check(const Record& r, const std::string& where) {
  if (!stays_below(r.file)) return wrong(where, "a file below the corpus folder", "'" + r.file + "'");
  if (!one_of(r.kind, {"portrait", "bona_fide", "attack"}))
    return wrong(where, "kind portrait, bona_fide or attack", "'" + r.kind + "'");
  if (!one_of(r.split, {"", "development", "evaluation", "demonstration"}))
    return wrong(where, "split development, evaluation or demonstration", "'" + r.split + "'");
  if (r.subject.empty()) return wrong(where, "a subject", "an empty text");
  if ((r.kind == "attack") == r.species.empty())
    return wrong(where, "a species for attacks, and for them alone", r.kind + " with '" + r.species + "'");
  if (!hash(r.sha256)) return wrong(where, "SHA-256 as 64 small hexadecimal digits", "'" + r.sha256 + "'");
  return {};
}

Result<Header> read_header(const Json& json, const std::string& where) {
  Fields fields(json, "the first line");
  const std::string format = fields.text("format");
  Header header;
  header.name = fields.text("name");
  header.description = optional_text(fields, "description");
  const std::string origin = fields.text("origin");
  header.made = origin == "made";
  header.root = fields.text("root");
  header.plan_sha256 = optional_text(fields, "plan_sha256");
  header.harness = fields.text("harness");
  if (const auto done = fields.finish(); !done) return wrong(where, done.error().expected, done.error().observed);
  if (format != kManifestFormat) return wrong(where, kManifestFormat, "'" + format + "'");
  if (!one_of(origin, {"made", "imported"})) return wrong(where, "origin made or imported", "'" + origin + "'");
  if (header.root.empty()) return wrong(where, "the folder of the files", "an empty text");
  return header;
}

Result<Record> read_record(const Json& json, const std::string& where) {
  Fields f(json, "the line");
  Record r;
  bool sound = true;
  r.file = f.text("file");
  r.kind = f.text("kind");
  r.split = optional_text(f, "split");
  r.subject = f.text("subject");
  r.family = optional_text(f, "family");
  r.groups = optional_map<std::string>(f, "groups", sound);
  r.attacker = optional_text(f, "attacker");
  r.species = optional_text(f, "species");
  r.attack_class = optional_text(f, "class");
  r.method = optional_text(f, "method");
  r.instrument = optional_text(f, "instrument");
  r.material = optional_text(f, "material");
  r.attack_potential = optional_text(f, "attack_potential");
  r.clause = optional_text(f, "clause");
  r.parameters = optional_map<double>(f, "parameters", sound);
  r.choices = optional_map<std::string>(f, "choices", sound);
  r.stream = optional_text(f, "stream");
  r.device = optional_text(f, "device");
  if (f.has("unit")) r.unit = f.count("unit", kMost);
  r.place = optional_text(f, "place");
  r.session = optional_text(f, "session");
  if (f.has("asked"))
    r.asked = f.list<AskedThen>("asked", [](Fields& one) {
      AskedThen asked;
      asked.action = one.text("action");
      asked.at_ms = one.count("at_ms", kMost);
      asked.over_ms = one.count("over_ms", kMost);
      return asked;
    });
  r.licence = f.text("licence");
  r.sha256 = f.text("sha256");
  r.bytes = f.count("bytes", kMost);
  r.container = f.text("container");
  r.codec = f.text("codec");
  r.width = f.count("width", kMost);
  r.height = f.count("height", kMost);
  if (f.has("frames")) r.frames = f.count("frames", kMost);
  if (f.has("milliseconds")) r.milliseconds = f.count("milliseconds", kMost);
  if (const auto done = f.finish(); !done) return wrong(where, done.error().expected, done.error().observed);
  if (!sound) return wrong(where, "texts in groups and choices, numbers in parameters", "something else");
  PROOFMARK_CHECK(check(r, where));
  return r;
}

}  // namespace

bool stays_below(std::string_view path) {
  if (path.empty() || path.size() > 1024) return false;
  for (const char c : path)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\') return false;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    const std::string_view part = path.substr(from, to - from);
    if (part.empty() || part == "." || part == "..") return false;
    from = to + 1;
  }
  return true;
}

std::string header_line(const Header& header) {
  OrderedJson json;
  json["format"] = kManifestFormat;
  json["name"] = header.name;
  say(json, "description", header.description);
  json["origin"] = header.made ? "made" : "imported";
  json["root"] = header.root;
  say(json, "plan_sha256", header.plan_sha256);
  json["harness"] = header.harness;
  return reports::dump_line(json);
}

std::string record_line(const Record& r) {
  OrderedJson json;
  json["file"] = r.file;
  json["kind"] = r.kind;
  say(json, "split", r.split);
  json["subject"] = r.subject;
  say(json, "family", r.family);
  say_all(json, "groups", r.groups);
  say(json, "attacker", r.attacker);
  say(json, "species", r.species);
  say(json, "class", r.attack_class);
  say(json, "method", r.method);
  say(json, "instrument", r.instrument);
  say(json, "material", r.material);
  say(json, "attack_potential", r.attack_potential);
  say(json, "clause", r.clause);
  say_all(json, "parameters", r.parameters);
  say_all(json, "choices", r.choices);
  say(json, "stream", r.stream);
  say(json, "device", r.device);
  if (r.unit) json["unit"] = *r.unit;
  say(json, "place", r.place);
  say(json, "session", r.session);
  for (const AskedThen& asked : r.asked)
    json["asked"].push_back({{"action", asked.action}, {"at_ms", asked.at_ms}, {"over_ms", asked.over_ms}});
  json["licence"] = r.licence;
  json["sha256"] = r.sha256;
  json["bytes"] = r.bytes;
  json["container"] = r.container;
  json["codec"] = r.codec;
  json["width"] = r.width;
  json["height"] = r.height;
  if (r.frames > 0) json["frames"] = r.frames;
  if (r.milliseconds > 0) json["milliseconds"] = r.milliseconds;
  return reports::dump_line(json);
}

Result<Manifest> parse_manifest(std::string_view text, const std::string& origin, bool whole) {
  Manifest manifest;
  std::set<std::string> files;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < text.size(); ++number) {
    const std::size_t end = text.find('\n', begin);
    const std::string where = origin + " line " + std::to_string(number + 1);
    if (end == std::string_view::npos && !whole) break;
    const auto json = reports::parse_json(text.substr(begin, end - begin), where);
    if (!json) return wrong(where, json.error().expected, json.error().observed);
    if (number == 0) {
      PROOFMARK_TRY(manifest.header, read_header(*json, where));
    } else {
      if (number > kMostFiles) return wrong(where, "at most " + std::to_string(kMostFiles) + " files", "more");
      PROOFMARK_TRY(Record record, read_record(*json, where));
      if (!files.insert(record.file).second) return wrong(where, "each file once", "'" + record.file + "' twice");
      manifest.records.push_back(std::move(record));
    }
    if (end == std::string_view::npos) {
      ++number;
      break;
    }
    begin = end + 1;
  }
  if (number == 0) return wrong(origin, "a line that says what the corpus is", "an empty file");
  return manifest;
}

Result<Manifest> read_manifest(const std::filesystem::path& folder) {
  const auto text = read_text(folder / kManifestFile);
  std::error_code problem;
  if (!text && std::filesystem::exists(folder / kMakingFile, problem))
    return fail("corpus", "a corpus that is finished at " + folder.string(), "one that is being made",
                "Start `proofmark corpus make` again with the same --spec and --out: it goes on.");
  if (!text)
    return fail("corpus", "a corpus folder with " + std::string(kManifestFile) + " at " + folder.string(),
                text.error().observed, "`proofmark corpus make` and `import` make one.");
  return parse_manifest(*text, kManifestFile);
}

Result<void> write_manifest(const std::filesystem::path& folder, const Manifest& manifest) {
  std::string text = header_line(manifest.header) + '\n';
  for (const Record& record : manifest.records) text += record_line(record) + '\n';
  return write_text(folder / kManifestFile, text);
}

void take_facts(const media::MediaFacts& facts, Record& record) {
  record.container = facts.container;
  record.codec = facts.codec;
  record.width = static_cast<std::uint64_t>(facts.width);
  record.height = static_cast<std::uint64_t>(facts.height);
  record.frames = facts.frames;
  record.milliseconds = static_cast<std::uint64_t>(std::llround(facts.seconds * 1000));
}

Result<void> take_facts(const std::filesystem::path& file, Record& record) {
  PROOFMARK_TRY(const media::MediaFacts facts, media::probe(file));
  PROOFMARK_TRY(const FileDigest digest, digest_of(file));
  record.bytes = digest.bytes;
  record.sha256 = digest.sha256;
  take_facts(facts, record);
  return {};
}

}  // namespace proofmark::corpus
