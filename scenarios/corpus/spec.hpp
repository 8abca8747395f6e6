// What a corpus is to hold, written by people (docs/corpus.md has every field). The same specification, seed and
// programs give the same files.
//
// {"format": "proofmark-corpus/1", "name", "description", "licence", "seed", "people": "default" or a file's name of
//  simulators/person/populations, "today": "2026-03-02", "seconds": 0.5 to 60, "devices": [...], "units", "places":
//  [...], "scripts": [[{"action", "at", "window"}]],
//  "splits": [{"split", "persons": {"first", "count"}, "portraits": true|false, "bona_fide": clips of each person,
//              "species": "all" or [...], "attempts": of each species, "ranges": {SPECIES: {PARAMETER: [low, high]}}}]}
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "attacks/species.hpp"
#include "simulators/camera/challenge.hpp"

namespace proofmark::corpus {

inline constexpr const char* kSpecFormat = "proofmark-corpus/1";
inline constexpr const char* kHome = "home";              // the rooms that suites draw, beside the places by name
inline constexpr const char* kDefaultPeople = "default";  // residents of Lithuania by rule, as the suites have them

// One thing that the phone asks, in seconds of the clip.
struct Asked {
  camera::Action action{};
  double at = 0, window = 2;
};
using Script = std::vector<Asked>;  // in order, none before the one ahead of it is over

// "development": thresholds may be set on it. "evaluation": figures are measured on it. "demonstration": to look at,
// and alone in its corpus, for it takes species of both.
enum class Split { development, evaluation, demonstration };
[[nodiscard]] std::string_view name_of(Split split);

struct SplitSpec {
  Split split{};
  std::uint64_t first = 0, count = 0;  // persons
  bool portraits = false;
  std::uint64_t bona_fide = 0;  // clips of each person
  bool all_species = false;
  std::vector<std::string> species;  // unless all
  std::uint64_t attempts = 0;        // of each species
  // Narrower than the species' own.
  std::map<std::string, std::map<std::string, attack::Range>> ranges;
};

struct Spec {
  std::string name, description, licence;
  std::uint64_t seed = 0;
  std::string people;
  std::chrono::year_month_day today;
  double seconds = 0;
  std::vector<std::string> devices, places;
  std::uint64_t units = 1;  // of each device's model, in each split
  std::vector<Script> scripts;
  std::vector<SplitSpec> splits;
};

inline constexpr std::uint64_t kMostFiles = 1'000'000;

// Strict; an error names the place. Persons of the development split are those from person::kDevelopment on, and of the
// evaluation split those below: no identity can be in both, in this corpus or in another one.
[[nodiscard]] Result<Spec> parse_spec(const std::string& text, const std::string& origin);

}  // namespace proofmark::corpus
