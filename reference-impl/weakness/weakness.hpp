// Planted weaknesses: one at a time, in a build of the service that exists only to measure how many of them the tests
// of a service find. In the service itself every guard is the constant false and leaves nothing behind.
//   if (!PROOFMARK_WEAKNESS(expiry_unchecked) && now >= end) return failed(...);
// Each name stands in one guard and in one file of the list (scenarios/sensitivity/weaknesses/NAME.json).
#pragma once

#ifdef PROOFMARK_WEAKNESSES
#include <string>
#include <string_view>

namespace proofmark::weakness {

// Before any thread starts; empty: none. `note`: a file that is made when its guard is reached for the first time; may
// be empty.
void choose(std::string name, std::string note);
// True for the chosen one.
[[nodiscard]] bool on(std::string_view name);

}  // namespace proofmark::weakness
#define PROOFMARK_WEAKNESS(name) (::proofmark::weakness::on(#name))
#else
#define PROOFMARK_WEAKNESS(name) false
#endif
