#include "reference-impl/weakness/weakness.hpp"

#ifdef PROOFMARK_WEAKNESSES
#include <atomic>
#include <cstdio>

namespace proofmark::weakness {
namespace {

std::string& chosen() {
  static std::string name;
  return name;
}

}  // namespace

void choose(std::string name) {
  chosen() = std::move(name);
}

bool on(std::string_view name) {
  if (chosen() != name) return false;
  static std::atomic<bool> reached{false};
  if (!reached.exchange(true)) std::fprintf(stderr, "weakness %s reached\n", chosen().c_str());
  return true;
}

}  // namespace proofmark::weakness
#endif
