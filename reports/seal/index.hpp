// index.json: every file of a folder with its role, size and SHA-256.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "common/result.hpp"

namespace proofmark::reports {

struct IndexEntry {
  std::string path;  // relative to the folder, '/' between parts, UTF-8
  std::string role;  // "plan", "observations", ...: what the file is for
  std::uint64_t bytes = 0;
  std::string sha256;  // lower-case hex
};

struct Index {
  std::vector<IndexEntry> files;  // sorted by path
};

// What a file of a run folder is, by its name; "other" for what no report wrote.
[[nodiscard]] std::string_view role_of(std::string_view path);

// Reads every file below `folder` but the index, its seal and its timestamp. What is neither a file nor a folder is
// refused: a link shows other content tomorrow without a change here.
[[nodiscard]] Result<Index> index_folder(const std::filesystem::path& folder);

struct FolderListing {
  std::vector<std::string> files;  // sorted
  std::vector<std::string> odd;    // links, devices, sockets, names that are not UTF-8 (those escaped); sorted
};
[[nodiscard]] Result<FolderListing> list_folder(const std::filesystem::path& folder);

struct FileDigest {
  std::uint64_t bytes = 0;
  std::string sha256;
};
[[nodiscard]] Result<FileDigest> digest_file(const std::filesystem::path& file);

[[nodiscard]] std::string index_to_json(const Index& index);  // same index, same bytes
// Strict: paths are relative, without "." or "..", sorted and unique; unknown fields are refused.
[[nodiscard]] Result<Index> index_from_json(std::string_view text);

}  // namespace proofmark::reports
