#include "reference-impl/weakness/weakness.hpp"

#ifdef PROOFMARK_WEAKNESSES
#include <atomic>
#include <cstdio>

namespace proofmark::weakness {
namespace {

struct Chosen {
  std::string name, note;
};

Chosen& chosen() {
  static Chosen one;
  return one;
}

}  // namespace

void choose(std::string name, std::string note) {
  chosen() = {std::move(name), std::move(note)};
}

bool on(std::string_view name) {
  if (chosen().name != name) return false;
  static std::atomic<bool> reached{false};
  if (!reached.exchange(true) && !chosen().note.empty())
    if (std::FILE* file = std::fopen(chosen().note.c_str(), "w")) std::fclose(file);
  return true;
}

}  // namespace proofmark::weakness
#endif
