// The face models of the service: ONNX files named by a manifest and checked against their SHA-256 before use.
// A model is data: replace a file and its manifest entry to run the service with another one.
#pragma once
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/bytes.hpp"
#include "common/result.hpp"

namespace proofmark::face {

struct ModelEntry {
  std::string name;           // what the service asks for: "detect", "landmark", "feature", "liveness", "eye"
  std::string file;           // plain file name inside the models' folder
  std::string sha256;         // lower-case hex
  std::string licence;        // SPDX identifier
  std::string provenance;     // where it comes from and what is not known about it
  std::string input, output;  // shape, colour order and value range, for a reader who replaces the file
};

struct Manifest {
  std::vector<ModelEntry> models;
};

// Reads reference-impl/face/models.json; every model the service needs must be named once.
[[nodiscard]] Result<Manifest> read_manifest(const std::filesystem::path& file);

// The checked contents of the model files: read-only, shared by all sessions of a process.
class Models {
 public:
  [[nodiscard]] ByteView bytes_of(std::string_view name) const;  // empty when there is no such model
  [[nodiscard]] const Manifest& manifest() const { return manifest_; }

 private:
  friend Result<std::shared_ptr<const Models>> load_models(const std::filesystem::path&, const Manifest&);
  Manifest manifest_;
  std::vector<Bytes> contents_;
};

// Reads every file of the manifest from `folder`. Errors: file missing or unreadable, hash differs, not a network that
// OpenCV's reader takes.
[[nodiscard]] Result<std::shared_ptr<const Models>> load_models(const std::filesystem::path& folder,
                                                                const Manifest& manifest);

}  // namespace proofmark::face
