// DSA keys as issuers may have them (ICAO 9303-12 section 4.1.6, FIPS 186-4): only ever verified with here.
#pragma once
#include <optional>

#include "common/pki/key.hpp"

namespace proofmark::pki {

struct DsaSizes {
  std::size_t prime = 0;     // bits of p
  std::size_t subgroup = 0;  // bits of q
};
// None for a key of another kind and for one that leaves its parameters to its authority's (RFC 3279 section 2.3.2):
// 9303-12 has every certificate name its own.
[[nodiscard]] std::optional<DsaSizes> dsa_sizes(const Key& key);

}  // namespace proofmark::pki
