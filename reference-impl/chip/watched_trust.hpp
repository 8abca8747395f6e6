// The trust folder of a running service: revocation lists come in more often than a service is started.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>

#include "reference-impl/chip/trust.hpp"

namespace proofmark::chip {

class WatchedTrust {
 public:
  using Log = std::function<void(const std::string&)>;  // lines without personal data; may be empty
  // Errors: those of load_trust.
  [[nodiscard]] static Result<std::shared_ptr<WatchedTrust>> open(
      std::filesystem::path folder, Log log, std::chrono::milliseconds between_looks = std::chrono::seconds(1));

  // What is trusted now: looks at names, sizes and times of the folder's files and reads them again when they have
  // changed. A folder that cannot be read leaves in force what was read before; the log says which it was.
  [[nodiscard]] std::shared_ptr<const TrustStore> current();

 private:
  WatchedTrust(std::filesystem::path folder, Log log, std::chrono::milliseconds between_looks)
      : folder_(std::move(folder)), log_(std::move(log)), between_looks_(between_looks) {}
  void look();

  const std::filesystem::path folder_;
  const Log log_;
  const std::chrono::milliseconds between_looks_;
  std::mutex mutex_;
  std::string seen_;  // of the files, when they were last read or tried
  std::chrono::steady_clock::time_point looked_{};
  std::shared_ptr<const TrustStore> trust_;
};

}  // namespace proofmark::chip
