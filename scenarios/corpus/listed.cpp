// Lists of recordings: CSV and JSON.
#include <algorithm>
#include <map>
#include <set>

#include "reports/formats/json_fields.hpp"
#include "scenarios/corpus/csv.hpp"
#include "scenarios/corpus/layouts.hpp"
#include "scenarios/corpus/spec.hpp"

namespace proofmark::corpus {
namespace {

const std::map<std::string, std::string Record::*>& columns() {
  static const std::map<std::string, std::string Record::*> all{{"file", &Record::file},
                                                                {"kind", &Record::kind},
                                                                {"split", &Record::split},
                                                                {"subject", &Record::subject},
                                                                {"family", &Record::family},
                                                                {"attacker", &Record::attacker},
                                                                {"species", &Record::species},
                                                                {"class", &Record::attack_class},
                                                                {"method", &Record::method},
                                                                {"instrument", &Record::instrument},
                                                                {"attack_potential", &Record::attack_potential},
                                                                {"clause", &Record::clause},
                                                                {"device", &Record::device},
                                                                {"place", &Record::place},
                                                                {"session", &Record::session},
                                                                {"licence", &Record::licence}};
  return all;
}

tl::unexpected<Error> wrong(const std::string& where, const std::string& expected, const std::string& observed) {
  return fail(where, expected, observed.substr(0, 120), "Correct the list.");
}

std::string known_columns() {
  std::string names;
  for (const auto& [name, ignored] : columns()) names += (names.empty() ? "" : ", ") + name;
  return names;
}

// Of one line, with what it leaves out.
Result<void> take(Record record, const std::string& where, std::set<std::string>& seen, Listed& listed) {
  if (record.kind.empty()) record.kind = record.species.empty() ? "bona_fide" : "attack";
  if (!stays_below(record.file)) return wrong(where, "a file below the folder", "'" + record.file + "'");
  if (!seen.insert(record.file).second) return wrong(where, "each file once", "'" + record.file + "' twice");
  if (record.subject.empty()) return wrong(where, "a subject", "none");
  if (record.kind != "portrait" && record.kind != "bona_fide" && record.kind != "attack")
    return wrong(where, "kind portrait, bona_fide or attack", "'" + record.kind + "'");
  if ((record.kind == "attack") == record.species.empty())
    return wrong(where, "a species for attacks, and for them alone", record.kind + " with '" + record.species + "'");
  if (!record.split.empty() && record.split != "development" && record.split != "evaluation" &&
      record.split != "demonstration")
    return wrong(where, "split development, evaluation or demonstration", "'" + record.split + "'");
  listed.records.push_back(std::move(record));
  return {};
}

}  // namespace

Result<Listed> listed_in_csv(std::string_view text, const std::string& origin) {
  PROOFMARK_TRY(const auto rows, parse_csv(text, origin));
  if (rows.empty()) return wrong(origin, "a first line with the columns' names", "an empty file");
  std::vector<std::string Record::*> fields;
  std::set<std::string> names;
  for (const std::string& name : rows.front()) {
    const auto found = columns().find(name);
    if (found == columns().end() || !names.insert(name).second)
      return wrong(origin + " line 1", "columns, each once, of: " + known_columns(), "'" + name + "'");
    fields.push_back(found->second);
  }
  if (!names.contains("file") || !names.contains("subject"))
    return wrong(origin + " line 1", "the columns file and subject", "others");
  Listed listed;
  std::set<std::string> seen;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    Record record;
    for (std::size_t k = 0; k < fields.size(); ++k) record.*fields[k] = rows[i][k];
    PROOFMARK_CHECK(take(std::move(record), origin + " row " + std::to_string(i + 1), seen, listed));
  }
  return listed;
}

Result<Listed> listed_in_json(std::string_view text, const std::string& origin) {
  const auto json = reports::parse_json(text, origin);
  if (!json) return wrong(origin, json.error().expected, json.error().observed);
  if (!json->is_array() || json->size() > kMostFiles)
    return wrong(origin, "a list of at most " + std::to_string(kMostFiles) + " objects", json->type_name());
  Listed listed;
  std::set<std::string> seen;
  for (std::size_t i = 0; i < json->size(); ++i) {
    const std::string where = origin + " at /" + std::to_string(i);
    const auto& one = (*json)[i];
    if (!one.is_object()) return wrong(where, "an object", one.type_name());
    Record record;
    for (const auto& [name, value] : one.items()) {
      const auto found = columns().find(name);
      if (found == columns().end()) return wrong(where, "fields of: " + known_columns(), "'" + name + "'");
      if (!value.is_string()) return wrong(where + "/" + name, "a text", value.type_name());
      record.*found->second = value.get<std::string>();
    }
    PROOFMARK_CHECK(take(std::move(record), where, seen, listed));
  }
  return listed;
}

}  // namespace proofmark::corpus
