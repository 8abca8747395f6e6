// The files of the networks, each checked against the SHA-256 of its manifest entry before use.
#pragma once
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "common/bytes.hpp"
#include "common/result.hpp"

namespace proofmark::matcher {

// Where the models are: the manifest (simulators/matcher/models.json) and the folder its file names are relative to
// (setup/packages/node_modules).
struct ModelFolder {
  std::filesystem::path manifest, files;
};

// Only the named model is read. Errors: no such entry, a file that is missing or has another hash.
[[nodiscard]] Result<Bytes> read_model(const ModelFolder& folder, std::string_view name);

}  // namespace proofmark::matcher
