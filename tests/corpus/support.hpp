// What the tests of this folder share.
#pragma once
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>

#include "common/files.hpp"
#include "scenarios/corpus/manifest.hpp"
#include "scenarios/runner/project.hpp"
#include "tests/common/temporary_folder.hpp"

namespace proofmark::corpus {

using test::TemporaryFolder;

inline void put(const std::filesystem::path& file, const std::string& text) {
  std::filesystem::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

// PROOFMARK_PACKAGES names the packages where they lie elsewhere.
inline runner::Project project() {
  return runner::find_project(PROOFMARK_SOURCE_DIR, "").value();
}

// A specification of two splits that holds.
inline nlohmann::json small_spec() {
  return nlohmann::json::parse(R"({"format": "proofmark-corpus/1", "name": "small", "description": "d", "licence": "l",
    "seed": 3, "people": "default", "today": "2026-03-02", "seconds": 0.5, "devices": ["phone"], "units": 2,
    "places": ["home"], "scripts": [[{"action": "blink", "at": 0.1, "window": 0.5}]],
    "splits": [
      {"split": "development", "persons": {"first": 1000000, "count": 2}, "portraits": true, "bona_fide": 1,
       "species": ["print-photograph-laser"], "attempts": 3},
      {"split": "evaluation", "persons": {"first": 0, "count": 3}, "portraits": false, "bona_fide": 2,
       "species": [], "attempts": 0}]})");
}

// A record that holds; its hash is that of nothing.
inline Record small_record(const std::string& file) {
  Record record;
  record.file = file;
  record.kind = "bona_fide";
  record.subject = "a";
  record.licence = "l";
  record.sha256 = std::string(64, '0');
  record.container = "mp4";
  record.codec = "h264";
  record.bytes = 1;
  record.width = record.height = 64;
  return record;
}

}  // namespace proofmark::corpus
