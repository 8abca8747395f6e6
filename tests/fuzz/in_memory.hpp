// A file that lives in memory, for readers that take a path.
#pragma once
#include <sys/mman.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "tests/fuzz/fuzz.hpp"

namespace proofmark::fuzz {

// The bytes under a name of /proc/self/fd that is the same in every run. Nothing else of the program may be open there.
inline std::filesystem::path in_memory(std::string_view bytes) {
  constexpr int place = 100;
  static const bool made = [] {
    const int file = ::memfd_create("fuzz", 0);
    return file >= 0 && ::dup2(file, place) == place && ::close(file) == 0;
  }();
  require(made && ::ftruncate(place, 0) == 0);
  require(::pwrite(place, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
  return "/proc/self/fd/" + std::to_string(place);
}

}  // namespace proofmark::fuzz
