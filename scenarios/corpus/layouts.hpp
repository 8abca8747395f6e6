// How a user's own recordings say whom and what they show: by a list, or by the names of folders and files. Nothing of
// a file's content is read here.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/corpus/manifest.hpp"

namespace proofmark::corpus {

struct Unusable {
  std::string file, reason;
};

struct Pair {
  std::string a, b;  // files
  bool same = false;
  std::uint64_t fold = 0;
};

struct Listed {
  std::vector<Record> records;     // without hash, size and probe
  std::vector<Unusable> unusable;  // names that say nothing
  std::vector<Pair> pairs;         // LFW's comparisons
};

// Columns or fields: file and subject, and where wanted kind, split, family, attacker, species, class, method,
// instrument, attack_potential, clause, device, place, session, licence. Without a kind a row with a species is an
// attack and any other bona fide. Errors name the line; an unknown column is one.
[[nodiscard]] Result<Listed> listed_in_csv(std::string_view text, const std::string& origin);
// A list of objects with those fields, all texts.
[[nodiscard]] Result<Listed> listed_in_json(std::string_view text, const std::string& origin);

// Labeled Faces in the Wild (Huang et al. 2007): pairs.txt begins with folds and pairs of each kind in a fold, or with
// pairs of each kind alone; then "NAME N M" or "NAME N OTHER M", apart by tabs. NAME's picture N is
// NAME/NAME_000N.jpg.
[[nodiscard]] Result<Listed> listed_by_lfw(std::string_view pairs, const std::string& origin);

// OULU-NPU (Boulkenafet et al. 2017): PHONE_SESSION_PERSON_TYPE with an ending; type 1 is bona fide, 2 and 3 are two
// printers, 4 and 5 two displays.
[[nodiscard]] Listed listed_by_oulu(const std::vector<std::string>& files);
// A folder for each subject; whatever lies below it is bona fide.
[[nodiscard]] Listed listed_by_folder(const std::vector<std::string>& files);

// Every file below the folder, sorted, with '/' between folders. Links to folders are not followed.
[[nodiscard]] Result<std::vector<std::string>> files_below(const std::filesystem::path& folder);

}  // namespace proofmark::corpus
