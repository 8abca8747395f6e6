#include "common/files.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>
#include <vector>

namespace proofmark {

namespace {
constexpr std::string_view kPartial = ".partial-";  // and the number of the process that writes
}

Result<Bytes> read_file(const std::filesystem::path& file, std::size_t limit) {
  std::error_code problem;
  const auto size = std::filesystem::file_size(file, problem);
  if (problem)
    return fail("input file", "a readable file " + file.string(), problem.message(), "Check the path and its rights.");
  if (size > limit)
    return fail("input file", "at most " + std::to_string(limit) + " bytes in " + file.string(),
                std::to_string(size) + " bytes", "Give a smaller file.");
  std::ifstream in(file, std::ios::binary);
  Bytes content(size);
  if (!in.read(reinterpret_cast<char*>(content.data()), static_cast<std::streamsize>(size)))
    return fail("input file", std::to_string(size) + " bytes of " + file.string(),
                "the file ended early or is unreadable", "Check the file and its rights.");
  return content;
}

Result<std::string> read_text(const std::filesystem::path& file) {
  PROOFMARK_TRY(const Bytes content, read_file(file));
  return to_text(content);
}

std::optional<long> writer_of_partial(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  const std::size_t at = name.rfind(kPartial);
  if (at == std::string::npos) return std::nullopt;
  long writer = 0;
  const char* begin = name.data() + at + kPartial.size();
  const char* end = name.data() + name.size();
  const auto [rest, problem] = std::from_chars(begin, end, writer);
  if (problem != std::errc() || rest != end) return std::nullopt;
  return writer;
}

void remove_partial_files(const std::filesystem::path& folder) {
  std::error_code problem;
  std::vector<std::filesystem::path> left;
  std::filesystem::recursive_directory_iterator at(folder, problem);
  for (const std::filesystem::recursive_directory_iterator end; !problem && at != end; at.increment(problem)) {
    const auto writer = writer_of_partial(at->path());
    if (!writer || !at->is_regular_file(problem)) continue;
    const bool living = ::kill(static_cast<pid_t>(*writer), 0) == 0 || errno != ESRCH;
    if (!living || *writer == ::getpid()) left.push_back(at->path());
  }
  for (const auto& file : left) std::filesystem::remove(file, problem);
}

Result<void> write_file(const std::filesystem::path& file, ByteView content) {
  const std::filesystem::path partial = file.string() + std::string(kPartial) + std::to_string(::getpid());
  const auto give_up = [&](const std::string& observed) -> Result<void> {
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
    return fail("output file", "to write " + file.string(), observed, "Check the folder's rights and the free space.");
  };
  const int fd = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0) return give_up(std::strerror(errno));
  std::size_t done = 0;
  while (done < content.size()) {
    const ssize_t n = ::write(fd, content.data() + done, content.size() - done);
    if (n < 0) {
      if (errno == EINTR) continue;
      const int code = errno;
      ::close(fd);
      return give_up(std::strerror(code));
    }
    done += static_cast<std::size_t>(n);
  }
  if (::fsync(fd) != 0 || ::close(fd) != 0) return give_up(std::strerror(errno));
  std::error_code problem;
  std::filesystem::rename(partial, file, problem);
  if (problem) return give_up(problem.message());
  return {};
}

Result<void> write_text(const std::filesystem::path& file, std::string_view content) {
  return write_file(file, to_bytes(content));
}

}  // namespace proofmark
