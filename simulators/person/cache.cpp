#include "simulators/person/cache.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <type_traits>

#include "common/files.hpp"

namespace proofmark::person {
namespace {

constexpr std::array<std::uint8_t, 8> kMagic = {'P', 'M', 'P', 'E', 'O', 'P', 'L', 'E'};
constexpr std::uint32_t kVersion = 5;  // raise when the payload or the preparation changes
constexpr std::size_t kHeader = 128, kAlignment = 64, kFingerprint = 32;

tl::unexpected<Error> unusable(const std::filesystem::path& file, const std::string& observed) {
  return fail("cache of people data", "a cache file of this version in " + file.string(), observed,
              "Nothing; it is made again from the package.");
}

class Writer {
 public:
  Bytes bytes = Bytes(kHeader, 0);

  void raw(const void* data, std::size_t size) {
    const auto* p = static_cast<const std::uint8_t*>(data);
    bytes.insert(bytes.end(), p, p + size);
  }
  void number(std::uint64_t n) { raw(&n, sizeof n); }
  void text(const std::string& s) {
    number(s.size());
    raw(s.data(), s.size());
  }
  template <typename T>
  void list(const std::vector<T>& v) {
    static_assert(std::is_trivially_copyable_v<T>);
    number(v.size());
    raw(v.data(), v.size() * sizeof(T));
  }
  void align() { bytes.resize((bytes.size() + kAlignment - 1) / kAlignment * kAlignment, 0); }
};

// Reads within bounds; after the first overrun every answer is empty and ok() is false.
class Reader {
 public:
  Reader(const std::uint8_t* data, std::size_t size) : data_(data), size_(size), at_(kHeader) {}
  [[nodiscard]] bool ok() const { return ok_; }
  const std::uint8_t* take(std::size_t size) {
    if (!ok_ || size > size_ - at_) {
      ok_ = false;
      return nullptr;
    }
    const std::uint8_t* p = data_ + at_;
    at_ += size;
    return p;
  }
  std::uint64_t number() {
    std::uint64_t n = 0;
    if (const auto* p = take(sizeof n)) std::memcpy(&n, p, sizeof n);
    return n;
  }
  std::string text() {
    const std::uint64_t n = number();
    const auto* p = take(n);
    return p == nullptr ? std::string() : std::string(p, p + n);
  }
  template <typename T>
  void list(std::vector<T>& out) {
    const std::uint64_t n = number();
    if (n > size_ / sizeof(T)) ok_ = false;
    const auto* p = take(ok_ ? n * sizeof(T) : 0);
    if (p == nullptr || n == 0) return;
    out.resize(n);
    std::memcpy(static_cast<void*>(out.data()), p, n * sizeof(T));
  }
  void align() {
    const std::size_t next = (at_ + kAlignment - 1) / kAlignment * kAlignment;
    if (next > size_)
      ok_ = false;
    else
      at_ = next;
  }

 private:
  const std::uint8_t* data_;
  std::size_t size_, at_;
  bool ok_ = true;
};

class Mapping {
 public:
  Mapping(void* data, std::size_t size) : data_(data), size_(size) {}
  ~Mapping() { ::munmap(data_, size_); }
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  [[nodiscard]] const std::uint8_t* data() const { return static_cast<const std::uint8_t*>(data_); }
  [[nodiscard]] std::size_t size() const { return size_; }

