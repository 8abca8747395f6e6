// How a provider's full service is reached over HTTPS: addresses, credentials and its own words for the interface.
// The form is scenarios/subjects/mapping.schema.json; docs/connect-your-service.md explains it.
#pragma once
#include <filesystem>
#include <string>

#include "scenarios/subjects/https_session.hpp"

namespace proofmark::subjects {

struct Mapping {
  std::string name;  // of the subject, for the report
  HttpsRoute route;
  std::string thresholds_set_on;  // empty: not stated
};

// Strict; an error names the field ("mapping.json: relying.url ..."). Paths in it are relative to its folder; the files
// that it names are there.
[[nodiscard]] Result<Mapping> read_mapping(const std::filesystem::path& file);

}  // namespace proofmark::subjects
