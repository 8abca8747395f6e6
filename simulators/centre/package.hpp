// What the relying side does with a sealed identity package: it believes nothing that the seal does not carry.
// docs/interface.md "The sealed package"; RFC 7515, RFC 7518 section 3.4.
#pragma once
#include <nlohmann/json.hpp>
#include <string>

#include "common/clock.hpp"
#include "common/result.hpp"
#include "simulators/centre/dialect.hpp"

namespace proofmark::centre {

struct Package {
  bool accepted = false;
  nlohmann::json claims;  // as sealed; every mandatory field of docs/interface.md is present and has its type
  std::string compact;    // the JWS as received
  std::string sha256;     // of `compact`, hex
};

// Checks, in this order: JWS form and header (ES256, typ, x5c), the chain of x5c to `ca_pem` at `now`, the signature,
// the claims' form, their binding to `order` and `reference`, the time of issue, and that the decision agrees with the
// checks and the checks with the steps of the inspection, where these are stated. The first that does not hold is the
// error. With a `dialect` the claims are read in the provider's words.
[[nodiscard]] Result<Package> verify_package(const std::string& compact, const std::string& ca_pem, Instant now,
                                             const std::string& order, const std::string& reference,
                                             const Dialect* dialect = nullptr);

// The part of it that looks at the claims in the interface's own words: form, binding, time of issue,
// decision, steps.
[[nodiscard]] Result<void> check_claims(const nlohmann::json& claims, Instant now, const std::string& order,
                                        const std::string& reference);

}  // namespace proofmark::centre
