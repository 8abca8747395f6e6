// Whole files. A file that is written appears complete or not at all.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "common/bytes.hpp"

namespace proofmark {

[[nodiscard]] Result<Bytes> read_file(const std::filesystem::path& file, std::size_t limit = std::size_t{1} << 30U);
[[nodiscard]] Result<std::string> read_text(const std::filesystem::path& file);
// Writes beside the target, flushes to disk and renames. A full disk leaves the old file as it was.
[[nodiscard]] Result<void> write_file(const std::filesystem::path& file, ByteView content);
[[nodiscard]] Result<void> write_text(const std::filesystem::path& file, std::string_view content);

// The process that writes this file, when it is one that is not yet complete.
[[nodiscard]] std::optional<long> writer_of_partial(const std::filesystem::path& file);
// Removes below the folder what a killed process left of files that it was writing; those of a living one stay.
void remove_partial_files(const std::filesystem::path& folder);

}  // namespace proofmark
