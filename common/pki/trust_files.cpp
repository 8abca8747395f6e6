#include "common/pki/trust_files.hpp"

#include <fcntl.h>
#include <stdio.h>  // renameat2 is not in <cstdio>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>

#include "common/files.hpp"

namespace proofmark::pki {
namespace {

namespace fs = std::filesystem;

constexpr const char* rule = "trust folder";
constexpr std::size_t most_bytes = std::size_t{256} << 20U;

fs::path beside(const fs::path& folder, const char* ending) {
  return folder.parent_path() / ("." + folder.filename().string() + ending);
}

tl::unexpected<Error> cannot(std::string expected, std::string observed) {
  return fail(rule, std::move(expected), std::move(observed), "Check path, permissions and free space.");
}

Result<void> write_all(const fs::path& folder, const TrustFiles& files,
                       const std::function<void(const std::string&)>& step) {
  std::error_code error;
  for (const char* sub : {"csca", "crl"}) fs::create_directories(folder / sub, error);
  for (const auto& [name, content] : files) {
    const fs::path file = folder / name;
    if (step) step("write " + name);
    fs::create_directories(file.parent_path(), error);
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(content.data()), static_cast<std::streamsize>(content.size()));
    out.close();
    if (!out) return cannot("to write " + file.string(), std::strerror(errno));
  }
  // One flush for the hundreds of small files of a master list.
  const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0 || ::syncfs(fd) != 0) {
    const int code = errno;
    if (fd >= 0) ::close(fd);
    return cannot("to flush " + folder.string(), std::strerror(code));
  }
  ::close(fd);
  return {};
}

}  // namespace

Result<TrustFiles> read_trust_files(const fs::path& folder) {
  TrustFiles files;
  std::error_code error;
  if (!fs::exists(folder, error)) return files;
  std::size_t total = 0;
  fs::recursive_directory_iterator at(folder, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    const fs::file_status status = at->symlink_status(error);
    if (fs::is_directory(status)) continue;
    if (!fs::is_regular_file(status))
      return fail(rule, "regular files alone", at->path().string(), "Put the file itself there.");
    PROOFMARK_TRY(Bytes content, read_file(at->path(), most_bytes));
    total += content.size();
    if (total > most_bytes) return cannot("at most 256 MiB", "more in " + folder.string());
    files.emplace(at->path().lexically_relative(folder).generic_string(), std::move(content));
  }
  if (error) return cannot("a readable folder " + folder.string(), error.message());
  return files;
}

Result<std::unique_ptr<TrustLock>> TrustLock::take(const fs::path& folder) {
  const fs::path file = beside(folder, ".lock");
  const int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (fd < 0) return cannot("to make the lock " + file.string(), std::strerror(errno));
  std::unique_ptr<TrustLock> lock(new TrustLock(fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0)
    return fail(rule, "no other import into " + folder.string(), "one that is running", "Wait for its end.");
  return lock;
}

TrustLock::~TrustLock() {
  ::close(fd_);
}

Result<void> exchange_trust_files(const fs::path& folder, const TrustFiles& files,
                                  const std::function<void(const std::string&)>& step) {
  const fs::path made = beside(folder, ".import");
  std::error_code error;
  fs::remove_all(made, error);
  if (auto written = write_all(made, files, step); !written) {
    fs::remove_all(made, error);
    return written;
  }
  if (step) step("exchange");
  if (!fs::exists(folder, error)) {
    fs::rename(made, folder, error);
    if (error) return cannot("to name " + folder.string(), error.message());
    return {};
  }
  if (::renameat2(AT_FDCWD, made.c_str(), AT_FDCWD, folder.c_str(), RENAME_EXCHANGE) != 0) {
    const std::string why = std::strerror(errno);
    fs::remove_all(made, error);
    return fail(rule, "a file system that exchanges two folders in one step", why,
                "Put the trust folder on ext4, xfs, btrfs or tmpfs.");
  }
  if (step) step("remove the old files");
  fs::remove_all(made, error);  // now the old one; what is left of it the next import removes
  return {};
}

}  // namespace proofmark::pki
