// The service's own throw-away PKI, made at first start: authority, server, relying client, seal.
#pragma once
#include <filesystem>
#include <string>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace proofmark::api {

// Makes FOLDER (mode 700) with ca.pem, server.pem/.key, relying-client.pem/.key, seal.pem/.key (chains, the own
// certificate first; keys PKCS#8 with mode 600), all at once or not at all; what is there already is checked and kept.
// The authority's key is not kept: nobody can issue another client certificate. Errors: folder not writable, files
// missing, certificates not valid at `now` or not for `name`.
[[nodiscard]] Result<void> prepare_pki(const std::filesystem::path& folder, const std::string& name, Instant now);

}  // namespace proofmark::api
