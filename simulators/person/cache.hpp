// The cache file of prepared assets: magic, version, the package's fingerprint, the payload's length and SHA-256, then
// the payload. It is mapped into memory, so that processes on one machine share the textures.
#pragma once
#include <filesystem>
#include <memory>

#include "common/bytes.hpp"
#include "common/result.hpp"
#include "simulators/person/assets.hpp"
#include "simulators/person/package.hpp"

namespace proofmark::person {

// `fingerprint` says which package the cache was made from (32 bytes).
[[nodiscard]] Result<void> write_cache(const std::filesystem::path& file, const PreparedPackage& package,
                                       ByteView fingerprint);

// An error when the file is missing, cut, changed, of another version or of another package.
[[nodiscard]] Result<std::shared_ptr<const Assets>> read_cache(const std::filesystem::path& file, ByteView fingerprint);

}  // namespace proofmark::person
