#include "simulators/camera/outputs/part_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace proofmark::camera {
namespace {

std::filesystem::path part_of(std::filesystem::path file) {
  file += ".part";
  return file;
}

}  // namespace

PartFile::PartFile(std::filesystem::path file, int descriptor)
    : file_(std::move(file)), part_(part_of(file_)), descriptor_(descriptor) {}

Result<std::unique_ptr<PartFile>> PartFile::create(const std::filesystem::path& file) {
  const int descriptor = ::open(part_of(file).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return fail("output", "to write " + file.string(), std::strerror(errno), "Check the folder.");
  return std::unique_ptr<PartFile>(new PartFile(file, descriptor));
}

PartFile::~PartFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  std::error_code ignored;
  std::filesystem::remove(part_, ignored);
}

tl::unexpected<Error> PartFile::broken(const char* what) const {
  return fail("output", std::string("to ") + what + " " + file_.string(), std::strerror(errno),
              "Check the folder and the free space.");
}

Result<void> PartFile::write(ByteView data) {
  if (descriptor_ < 0 || broken_)
    return fail("output", "an open file", "one that is closed or failed", "Correct the call.");
  while (!data.empty()) {
    const ssize_t n = ::write(descriptor_, data.data(), data.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) {
      broken_ = true;
      return broken("write");
    }
    data = data.subspan(static_cast<std::size_t>(n));
  }
  return {};
}

Result<void> PartFile::close() {
  if (descriptor_ < 0 || broken_)
    return fail("output", "an open file", "one that is closed or failed", "Correct the call.");
  // Some file systems say only now that there was no room.
  if (::fsync(descriptor_) != 0) return broken("finish");
  const int closed = ::close(descriptor_);
  descriptor_ = -1;
  std::error_code error;
  if (closed == 0) std::filesystem::rename(part_, file_, error);
  if (closed == 0 && !error) return {};
  const auto failed =
      closed != 0 ? broken("finish")
                  : fail("output", "to put " + file_.string() + " in place", error.message(), "Check the folder.");
  std::filesystem::remove(part_, error);
  return failed;
}

}  // namespace proofmark::camera
