// A species (ISO/IEC 30107-1: a class of attack instruments made by one production method) is a data file.
//
// {"id": "print-a4-matte", "class": "print", "name": "...", "clause": "...", "split": "evaluation",
//  "attack_potential": "basic", "material": "document_photo",
//  "cost": {"hours": [1, 2], "euro": [1, 5], "source": "..."},
//  "parameters": {"distance": [0.9, 1.1], ...}, "choices": {"finish": "matte", ...}}
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/random.hpp"
#include "common/result.hpp"

namespace proofmark::attack {

struct Range {
  double low = 0, high = 0;
};

// What the making of one instrument takes, after a published source.
struct Cost {
  Range hours, euro;
  std::string source;
};

struct Species {
  std::string id;                // unique among all classes
  std::string attack_class;      // one of attack_classes(): the folder's name
  std::string name;              // the PAI species in words, for reports
  std::string clause;            // where the standards ask for it
  std::string split;             // "evaluation" or "development": thresholds are set on the latter only
  std::string attack_potential;  // "basic", "enhanced-basic", "moderate", "high" (CEM, as TS 119 461 uses it)
  std::string method;            // in the camera's place: the injection attack method (IAM, CEN/TS 18099); else empty
  std::string instrument;        // in the camera's place: the injection attack instrument (IAI); else empty
  std::string material;          // what of the victim it needs: "document_photo", "photograph", "recording", "kinship"
  std::optional<Cost> cost;      // none where nothing is published
  std::map<std::string, Range> parameters;  // each presentation draws its own value
  std::map<std::string, std::string> choices;

  // A value of the parameter's range, from the stream of that name; an absent parameter gives `otherwise`.
  [[nodiscard]] double draw(const std::string& parameter, double otherwise, const SeededRandom& seed) const;
  [[nodiscard]] std::string choice(const std::string& key, const std::string& otherwise) const;
  // Error when the file names a parameter or choice that the mechanism does not know: a misspelt one would be ignored.
  [[nodiscard]] Result<void> allow(const std::vector<std::string>& known_parameters,
                                   const std::map<std::string, std::vector<std::string>>& known_choices) const;
};

[[nodiscard]] Result<Species> parse_species(const std::string& json_text, const std::string& origin);
[[nodiscard]] Result<Species> load_species(const std::filesystem::path& file);
// All of `attacks_folder`/*/species/*.json of attack_classes(), sorted by id; an id that appears twice is an error.
[[nodiscard]] Result<std::vector<Species>> load_all_species(const std::filesystem::path& attacks_folder);

}  // namespace proofmark::attack
