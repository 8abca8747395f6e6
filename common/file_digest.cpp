#include "common/file_digest.hpp"

#include <fcntl.h>
#include <openssl/evp.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <vector>

#include "common/bytes.hpp"

namespace proofmark {
namespace {

struct Descriptor {
  int number;
  ~Descriptor() { ::close(number); }
};
struct FreeDigest {
  void operator()(EVP_MD_CTX* p) const { EVP_MD_CTX_free(p); }
};

}  // namespace

Result<FileDigest> digest_of(const std::filesystem::path& file) {
  const auto unreadable = [&](const std::string& observed) {
    return fail("input file", "a readable file " + file.string(), observed, "Check the path and its rights.");
  };
  // Without O_NONBLOCK a named pipe would be waited for.
  const Descriptor input{::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  struct stat facts {};
  if (input.number < 0 || ::fstat(input.number, &facts) != 0) return unreadable(std::strerror(errno));
  if (!S_ISREG(facts.st_mode)) return unreadable("something that is not a regular file");
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> context(EVP_MD_CTX_new());
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) != 1) return unreadable("no SHA-256 at hand");
  FileDigest out;
  Bytes piece(std::size_t{1} << 18U);
  for (;;) {
    const ssize_t n = ::read(input.number, piece.data(), piece.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return unreadable(std::strerror(errno));
    if (n == 0) break;
    const auto size = static_cast<std::size_t>(n);
    if (EVP_DigestUpdate(context.get(), piece.data(), size) != 1) return unreadable("no SHA-256 at hand");
    out.bytes += size;
  }
  std::array<std::uint8_t, 32> hash{};
  if (EVP_DigestFinal_ex(context.get(), hash.data(), nullptr) != 1) return unreadable("no SHA-256 at hand");
  out.sha256 = to_hex(hash);
  return out;
}

}  // namespace proofmark
