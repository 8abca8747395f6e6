#include "tests/engines/varying.hpp"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>
#include <stdexcept>

namespace proofmark::testing {
namespace {

using Json = nlohmann::ordered_json;

std::string slurp(const std::string& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// What stands in `code` of a line.
std::vector<std::string> in_code(const std::string& line) {
  static const std::regex code("`([^`]+)`");
  std::vector<std::string> out;
  for (auto at = std::sregex_iterator(line.begin(), line.end(), code); at != std::sregex_iterator(); ++at)
    out.push_back((*at)[1]);
  return out;
}

// Sets the field at `path` to null wherever it is; "[]" behind a name goes into each item.
void blank(Json& json, const std::string& path) {
  const std::size_t dot = path.find('.');
  std::string name = path.substr(0, dot);
  const bool list = name.ends_with("[]");
  if (list) name.resize(name.size() - 2);
  if (!json.is_object() || !json.contains(name)) return;
  Json& at = json[name];
  if (dot == std::string::npos) {
    at = nullptr;
    return;
  }
  const std::string rest = path.substr(dot + 1);
  if (!list) {
    blank(at, rest);
  } else if (at.is_array()) {
    for (Json& item : at) blank(item, rest);
  }
}

std::string blanked(const std::string& text, const std::vector<std::string>& fields) {
  Json json = Json::parse(text);
  for (const std::string& field : fields) blank(json, field);
  return json.dump(2);
}

std::string without_section(std::string page, const std::string& id) {
  const std::size_t from = page.find("<section id=\"" + id + "\"");
  if (from == std::string::npos) return page;
  page.erase(from, page.find("</section>", from) - from);
  return page;
}

void collect(const Json& schema, const Json& root, const std::string& path, std::set<std::string>& out) {
  if (schema.contains("x-proofmark-varies")) out.insert(path);
  if (schema.contains("$ref")) {
    const std::string name = schema["$ref"].get<std::string>().substr(std::string("#/definitions/").size());
    collect(root["definitions"][name], root, path, out);
  }
  if (schema.contains("anyOf"))
    for (const Json& one : schema["anyOf"]) collect(one, root, path, out);
  if (schema.contains("items")) collect(schema["items"], root, path + "[]", out);
  if (schema.contains("properties"))
    for (const auto& [name, part] : schema["properties"].items())
      collect(part, root, path.empty() ? name : path + "." + name, out);
}

}  // namespace

Varying listed_as_varying() {
  std::istringstream page(slurp(std::string(PROOFMARK_SOURCE_DIR) + "/docs/report-files.md"));
  Varying out;
  bool inside = false;
  for (std::string line; std::getline(page, line);) {
    if (line.starts_with("## ")) inside = line == "## What differs when the same run is made twice";
    if (!inside || !line.starts_with("| `")) continue;
    const std::size_t middle = line.find(" | ");
    const std::string said = line.substr(middle + 3);
    std::vector<std::string> what = in_code(said);
    if (said.starts_with("all")) what = {"all"};
    for (const std::string& file : in_code(line.substr(0, middle))) out[file] = what;
  }
  if (out.empty()) throw std::runtime_error("docs/report-files.md has no list of what differs");
  return out;
}

std::vector<std::string> marked_in_schema() {
  const Json schema = Json::parse(slurp(std::string(PROOFMARK_SOURCE_DIR) + "/reports/formats/results.schema.json"));
  std::set<std::string> out;
  collect(schema, schema, "", out);
  return {out.begin(), out.end()};
}

std::string without_varying(const Varying& varying, const std::string& file, const std::string& text) {
  // The list names the files of chips by one of them.
  const auto at = varying.find(file.starts_with("chip/") ? "chip/ID.xml" : file);
  if (at == varying.end()) return text;
  std::vector<std::string> fields;
  std::string out = text;
  for (const std::string& what : at->second) {
    if (what == "all") return "";
    if (what.starts_with("section ")) {
      out = without_section(std::move(out), what.substr(8));
    } else {
      fields.push_back(what);
    }
  }
  if (file.ends_with(".json")) return blanked(out, fields);
  if (file.ends_with(".xml"))
    for (const std::string& field : fields) out = std::regex_replace(out, std::regex(" " + field + "=\"[^\"]*\""), "");
  if (!file.ends_with(".jsonl")) return out;
  // One object a line, in the order in which attempts end.
  std::istringstream lines(out);
  std::multiset<std::string> sorted;
  for (std::string line; std::getline(lines, line);) sorted.insert(blanked(line, fields));
  out.clear();
  for (const std::string& line : sorted) out += line + "\n";
  return out;
}

}  // namespace proofmark::testing
