// What people and other people's collections say of films: a corpus's specification, its manifest, lists in CSV and
// JSON, LFW's pairs, names of files; the first byte says which.
#include "scenarios/corpus/csv.hpp"
#include "scenarios/corpus/layouts.hpp"
#include "scenarios/corpus/spec.hpp"
#include "simulators/person/population.hpp"
#include "tests/fuzz/fuzz.hpp"

namespace {

using namespace proofmark;  // NOLINT: a program of one file
using fuzz::require;

void spec_of(const std::string& text) {
  const auto spec = corpus::parse_spec(text, "spec.json");
  if (!spec) return require(!spec.error().expected.empty());
  require(!spec->devices.empty() && !spec->places.empty() && !spec->scripts.empty() && !spec->splits.empty());
  for (const corpus::SplitSpec& split : spec->splits) {
    require(split.count > 0);
    if (split.split == corpus::Split::development) require(split.first >= person::kDevelopment);
    if (split.split == corpus::Split::evaluation) require(split.first + split.count <= person::kDevelopment);
  }
}

// What is read can be written, and the written is read as the same.
void manifest_of(const std::string& text) {
  const auto manifest = corpus::parse_manifest(text, "manifest.jsonl");
  if (!manifest) return require(!manifest.error().expected.empty());
  std::string written = corpus::header_line(manifest->header) + "\n";
  for (const corpus::Record& record : manifest->records) {
    require(corpus::stays_below(record.file));
    written += corpus::record_line(record) + "\n";
  }
  const auto again = corpus::parse_manifest(written, "manifest.jsonl");
  require(again.has_value() && again->header == manifest->header && again->records == manifest->records);
}

void list_of(const Result<corpus::Listed>& listed) {
  if (!listed) return require(!listed.error().expected.empty());
  for (const corpus::Record& record : listed->records)
    require(corpus::stays_below(record.file) && !record.subject.empty() && corpus::is_utf8(record.subject));
}

void csv_of(const std::string& text) {
  list_of(corpus::listed_in_csv(text, "list.csv"));
}
void json_of(const std::string& text) {
  list_of(corpus::listed_in_json(text, "list.json"));
}
void lfw_of(const std::string& text) {
  list_of(corpus::listed_by_lfw(text, "pairs.txt"));
}
void names_of(const std::string& text) {
  for (const corpus::Listed& listed : {corpus::listed_by_oulu({text}), corpus::listed_by_folder({text})})
    require(listed.records.size() + listed.unusable.size() == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return fuzz::read_by_first_byte(data, size, spec_of, manifest_of, csv_of, json_of, lfw_of, names_of);
}
