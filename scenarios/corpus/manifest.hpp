// manifest.jsonl of a corpus folder, made or imported: one line that says what it is, and one for each file.
//
// {"format": "proofmark-corpus-manifest/1", "name", "description", "origin": "made" or "imported", "root",
// "plan_sha256",
//  "harness"}; root: the folder of the files, "." for the manifest's own
// {"file", "kind", "subject", "licence", "sha256", "bytes", "container", "codec", "width", "height", ...}: Record; what
// is empty or does not apply is left out
#pragma once
#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/media/probe.hpp"
#include "common/result.hpp"

namespace proofmark::corpus {

inline constexpr const char* kManifestFormat = "proofmark-corpus-manifest/1";
inline constexpr const char* kManifestFile = "manifest.jsonl";
inline constexpr const char* kMakingFile = "making.jsonl";  // in its place until all files are there (making.hpp)

struct Header {
  std::string name, description;
  bool made = false;
  std::string root = ".";
  std::string plan_sha256;  // of made ones: specification, list of files, ranges of the species
  std::string harness;      // version
  bool operator==(const Header&) const = default;
};

struct AskedThen {
  std::string action;
  std::uint64_t at_ms = 0, over_ms = 0;
  bool operator==(const AskedThen&) const = default;
};

struct Record {
  std::string file;                           // below the root; '/' between folders, climbs nowhere
  std::string kind;                           // "portrait", "bona_fide", "attack"
  std::string split;                          // "development", "evaluation", "demonstration"; "": not said
  std::string subject;                        // whose identity is shown
  std::string family;                         // whoever has the same one is kin
  std::map<std::string, std::string> groups;  // {"sex": "female", ...}
  std::string attacker;                       // who else is in it
  std::string species, attack_class, method, instrument, material, attack_potential, clause;
  std::map<std::string, double> parameters;  // as drawn
  std::map<std::string, std::string> choices;
  std::string stream;  // of made ones: seed and name of the random stream that everything in it comes from
  std::string device;
  std::optional<std::uint64_t> unit;
  std::string place, session;
  std::vector<AskedThen> asked;
  std::string licence;
  std::string sha256;
  std::uint64_t bytes = 0;
  std::string container, codec;
  std::uint64_t width = 0, height = 0, frames = 0, milliseconds = 0;  // the last two 0 for a still
  bool operator==(const Record&) const = default;
};

struct Manifest {
  Header header;
  std::vector<Record> records;
};

// Names below a folder that lead out of none: no empty part, no "." or "..", no control character, at most 1,024 bytes.
[[nodiscard]] bool stays_below(std::string_view path);

[[nodiscard]] std::string header_line(const Header& header);  // without the line's end
[[nodiscard]] std::string record_line(const Record& record);
// Strict: unknown and doubled fields, a path that climbs out, a file twice, a hash that is none are errors; each names
// the line. `whole` false: a last line without its end, as a killed writer leaves it, is left out.
[[nodiscard]] Result<Manifest> parse_manifest(std::string_view text, const std::string& origin, bool whole = true);
[[nodiscard]] Result<Manifest> read_manifest(const std::filesystem::path& folder);

// Written whole or not at all.
[[nodiscard]] Result<void> write_manifest(const std::filesystem::path& folder, const Manifest& manifest);

// Size, hash and probe of the file into the record.
[[nodiscard]] Result<void> take_facts(const std::filesystem::path& file, Record& record);
void take_facts(const media::MediaFacts& facts, Record& record);

}  // namespace proofmark::corpus
