#pragma once
#include <filesystem>

namespace proofmark::test {

inline std::filesystem::path models_folder() {
  return std::filesystem::path(PROOFMARK_SOURCE_DIR) /
         "setup/packages/node_modules/faceplugin-face-recognition-js/model";
}
inline std::filesystem::path manifest_file() {
  return std::filesystem::path(PROOFMARK_SOURCE_DIR) / "reference-impl/face/models.json";
}
inline std::filesystem::path thresholds_file() {
  return std::filesystem::path(PROOFMARK_SOURCE_DIR) / "reference-impl/config/thresholds.json";
}

}  // namespace proofmark::test
