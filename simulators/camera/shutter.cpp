#include "simulators/camera/shutter.hpp"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>

namespace proofmark::camera {
namespace {

constexpr int kQuarter = 4;
constexpr int kBlock = MotionField::block / kQuarter;  // 16 pixels of the small picture: one register
constexpr int kReach = 6;
constexpr int kSide = 2 * kReach + 1;
// Sum of the absolute differences in 256 pixels. A block that no displacement makes this much more alike than staying
// where it is has not moved, or shows nothing by which that could be seen.
constexpr int kNoticed = 96;
constexpr int kOutside = 1 << 20;

void quarter(const Plane& from, Plane& to) {
  to.create(from.width / kQuarter, from.height / kQuarter);
  for (int y = 0; y < to.height; ++y) {
    const std::uint8_t* rows[kQuarter];
    for (int i = 0; i < kQuarter; ++i) rows[i] = from.row(y * kQuarter + i);
    std::uint8_t* out = to.row(y);
    for (int x = 0; x < to.width; ++x) {
      int sum = 8;
      for (const std::uint8_t* row : rows)
        for (int i = 0; i < kQuarter; ++i) sum += row[x * kQuarter + i];
      out[x] = static_cast<std::uint8_t>(sum >> 4);
    }
  }
}

int difference(const Plane& a, int ax, int ay, const Plane& b, int bx, int by) {
  __m128i sum = _mm_setzero_si128();
  for (int row = 0; row < kBlock; ++row) {
    const __m128i one = _mm_loadu_si128(reinterpret_cast<const __m128i*>(a.row(ay + row) + ax));
    const __m128i other = _mm_loadu_si128(reinterpret_cast<const __m128i*>(b.row(by + row) + bx));
    sum = _mm_add_epi64(sum, _mm_sad_epu8(one, other));
  }
  return static_cast<int>(_mm_cvtsi128_si32(sum)) + _mm_extract_epi32(sum, 2);
}

// The lowest point of a parabola through three values, the middle one the least; in 1/4096 pixel of the large picture.
std::int32_t between(int left, int middle, int right) {
  const int bend = left - 2 * middle + right;
  return bend > 0 ? (left - right) * (4096 / 2) / bend * kQuarter : 0;
}

}  // namespace

void MotionMeter::match(int column, int row) {
  const auto at = static_cast<std::size_t>(row * field_.columns + column);
  field_.x[at] = field_.y[at] = trust_x_[at] = trust_y_[at] = 0;
  const int x = column * kBlock;
  const int y = row * kBlock;
  std::array<int, kSide * kSide> differences;
  differences.fill(kOutside);
  int best_x = 0;
  int best_y = 0;
  int best = kOutside;
  const auto value = [&](int dx, int dy) -> int& {
    return differences[static_cast<std::size_t>((dy + kReach) * kSide + dx + kReach)];
  };
  for (int dy = -kReach; dy <= kReach; ++dy)
    for (int dx = -kReach; dx <= kReach; ++dx) {
      const int from_x = x - dx;
      const int from_y = y - dy;
      if (from_x < 0 || from_y < 0 || from_x + kBlock > now_.width || from_y + kBlock > now_.height) continue;
      const int d = difference(now_, x, y, before_, from_x, from_y);
      value(dx, dy) = d;
      // Of two that are as good the shorter way.
      if (d < best || (d == best && dx * dx + dy * dy < best_x * best_x + best_y * best_y)) {
        best = d;
        best_x = dx;
        best_y = dy;
      }
    }
  const auto around = [&](int dx, int dy) {
    return std::abs(dx) > kReach || std::abs(dy) > kReach ? kOutside : value(dx, dy);
  };
  // Each direction for itself: along a straight edge nothing can be seen to move. What two steps aside would cost, to
  // either side, tells how sharply the block shows its place: one step may cost nothing where it is half of one.
  const auto settle = [&](int along_x, int along_y, int whole, std::int32_t& motion, std::int32_t& trust) {
    const auto step = [&](int n) { return around(best_x + n * along_x, best_y + n * along_y); };
    const auto side = [&](int n) { return step(2 * n) >= kOutside ? step(n) : std::max(step(n), step(2 * n)); };
    if (step(-1) >= kOutside || step(1) >= kOutside) return;
    const int shape = std::min(side(-1), side(1)) - best;
    if (shape < kNoticed) return;
    trust = std::min(shape, 4000);
    motion = whole * kQuarter * 4096 + between(step(-1), best, step(1));
  };
  settle(1, 0, best_x, field_.x[at], trust_x_[at]);
  settle(0, 1, best_y, field_.y[at], trust_y_[at]);
}

// A block that shows nothing moves with its neighbours, or not at all when these show nothing either.
void MotionMeter::smooth(std::vector<std::int32_t>& motion, const std::vector<std::int32_t>& trust) const {
  const std::vector<std::int32_t> raw = motion;
  for (int row = 0; row < field_.rows; ++row)
    for (int column = 0; column < field_.columns; ++column) {
      std::int64_t weight = 64;
      std::int64_t sum = 0;
      for (int r = std::max(row - 1, 0); r <= std::min(row + 1, field_.rows - 1); ++r)
        for (int c = std::max(column - 1, 0); c <= std::min(column + 1, field_.columns - 1); ++c) {
          const auto at = static_cast<std::size_t>(r * field_.columns + c);
          const std::int64_t w = std::int64_t{trust[at]} * (r == row && c == column ? 4 : 1);
          weight += w;
          sum += w * raw[at];
        }
      motion[static_cast<std::size_t>(row * field_.columns + column)] = static_cast<std::int32_t>(sum / weight);
    }
}

const MotionField& MotionMeter::measure(const Plane& luma) {
  std::swap(now_, before_);
  quarter(luma, now_);
  if (first_) {
    field_.columns = now_.width / kBlock;
    field_.rows = now_.height / kBlock;
    const auto blocks = static_cast<std::size_t>(field_.columns * field_.rows);
    field_.x.assign(blocks, 0);
    field_.y.assign(blocks, 0);
    trust_x_.assign(blocks, 0);
    trust_y_.assign(blocks, 0);
    first_ = false;
    return field_;
  }
  for (int row = 0; row < field_.rows; ++row)
    for (int column = 0; column < field_.columns; ++column) match(column, row);
  smooth(field_.x, trust_x_);
  smooth(field_.y, trust_y_);
  return field_;
}

void add_shutter(const MotionField& motion, const ShutterSettings& shutter, std::chrono::microseconds interval,
                 WarpGrid& grid) {
  if (interval.count() <= 0) return;
  const auto part = [&](double ms) {  // of the frame interval, in 1/4096
    return std::llround(ms * 1000 / static_cast<double>(interval.count()) * 4096);
  };
  const std::int64_t readout = part(shutter.readout_ms);
  const std::int64_t exposure = std::min<std::int64_t>(part(shutter.exposure_ms), 4096);
  if (readout == 0 && exposure == 0) return;
  const int height = (grid.rows - 1) * grid.step;
  constexpr int half = MotionField::block / 2;
  for (int row = 0; row < grid.rows; ++row) {
    const int y = std::clamp(row * grid.step - half, 0, (motion.rows - 1) * MotionField::block);
    const int r = std::min(y / MotionField::block, motion.rows - 2);
    const std::int64_t fy = y - r * MotionField::block;
    // The middle row is exposed when the scene was asked.
    const std::int64_t when = readout * (2 * row * grid.step - height) / (2 * height);
    for (int column = 0; column < grid.columns; ++column) {
      const int x = std::clamp(column * grid.step - half, 0, (motion.columns - 1) * MotionField::block);
      const int c = std::min(x / MotionField::block, motion.columns - 2);
      const std::int64_t fx = x - c * MotionField::block;
      const auto read = [&](const std::vector<std::int32_t>& field) {
        const auto at = static_cast<std::size_t>(r * motion.columns + c);
        const auto next = at + static_cast<std::size_t>(motion.columns);
        constexpr std::int64_t b = MotionField::block;
        return ((field[at] * (b - fx) + field[at + 1] * fx) * (b - fy) +
                (field[next] * (b - fx) + field[next + 1] * fx) * fy) /
               (b * b);
      };
      const std::int64_t vx = read(motion.x);
      const std::int64_t vy = read(motion.y);
      const std::size_t node = grid.at(column, row);
      grid.dx[node] -= static_cast<std::int32_t>(vx * when / 4096);
      grid.dy[node] -= static_cast<std::int32_t>(vy * when / 4096);
      grid.sweep_x[node] = static_cast<std::int32_t>(vx * exposure / 4096);
      grid.sweep_y[node] = static_cast<std::int32_t>(vy * exposure / 4096);
    }
  }
}

}  // namespace proofmark::camera
