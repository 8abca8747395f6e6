// The service's configuration file. JSON; paths in it are relative to the file's own folder.
#pragma once
#include <filesystem>
#include <string>

#include "reference-impl/api/service.hpp"

namespace proofmark::api {

struct Config {
  std::string name = "localhost";  // host name in the server's certificate beside localhost and 127.0.0.1
  Settings settings;
  std::filesystem::path trust;           // folder with csca/*.cer and crl/*.crl
  std::filesystem::path models;          // folder of the model files
  std::filesystem::path model_manifest;  // see face/models.json
  std::filesystem::path thresholds;      // see config/thresholds.json
  registers::Settings registers;         // url empty: none
  chip::InspectionPolicy inspection;  // of the file that the field `inspection` names; without it as policy.hpp has it
};

// Options of the command line that take the place of a field; empty ones do not.
struct ConfigOverrides {
  std::filesystem::path trust, models;
};

// Errors name the field: unknown, missing, of another type or out of its range.
[[nodiscard]] Result<Config> read_config(const std::filesystem::path& file, const ConfigOverrides& overrides = {});

}  // namespace proofmark::api
