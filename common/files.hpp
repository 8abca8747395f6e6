// Whole files. A file that is written appears complete or not at all.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "common/bytes.hpp"

namespace proofmark {

[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& file, std::size_t limit = std::size_t{1} << 30U);
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& file);
// Writes beside the target, flushes to disk and renames. A full disk leaves the old file as it was.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& file, ByteView content);
[[nodiscard]] Result<void> write_text(const std::filesystem::path& file, std::string_view content);

}  // namespace proofmark
