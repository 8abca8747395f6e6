// The hash of a file of any size, read in pieces.
#pragma once
#include <cstdint>
#include <filesystem>
#include <string>

#include "common/result.hpp"

namespace proofmark {

struct FileDigest {
  std::uint64_t bytes = 0;
  std::string sha256;  // 64 hexadecimal digits, small letters
};

// Only a regular file: a pipe or a device would never end. Error: it cannot be read to its end.
[[nodiscard]] Result<FileDigest> digest_of(const std::filesystem::path& file);

}  // namespace proofmark
