// What a target's input makes the program hold at once, by the sanitizer's own count.
#pragma once
#include <sanitizer/allocator_interface.h>

#include "tests/fuzz/fuzz.hpp"

namespace proofmark::fuzz {

// Ends the run when the heap grows by more than `most` bytes while this object lives. One at a time.
class HeapLimit {
 public:
  explicit HeapLimit(std::size_t most) {
    static const int installed = __sanitizer_install_malloc_and_free_hooks(taken, given_back);
    require(installed > 0);
    live() = 0;
    limit() = static_cast<std::ptrdiff_t>(most);
  }
  ~HeapLimit() { limit() = PTRDIFF_MAX; }
  HeapLimit(const HeapLimit&) = delete;
  HeapLimit& operator=(const HeapLimit&) = delete;

 private:
  // What was taken before this object was made and is given back meanwhile counts against what is taken: it makes the
  // limit a little wider, never narrower.
  static std::ptrdiff_t& live() {
    static std::ptrdiff_t bytes = 0;
    return bytes;
  }
  static std::ptrdiff_t& limit() {
    static std::ptrdiff_t bytes = PTRDIFF_MAX;
    return bytes;
  }
  static void taken(const volatile void*, std::size_t size) {
    live() += static_cast<std::ptrdiff_t>(size);
    if (live() > limit()) __builtin_trap();
  }
  static void given_back(const volatile void* memory) {
    if (memory != nullptr)
      live() -= static_cast<std::ptrdiff_t>(__sanitizer_get_allocated_size(const_cast<const void*>(memory)));
  }
};

}  // namespace proofmark::fuzz
