#include "scenarios/corpus/making.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/file_digest.hpp"
#include "common/files.hpp"

namespace proofmark::corpus {
namespace {

namespace fs = std::filesystem;

tl::unexpected<Error> system_failure(const std::string& what, const fs::path& file) {
  return fail("corpus folder", what + " " + file.string(), std::strerror(errno),
              "Check the folder's rights and the free space, then start again with the same --out: it goes on.");
}

tl::unexpected<Error> refused(const fs::path& folder, const std::string& observed) {
  return fail("corpus folder", "an empty folder or one of this same specification at " + folder.string(), observed,
              "Give another folder with --out.");
}

bool unchanged(const fs::path& file, const Record& record) {
  const auto digest = digest_of(file);
  return digest && digest->bytes == record.bytes && digest->sha256 == record.sha256;
}

// What a killed writer leaves beside its file (media::Mp4Writer, write_file).
void remove_leftovers(const fs::path& folder) {
  remove_partial_files(folder);
  std::error_code problem;
  std::vector<fs::path> left;
  for (fs::recursive_directory_iterator at(folder, problem), end; !problem && at != end; at.increment(problem))
    if (at->path().extension() == ".part" && at->path().stem().extension() == ".mp4") left.push_back(at->path());
  for (const fs::path& file : left) fs::remove(file, problem);
}

}  // namespace

MakingFolder::~MakingFolder() {
  if (log_ >= 0) ::close(log_);
}

Result<std::unique_ptr<MakingFolder>> MakingFolder::open(const fs::path& folder, const Header& header,
                                                         const std::string& spec) {
  std::error_code problem;
  const bool empty =
      !fs::exists(folder, problem) || (fs::is_directory(folder, problem) && fs::is_empty(folder, problem));
  if (!empty && !fs::exists(folder / kSpecFile, problem)) return refused(folder, "a folder with other things in it");
  fs::create_directories(folder, problem);
  if (problem)
    return fail("corpus folder", "a folder that can be written at " + folder.string(), problem.message(),
                "Give another with --out.");
  std::unique_ptr<MakingFolder> making(new MakingFolder(folder, header));
  PROOFMARK_CHECK(making->take_up(spec));
  return making;
}

Result<void> MakingFolder::take_up(const std::string& spec) {
  std::error_code problem;
  if (fs::exists(folder_ / kSpecFile, problem)) {
    PROOFMARK_TRY(const std::string there, read_text(folder_ / kSpecFile));
    if (there != spec) return refused(folder_, "another specification, spec.json");
  }
  if (fs::exists(folder_ / kManifestFile, problem)) {
    PROOFMARK_TRY(const Manifest manifest, read_manifest(folder_));
    if (!(manifest.header == header_))
      return refused(folder_, "a corpus of other species or of another version of the harness");
    complete_ = true;
    return {};
  }
  const fs::path log = folder_ / kMakingFile;
  log_ = ::open(log.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log_ < 0) return system_failure("to open", log);
  if (::flock(log_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK) return refused(folder_, "another run that makes it just now");
    return system_failure("to lock", log);
  }
  remove_leftovers(folder_);
  return begin(spec);
}

// The specification stands there before the first line, so that the folder is known as ours from then on.
Result<void> MakingFolder::begin(const std::string& spec) {
  PROOFMARK_CHECK(write_text(folder_ / kSpecFile, spec));
  PROOFMARK_TRY(const std::string text, read_text(folder_ / kMakingFile));
  const std::size_t whole = text.rfind('\n') == std::string::npos ? 0 : text.rfind('\n') + 1;
  if (whole != text.size() && ::ftruncate(log_, static_cast<off_t>(whole)) != 0)
    return system_failure("to cut the unfinished last line of", folder_ / kMakingFile);
  if (whole == 0) return append(header_line(header_));
  PROOFMARK_TRY(const Manifest earlier, parse_manifest(std::string_view(text).substr(0, whole), kMakingFile));
  if (!(earlier.header == header_))
    return refused(folder_, "files of other species or of another version of the harness");
  for (const Record& record : earlier.records)
    if (unchanged(folder_ / record.file, record)) done_[record.file] = record;
  if (done_.size() == earlier.records.size()) return {};
  // Written anew without what is to be made again: no file may be named twice.
  if (::ftruncate(log_, 0) != 0) return system_failure("to cut", folder_ / kMakingFile);
  PROOFMARK_CHECK(append(header_line(header_)));
  for (const auto& [file, record] : done_) PROOFMARK_CHECK(append(record_line(record)));
  return {};
}

Result<void> MakingFolder::append(const std::string& text) {
  const std::string line = text + '\n';
  const off_t before = ::lseek(log_, 0, SEEK_END);
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t n = ::write(log_, rest.data(), rest.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      const int code = errno;
      // A full disk leaves no half line for a later one to follow.
      if (before >= 0 && ::ftruncate(log_, before) != 0) return system_failure("to cut back", folder_ / kMakingFile);
      errno = code;
      return system_failure("to write to", folder_ / kMakingFile);
    }
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fdatasync(log_) != 0) return system_failure("to flush", folder_ / kMakingFile);
  return {};
}

Result<void> MakingFolder::add(const Record& record) {
  const std::scoped_lock lock(mutex_);
  PROOFMARK_CHECK(append(record_line(record)));
  done_[record.file] = record;
  return {};
}

Result<void> MakingFolder::finish(const std::vector<std::string>& files) {
  Manifest manifest;
  manifest.header = header_;
  for (const std::string& file : files) {
    const auto found = done_.find(file);
    if (found == done_.end())
      return fail("corpus folder", "every file of the plan", file + " missing", "Start again with the same --out.");
    manifest.records.push_back(found->second);
  }
  PROOFMARK_CHECK(write_manifest(folder_, manifest));
  std::error_code problem;
  fs::remove(folder_ / kMakingFile, problem);
  complete_ = true;
  return {};
}

}  // namespace proofmark::corpus
