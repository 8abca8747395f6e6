#include "common/clock.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

namespace proofmark {
namespace {

using Cell = std::atomic<std::int64_t>;
static_assert(Cell::is_always_lock_free, "the cell is shared between processes");

Cell& cell(void* mapping) {
  return *static_cast<Cell*>(mapping);
}

Result<void*> map_file(const std::filesystem::path& file, int flags) {
  const int fd = ::open(file.c_str(), flags | O_CLOEXEC, 0600);
  if (fd < 0)
    return fail("simulated clock", "a clock file at " + file.string(), std::strerror(errno),
                "Give a path in a writable folder.");
  if ((flags & O_CREAT) != 0 && ::ftruncate(fd, sizeof(Cell)) != 0) {
    const int code = errno;
    ::close(fd);
    return fail("simulated clock", "room for 8 bytes in " + file.string(), std::strerror(code), "Free some space.");
  }
  struct stat info {};
  if (::fstat(fd, &info) != 0 || info.st_size != static_cast<off_t>(sizeof(Cell))) {
    ::close(fd);
    return fail("simulated clock", "a file of 8 bytes at " + file.string(), "another size",
                "Give the file that the run made.");
  }
  void* mapping = ::mmap(nullptr, sizeof(Cell), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  const int code = errno;
  ::close(fd);
  if (mapping == MAP_FAILED)
    return fail("simulated clock", "a mapping of " + file.string(), std::strerror(code),
                "Give a path on a local disk.");
  return mapping;
}

}  // namespace

Instant SystemClock::now() const {
  return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
}

Result<std::shared_ptr<SimulatedClock>> SimulatedClock::create(const std::filesystem::path& file, Instant start) {
  PROOFMARK_TRY(void* mapping, map_file(file, O_RDWR | O_CREAT | O_TRUNC));
  std::shared_ptr<SimulatedClock> clock(new SimulatedClock);
  clock->mapping_ = mapping;
  cell(mapping).store(start.time_since_epoch().count());
  return clock;
}

Result<std::shared_ptr<SimulatedClock>> SimulatedClock::open(const std::filesystem::path& file) {
  PROOFMARK_TRY(void* mapping, map_file(file, O_RDWR));
  std::shared_ptr<SimulatedClock> clock(new SimulatedClock);
  clock->mapping_ = mapping;
  return clock;
}

SimulatedClock::~SimulatedClock() {
  if (mapping_ != nullptr) ::munmap(mapping_, sizeof(Cell));
}

Instant SimulatedClock::now() const {
  return Instant(Duration(cell(mapping_).load()));
}

void SimulatedClock::set(Instant t) {
  const std::int64_t wanted = t.time_since_epoch().count();
  std::int64_t current = cell(mapping_).load();
  while (current < wanted && !cell(mapping_).compare_exchange_weak(current, wanted)) {
  }
}

std::string to_rfc3339(Instant t) {
  using namespace std::chrono;
  const auto day = floor<days>(t);
  const year_month_day date(day);
  const hh_mm_ss time(t - day);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", static_cast<int>(date.year()),
                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                static_cast<int>(time.seconds().count()));
  std::string result = text;
  if (const auto fraction = time.subseconds().count(); fraction != 0) {
    std::snprintf(text, sizeof text, ".%06d", static_cast<int>(fraction));
    result += text;
  }
  return result + "Z";
}

Result<Instant> from_rfc3339(const std::string& text) {
  using namespace std::chrono;
  int y = 0;
  unsigned mo = 0, d = 0;
  int h = 0, mi = 0, s = 0, used = 0;
  const auto bad = [&] {
    return fail("RFC 3339 section 5.6", "a UTC time such as 2026-03-02T09:00:00Z", "'" + text + "'",
                "Correct the time.");
  };
  if (std::sscanf(text.c_str(), "%4d-%2u-%2uT%2d:%2d:%2d%n", &y, &mo, &d, &h, &mi, &s, &used) != 6) return bad();
  std::int64_t micros = 0;
  std::size_t at = static_cast<std::size_t>(used);
  if (at < text.size() && text[at] == '.') {
    std::int64_t unit = 100000;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, unit /= 10)
      micros += (text[at] - '0') * unit;
  }
  const year_month_day date{year(y), month(mo), day(d)};
  if (at + 1 != text.size() || text[at] != 'Z' || !date.ok() || h > 23 || mi > 59 || s > 59 || h < 0 || mi < 0 || s < 0)
    return bad();
  return Instant(sys_days(date) + hours(h) + minutes(mi) + seconds(s) + microseconds(micros));
}

}  // namespace proofmark
