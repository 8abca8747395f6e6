// The trust folder as a set of files, read and exchanged as one. Private to common/pki.
#pragma once
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "common/bytes.hpp"
#include "common/result.hpp"

namespace proofmark::pki {

using TrustFiles = std::map<std::string, Bytes>;  // path within the folder -> content

// Every regular file of the folder and its subfolders; empty when there is no folder. Errors: links or other special
// files, more than 256 MiB.
[[nodiscard]] Result<TrustFiles> read_trust_files(const std::filesystem::path& folder);

// Only one import at a time; the lock goes with the process.
class TrustLock {
 public:
  [[nodiscard]] static Result<std::unique_ptr<TrustLock>> take(const std::filesystem::path& folder);
  ~TrustLock();
  TrustLock(const TrustLock&) = delete;
  TrustLock& operator=(const TrustLock&) = delete;

 private:
  explicit TrustLock(int fd) : fd_(fd) {}
  int fd_;
};

// Writes the files beside the folder, flushes them and exchanges the two in one step of the file system. What an import
// that was killed left behind is removed first.
[[nodiscard]] Result<void> exchange_trust_files(const std::filesystem::path& folder, const TrustFiles& files,
                                                const std::function<void(const std::string&)>& step);

}  // namespace proofmark::pki
