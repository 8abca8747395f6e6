// A file that appears under its name only when it is whole: written beside it, put in place by close().
#pragma once
#include <filesystem>
#include <memory>

#include "common/bytes.hpp"
#include "common/result.hpp"

namespace proofmark::camera {

class PartFile {
 public:
  [[nodiscard]] static Result<std::unique_ptr<PartFile>> create(const std::filesystem::path& file);
  // Without close() what was written is removed; a killed process leaves FILE.part.
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;
  // Error: the disk is full, ... Nothing more can be written then.
  [[nodiscard]] Result<void> write(ByteView data);
  // On disk and in place, or an error and neither.
  [[nodiscard]] Result<void> close();

 private:
  PartFile(std::filesystem::path file, int descriptor);
  [[nodiscard]] tl::unexpected<Error> broken(const char* what) const;

  std::filesystem::path file_, part_;
  int descriptor_;
  bool broken_ = false;
};

}  // namespace proofmark::camera
