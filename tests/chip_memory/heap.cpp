#include "tests/chip_memory/heap.hpp"

#include <malloc.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdlib>

// glibc's own functions, under the names that are left when a program replaces the public ones.
extern "C" {
void* __libc_malloc(std::size_t size);
void* __libc_calloc(std::size_t count, std::size_t size);
void* __libc_realloc(void* old, std::size_t size);
void* __libc_memalign(std::size_t alignment, std::size_t size);
void __libc_free(void* memory);
}

namespace {

std::atomic<std::int64_t> live_bytes{0};
std::atomic<std::int64_t> most_bytes{0};

void* counted(void* memory) {
  if (memory == nullptr) return memory;
  const std::int64_t now = live_bytes += static_cast<std::int64_t>(::malloc_usable_size(memory));
  std::int64_t most = most_bytes;
  while (now > most && !most_bytes.compare_exchange_weak(most, now)) {
  }
  return memory;
}

void gone(void* memory) {
  if (memory != nullptr) live_bytes -= static_cast<std::int64_t>(::malloc_usable_size(memory));
}

}  // namespace

extern "C" {

void* malloc(std::size_t size) noexcept {
  return counted(__libc_malloc(size));
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  return counted(__libc_calloc(count, size));
}
// Counted as a copy would be: old and new stand side by side while it is made.
void* realloc(void* old, std::size_t size) noexcept {
  const auto before = old == nullptr ? 0 : static_cast<std::int64_t>(::malloc_usable_size(old));
  void* const memory = counted(__libc_realloc(old, size));
  if (memory != nullptr || size == 0) live_bytes -= before;
  return memory;
}
void free(void* memory) noexcept {
  gone(memory);
  __libc_free(memory);
}
void* memalign(std::size_t alignment, std::size_t size) noexcept {
  return counted(__libc_memalign(alignment, size));
}
void* aligned_alloc(std::size_t alignment, std::size_t size) noexcept {
  return counted(__libc_memalign(alignment, size));
}
int posix_memalign(void** memory, std::size_t alignment, std::size_t size) noexcept {
  void* const made = counted(__libc_memalign(alignment, size));
  if (made == nullptr) return ENOMEM;
  *memory = made;
  return 0;
}
}

namespace proofmark::heap {

std::int64_t live() {
  return live_bytes;
}

Growth::Growth() : before_(live_bytes) {
  most_bytes = before_;
}

std::int64_t Growth::peak() const {
  return most_bytes - before_;
}

}  // namespace proofmark::heap