 private:
  void* data_;
  std::size_t size_;
};

std::shared_ptr<const Mapping> map_file(const std::filesystem::path& file) {
  const int fd = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return nullptr;
  struct stat status {};
  void* data = MAP_FAILED;
  if (::fstat(fd, &status) == 0 && status.st_size > static_cast<off_t>(kHeader))
    data = ::mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_SHARED | MAP_POPULATE, fd, 0);
  ::close(fd);
  if (data == MAP_FAILED) return nullptr;
  return std::make_shared<const Mapping>(data, static_cast<std::size_t>(status.st_size));
}

// One description of the order of fields for writing and reading.
template <typename Archive, typename Base>
void base_fields(Archive& a, Base& b) {
  a.list(b.vertices);
  a.list(b.head_weight);
  a.list(b.arm_weight);
  a.list(b.skin_mask);
  a.list(b.uvs);
  a.list(b.faces);
  for (auto* group : {&b.eye_left, &b.eye_right, &b.head_joint, &b.left_eye_joint, &b.right_eye_joint,
                      &b.left_arm_joint, &b.right_arm_joint})
    a.list(*group);
}

template <typename Archive, typename P>
void proxy_fields(Archive& a, P& p) {
  a.list(p.reference);
  a.list(p.weight);
  a.list(p.offset);
  a.list(p.uvs);
  a.list(p.faces);
  a.list(p.hides);
}

template <typename Map>
std::vector<std::string> sorted_keys(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& item : map) keys.push_back(item.first);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace

Result<void> write_cache(const std::filesystem::path& file, const PreparedPackage& package, ByteView fingerprint) {
  const Assets& a = package.assets;
  Writer w;
  base_fields(w, a.base);
  w.raw(&a.base.scale_pairs, sizeof a.base.scale_pairs);
  w.number(a.targets.size());
  for (const std::string& name : sorted_keys(a.targets)) {
    const Target& t = a.targets.at(name);
    w.text(name);
    w.list(t.vertex);
    w.list(t.delta);
  }
  w.number(a.proxies.size());
  for (const std::string& name : sorted_keys(a.proxies)) {
    const Proxy& p = a.proxies.at(name);
    w.text(name);
    proxy_fields(w, p);
    w.text(p.texture);
  }
  w.number(a.modifiers.size());
  for (const Modifier& m : a.modifiers)
    for (const std::string* s : {&m.group, &m.name, &m.negative, &m.positive}) w.text(*s);
  w.number(a.asymmetries.size());
  for (const std::string& name : a.asymmetries) w.text(name);
  w.number(package.pixels.size());
  for (const auto& [name, pixels] : package.pixels) {
    const auto side = static_cast<std::uint64_t>(std::lround(std::sqrt(static_cast<double>(pixels.size()))));
    w.text(name);
    w.number(side);
    w.align();
    w.raw(pixels.data(), pixels.size() * sizeof(std::uint32_t));
  }
  const std::uint64_t size = w.bytes.size();
  const Bytes digest = sha256(ByteView(w.bytes).subspan(kHeader));
  auto out = w.bytes.begin();
  out = std::copy(kMagic.begin(), kMagic.end(), out);
  std::array<std::uint8_t, sizeof kVersion + sizeof size> numbers{};
  std::memcpy(numbers.data(), &kVersion, sizeof kVersion);
  std::memcpy(numbers.data() + sizeof kVersion, &size, sizeof size);
  out = std::copy(numbers.begin(), numbers.end(), out);
  out = std::copy(fingerprint.begin(), fingerprint.end(), out);
  std::copy(digest.begin(), digest.end(), out);
  return write_file(file, w.bytes);
}

Result<std::shared_ptr<const Assets>> read_cache(const std::filesystem::path& file, ByteView fingerprint) {
  const auto mapping = map_file(file);
  if (!mapping) return unusable(file, "no readable file");
  const ByteView bytes(mapping->data(), mapping->size());
  std::uint32_t version = 0;
  std::uint64_t size = 0;
  std::memcpy(&version, bytes.data() + kMagic.size(), sizeof version);
  std::memcpy(&size, bytes.data() + kMagic.size() + sizeof version, sizeof size);
  const std::size_t at = kMagic.size() + sizeof version + sizeof size;
  if (!std::equal(kMagic.begin(), kMagic.end(), bytes.begin())) return unusable(file, "another kind of file");
  if (version != kVersion) return unusable(file, "version " + std::to_string(version));
  if (size != bytes.size()) return unusable(file, "a file that was cut");
  if (!std::ranges::equal(bytes.subspan(at, kFingerprint), fingerprint))
    return unusable(file, "data of another package");
  if (!std::ranges::equal(bytes.subspan(at + kFingerprint, 32), sha256(bytes.subspan(kHeader))))
    return unusable(file, "a changed file");

  auto assets = std::make_shared<Assets>();
  Reader r(bytes.data(), bytes.size());
  base_fields(r, assets->base);
  if (const auto* p = r.take(sizeof assets->base.scale_pairs))
    std::memcpy(&assets->base.scale_pairs, p, sizeof assets->base.scale_pairs);
  for (std::uint64_t n = r.number(); n > 0 && r.ok(); --n) {
    Target& t = assets->targets[r.text()];
    r.list(t.vertex);
    r.list(t.delta);
  }
  for (std::uint64_t n = r.number(); n > 0 && r.ok(); --n) {
    Proxy& p = assets->proxies[r.text()];
    proxy_fields(r, p);
    p.texture = r.text();
  }
  for (std::uint64_t n = r.number(); n > 0 && r.ok(); --n) {
    Modifier m;
    for (std::string* s : {&m.group, &m.name, &m.negative, &m.positive}) *s = r.text();
    assets->modifiers.push_back(m);
  }
  for (std::uint64_t n = r.number(); n > 0 && r.ok(); --n) assets->asymmetries.push_back(r.text());
  for (std::uint64_t n = r.number(); n > 0 && r.ok(); --n) {
    const std::string name = r.text();
    const std::uint64_t side = r.number();
    if (side > 4096) return unusable(file, "a texture of impossible size");
    r.align();
    const auto* p = r.take(side * side * sizeof(std::uint32_t));
    if (p == nullptr) break;
    // The mapping starts on a page and the payload is aligned, so the words can be read in place.
    const auto* words = static_cast<const std::uint32_t*>(static_cast<const void*>(p));
    assets->textures[name] = {static_cast<int>(side), static_cast<int>(side), {words, side * side}};
  }
  if (!r.ok()) return unusable(file, "a malformed payload");
  assets->storage = mapping;
  return std::shared_ptr<const Assets>(assets);
}

}  // namespace proofmark::person
