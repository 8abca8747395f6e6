#include <cmath>
#include <limits>
#include <set>

#include "scenarios/corpus/apart.hpp"
#include "scenarios/corpus/check.hpp"

namespace proofmark::corpus {
namespace {

bool counts(const Record& record) {
  return record.split == "development" || record.split == "evaluation";
}

// Of each thing the split in which it was met first, and whether its leak was said.
class Shared {
 public:
  Shared(std::string what, std::vector<Finding>& findings) : what_(std::move(what)), findings_(findings) {}
  void meet(const std::string& thing, const Record& record) {
    if (thing.empty()) return;
    const auto [at, first] = seen_.emplace(thing, record.split);
    if (first || at->second == record.split || !said_.insert(thing).second) return;
    findings_.push_back({Finding::Kind::leak, record.file, what_ + " " + thing + " in both splits"});
  }

 private:
  std::string what_;
  std::vector<Finding>& findings_;
  std::map<std::string, std::string> seen_;
  std::set<std::string> said_;
};

// The species as the manifest shows it: each parameter's range is that of the values drawn.
void widen(attack::Species& species, const Record& record) {
  species.id = record.species;
  species.split = record.split;
  species.attack_class = record.attack_class;
  species.method = record.method;
  species.instrument = record.instrument;
  species.material = record.material;
  species.choices = record.choices;
  for (const auto& [name, value] : record.parameters) {
    const double above = std::nextafter(value, std::numeric_limits<double>::infinity());
    const auto [at, first] = species.parameters.emplace(name, attack::Range{value, above});
    if (first) continue;
    at->second.low = std::min(at->second.low, value);
    at->second.high = std::max(at->second.high, above);
  }
}

void species_that_meet(const std::vector<Record>& records, std::vector<Finding>& findings) {
  std::map<std::string, attack::Species> known;
  std::map<std::string, std::string> first_file;
  for (const Record& record : records) {
    // Imported ones say nothing of how they were made.
    if (!counts(record) || record.species.empty() || record.parameters.empty()) continue;
    widen(known[record.split + "/" + record.species], record);
    first_file.emplace(record.split + "/" + record.species, record.file);
  }
  for (const auto& [place, one] : known)
    for (const auto& [other_place, other] : known)
      if (one.split == "development" && other.split == "evaluation" && one.id != other.id && !apart(one, other))
        findings.push_back({Finding::Kind::leak, first_file.at(place),
                            "species " + one.id + " and " + other.id + ": nothing that was drawn tells them apart"});
}

}  // namespace

std::vector<Finding> leaks(const std::vector<Record>& records) {
  std::vector<Finding> findings;
  Shared people("person", findings), kin("family", findings), species("species", findings), units("unit", findings),
      bytes("content", findings);
  for (const Record& record : records) {
    if (!counts(record)) continue;
    people.meet(record.subject, record);
    people.meet(record.attacker, record);
    kin.meet(record.family, record);
    species.meet(record.species, record);
    bytes.meet(record.sha256, record);
    if (record.unit) units.meet(record.device + " " + std::to_string(*record.unit), record);
  }
  species_that_meet(records, findings);
  return findings;
}

}  // namespace proofmark::corpus
