// The rooms of the service bound to what the configuration names: trusted certificates, models, thresholds.
#pragma once
#include "reference-impl/api/config.hpp"

namespace proofmark::api {

// Sets parts.inspect and parts.open_video, and the thresholds' hash in the settings. Errors: trust folder empty, model
// missing or with another hash, thresholds unreadable.
[[nodiscard]] Result<void> load_real_parts(Config& config, Parts& parts);

}  // namespace proofmark::api
