// The append-only file of observations and its reader.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "common/files.hpp"
#include "reports/formats/observation.hpp"

namespace proofmark::reports {
namespace {

tl::unexpected<Error> system_failure(const std::string& what, const std::string& file) {
  return fail("proofmark run folder", what + " " + file, std::strerror(errno),
              "check the folder's permissions and the free space, then start the run again with the same --out");
}

Result<void> write_whole(int descriptor, std::string_view data, const std::string& file) {
  while (!data.empty()) {
    const ssize_t n = ::write(descriptor, data.data(), data.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return system_failure("to write to", file);
    data.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

}  // namespace

Result<ObservationFile> read_observations(const std::filesystem::path& file) {
  PROOFMARK_TRY(const std::string text, read_text(file));
  ObservationFile out;
  std::size_t begin = 0;
  std::size_t number = 1;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin), ++number) {
    Result<Observation> one = observation_from_json(std::string_view(text).substr(begin, end - begin));
    if (!one) {
      Error error = one.error();
      error.expected = file.filename().string() + " line " + std::to_string(number) + ": " + error.expected;
      return fail(std::move(error));
    }
    out.observations.push_back(*std::move(one));
    begin = end + 1;
  }
  out.complete_bytes = begin;
  out.cut_last_line = begin != text.size();
  return out;
}

Result<std::unique_ptr<ObservationLog>> ObservationLog::open(const std::filesystem::path& file, std::string run) {
  std::unique_ptr<ObservationLog> log(new ObservationLog);
  log->file_ = file.string();
  log->run_ = std::move(run);
  log->descriptor_ = ::open(log->file_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (log->descriptor_ < 0) return system_failure("to open", log->file_);
  if (::flock(log->descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EWOULDBLOCK)
      return fail("proofmark run folder", "one run at a time in " + file.parent_path().string(),
                  "another run that holds it", "wait for the other run or give another --out");
    return system_failure("to lock", log->file_);
  }
  PROOFMARK_TRY(ObservationFile before, read_observations(file));
  for (const Observation& o : before.observations)
    if (o.run != log->run_)
      return fail("proofmark run folder", "observations of run " + log->run_ + " in " + log->file_,
                  "one of run " + o.run, "give an empty folder with --out, or repeat the other run's command");
  if (before.cut_last_line && ::ftruncate(log->descriptor_, static_cast<off_t>(before.complete_bytes)) != 0)
    return system_failure("to cut the unfinished last line of", log->file_);
  log->earlier_ = std::move(before.observations);
  return log;
}

ObservationLog::~ObservationLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> ObservationLog::append(Observation observation) {
  observation.run = run_;
  PROOFMARK_TRY(std::string line, observation_to_json(observation));
  line += '\n';
  const std::scoped_lock lock(mutex_);
  const off_t before = ::lseek(descriptor_, 0, SEEK_END);
  if (auto written = write_whole(descriptor_, line, file_); !written) {
    // A full disk leaves no half line in the middle of the file for a later append to follow.
    if (before >= 0 && ::ftruncate(descriptor_, before) != 0) return system_failure("to cut back", file_);
    return written;
  }
  if (::fdatasync(descriptor_) != 0) return system_failure("to flush", file_);
  return {};
}

}  // namespace proofmark::reports
