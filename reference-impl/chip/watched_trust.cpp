#include "reference-impl/chip/watched_trust.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <vector>

namespace proofmark::chip {
namespace {

namespace fs = std::filesystem;

// Differs once a file was added, removed, exchanged or written to; empty when the folder cannot be read.
std::string state_of(const fs::path& folder) {
  std::error_code error;
  std::vector<std::string> lines;
  for (fs::recursive_directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    struct stat facts {};
    if (::stat(entry->path().c_str(), &facts) != 0) continue;
    lines.push_back(entry->path().string() + ' ' + std::to_string(facts.st_ino) + ' ' + std::to_string(facts.st_size) +
                    ' ' + std::to_string(facts.st_mtim.tv_sec) + '.' + std::to_string(facts.st_mtim.tv_nsec) + '\n');
  }
  if (error) return {};
  std::sort(lines.begin(), lines.end());
  std::string state;
  for (const std::string& line : lines) state += line;
  return state;
}

}  // namespace

Result<std::shared_ptr<WatchedTrust>> WatchedTrust::open(fs::path folder, Log log,
                                                         std::chrono::milliseconds between_looks) {
  std::shared_ptr<WatchedTrust> watched(new WatchedTrust(std::move(folder), std::move(log), between_looks));
  watched->looked_ = std::chrono::steady_clock::now();
  watched->seen_ = state_of(watched->folder_);  // before the files are read: what changes meanwhile is seen later
  PROOFMARK_TRY(TrustStore trust, load_trust(watched->folder_));
  watched->trust_ = std::make_shared<const TrustStore>(std::move(trust));
  return watched;
}

std::shared_ptr<const TrustStore> WatchedTrust::current() {
  const std::scoped_lock lock(mutex_);
  if (const auto now = std::chrono::steady_clock::now(); now - looked_ >= between_looks_) {
    looked_ = now;
    look();
  }
  return trust_;
}

void WatchedTrust::look() {
  std::string state = state_of(folder_);
  if (state == seen_) return;
  seen_ = std::move(state);
  auto trust = load_trust(folder_);
  const auto say = [&](const std::string& line) {
    if (log_) log_(line);
  };
  if (!trust) return say("trust folder changed and not taken, the one before stays in force: " + trust.error().line());
  say("trust folder read again: " + std::to_string(trust->csca.size()) + " certificates, " +
      std::to_string(trust->crls.size()) + " revocation lists");
  trust_ = std::make_shared<const TrustStore>(*std::move(trust));
}

}  // namespace proofmark::chip
