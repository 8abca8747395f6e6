// `proofmark corpus import`: a user's own recordings under a manifest of the same form. Nothing is copied unless asked.
#pragma once
#include <atomic>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/corpus/layouts.hpp"

namespace proofmark::corpus {

enum class Layout { list, lfw, oulu_npu, folders };
[[nodiscard]] Result<Layout> parse_layout(std::string_view name);  // "list", "lfw", "oulu-npu", "folders"

struct ImportOptions {
  std::filesystem::path folder;  // the recordings
  std::filesystem::path out;     // new or empty; takes manifest.jsonl, unusable.txt and LFW's pairs.jsonl
  Layout layout = Layout::folders;
  std::filesystem::path list;  // layout list: a .csv or .json; lfw: pairs.txt [FOLDER/pairs.txt]
  std::string name;            // [the folder's]
  std::string licence;         // of files for which the list says none; never empty in the manifest
  std::string split;           // of files for which the list says none
  bool copy = false;           // into OUT/files
  std::size_t jobs = 0;
  const std::atomic<bool>* stop = nullptr;
};

struct Imported {
  std::size_t files = 0;
  std::vector<Unusable> unusable;  // by file
};

// Hashes and probes each file. Of no use, each with its reason: what is not there, is no film or picture, is damaged,
// leads out of the folder, has the same bytes as a file before it, or lacks a licence.
[[nodiscard]] Result<Imported> import_corpus(const ImportOptions& options);

}  // namespace proofmark::corpus
