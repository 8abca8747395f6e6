// A folder of its own for one test, gone with it.
#pragma once
#include <stdlib.h>  // mkdtemp is POSIX

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace proofmark::test {

class TemporaryFolder {
 public:
  // Throws where no folder can be made: the test has nothing to stand on.
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "proofmark-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::system_error(errno, std::generic_category(), pattern);
    path_ = pattern;
  }
  // What cannot be removed stays: an exception from here would end the program and hide which test had failed.
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace proofmark::test
