// The live bytes of this process's heap, counted exactly: malloc and its family are replaced in the whole program, so
// that OpenCV's, OpenJPEG's, libjpeg's and OpenSSL's memory counts as the project's own does. glibc alone; sanitizers
// bring an allocator of their own.
#pragma once
#include <cstdint>

namespace proofmark::heap {

// Bytes that may be used, as malloc_usable_size() says, which is never less than what was asked for.
[[nodiscard]] std::int64_t live();

// The most that was live since this object was made, over what was live then.
class Growth {
 public:
  Growth();
  [[nodiscard]] std::int64_t peak() const;

 private:
  std::int64_t before_;
};

}  // namespace proofmark::heap
