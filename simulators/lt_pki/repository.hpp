// What the provider publishes, over HTTP: OCSP answers and the files that certificates point to, under the paths of
// the addresses in them (A4 to A14).
#pragma once
#include <memory>

#include "common/http/server.hpp"
#include "simulators/lt_pki/provider.hpp"

namespace proofmark::lt_pki {

// POST /OCSP/ocspresponder.nsc (RFC 6960 appendix A.1; the GET form is not offered), GET /cdp/NAME.crl,
// /cdp/IssuingCA-delta.crl, /aia/NAME.crt. The provider lives as long as the server.
[[nodiscard]] http::Routes repository_routes(std::shared_ptr<const Provider> provider);

}  // namespace proofmark::lt_pki
