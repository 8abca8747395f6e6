#include "simulators/camera/warp.hpp"

#include <immintrin.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>

namespace proofmark::camera {
namespace {

using I8 = __m256i;

constexpr int kOne = 4096;

// The samples of one cell of the grid: few where little moves.
struct Sweep {
  int shift = 0;                    // two to this power samples
  std::array<std::int32_t, 8> x{};  // of each sample from the middle of the sweep, in 1/4096 pixel
  std::array<std::int32_t, 8> y{};
};

Sweep sweep_of(std::int32_t x, std::int32_t y) {
  const int length = std::max(std::abs(x), std::abs(y));
  if (length < kOne * 7 / 10) return {};
  Sweep sweep;
  sweep.shift = length < kOne * 2 ? 1 : length < kOne * 5 ? 2 : 3;
  const int samples = 1 << sweep.shift;
  for (int k = 0; k < samples; ++k) {
    const int part = 2 * k + 1 - samples;  // of twice the number of samples
    sweep.x[static_cast<std::size_t>(k)] = x * part / (2 * samples);
    sweep.y[static_cast<std::size_t>(k)] = y * part / (2 * samples);
  }
  return sweep;
}

// Eight neighbouring pixels from where (px, py) lie, in 1/16384 steps of 8 bits.
I8 sample(const std::uint8_t* base, int stride, I8 px, I8 py, I8 most_x, I8 most_y) {
  const I8 zero = _mm256_setzero_si256();
  px = _mm256_min_epi32(_mm256_max_epi32(px, zero), most_x);
  py = _mm256_min_epi32(_mm256_max_epi32(py, zero), most_y);
  const I8 column = _mm256_srli_epi32(px, 12);
  const I8 row = _mm256_srli_epi32(py, 12);
  const int first = _mm256_extract_epi32(column, 0);
  const int line = _mm256_extract_epi32(row, 0);
  const I8 along = _mm256_sub_epi32(column, _mm256_set1_epi32(first));
  // Nearly always all eight lie in one line and close together: two loads then, in place of sixteen.
  const I8 elsewhere =
      _mm256_or_si256(_mm256_xor_si256(row, _mm256_set1_epi32(line)), _mm256_andnot_si256(_mm256_set1_epi32(7), along));
  I8 above;  // two neighbours as 16-bit numbers in each word
  I8 below;
  if (_mm256_testz_si256(elsewhere, elsewhere) != 0) {
    const std::uint8_t* at = base + std::ptrdiff_t{line} * stride + first;
    const I8 pairs = _mm256_add_epi32(_mm256_or_si256(along, _mm256_slli_epi32(along, 16)),
                                      _mm256_set1_epi32(static_cast<int>(0x80018000U)));
    const auto load = [](const std::uint8_t* p) {
      return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
    };
    above = _mm256_shuffle_epi8(load(at), pairs);
    below = _mm256_shuffle_epi8(load(at + stride), pairs);
  } else {
    const I8 address = _mm256_add_epi32(_mm256_mullo_epi32(row, _mm256_set1_epi32(stride)), column);
    const I8 pairs = _mm256_setr_epi8(0, -1, 1, -1, 4, -1, 5, -1, 8, -1, 9, -1, 12, -1, 13, -1, 0, -1, 1, -1, 4, -1, 5,
                                      -1, 8, -1, 9, -1, 12, -1, 13, -1);
    above = _mm256_shuffle_epi8(_mm256_i32gather_epi32(reinterpret_cast<const int*>(base), address, 1), pairs);
    below = _mm256_shuffle_epi8(_mm256_i32gather_epi32(reinterpret_cast<const int*>(base + stride), address, 1), pairs);
  }
  const I8 mask = _mm256_set1_epi32(127);
  const I8 whole = _mm256_set1_epi32(128);
  const I8 fx = _mm256_and_si256(_mm256_srli_epi32(px, 5), mask);
  const I8 fy = _mm256_and_si256(_mm256_srli_epi32(py, 5), mask);
  const I8 wx = _mm256_or_si256(_mm256_sub_epi32(whole, fx), _mm256_slli_epi32(fx, 16));
  const I8 wy = _mm256_or_si256(_mm256_sub_epi32(whole, fy), _mm256_slli_epi32(fy, 16));
  const I8 upper = _mm256_madd_epi16(above, wx);
  const I8 lower = _mm256_madd_epi16(below, wx);
  return _mm256_madd_epi16(_mm256_or_si256(upper, _mm256_slli_epi32(lower, 16)), wy);
}

class RowWarp {
 public:
  RowWarp(const Plane& from, int step)
      : base_(from.data.data()),
        stride_(from.width),
        log_(step == 16 ? 4 : 3),
        most_x_(_mm256_set1_epi32((from.width - 1) * kOne - 1)),
        most_y_(_mm256_set1_epi32((from.height - 1) * kOne - 1)) {}

  // Pixels x to x + 7 of row y; the cell begins at pixel `begin` with displacements at its left and right node.
  void eight(std::uint8_t* to, int x, int y, int begin, const std::int32_t* dx, const std::int32_t* dy,
             const Sweep& sweep) const {
    const I8 lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const I8 along = _mm256_add_epi32(lanes, _mm256_set1_epi32(x - begin));
    const auto between = [&](const std::int32_t* d) {
      const I8 slope = _mm256_mullo_epi32(along, _mm256_set1_epi32(d[1] - d[0]));
      return _mm256_add_epi32(_mm256_set1_epi32(d[0]), _mm256_srai_epi32(slope, log_));
    };
    const I8 px = _mm256_add_epi32(_mm256_slli_epi32(_mm256_add_epi32(lanes, _mm256_set1_epi32(x)), 12), between(dx));
    const I8 py = _mm256_add_epi32(_mm256_set1_epi32(y * kOne), between(dy));
    I8 sum = _mm256_setzero_si256();
    const std::size_t samples = std::size_t{1} << static_cast<unsigned>(sweep.shift);
    for (std::size_t k = 0; k < samples; ++k) {
      const I8 ox = _mm256_set1_epi32(sweep.x[k]);
      const I8 oy = _mm256_set1_epi32(sweep.y[k]);
      sum = _mm256_add_epi32(
          sum, sample(base_, stride_, _mm256_add_epi32(px, ox), _mm256_add_epi32(py, oy), most_x_, most_y_));
    }
    const int down = 14 + sweep.shift;
    const I8 value = _mm256_srai_epi32(_mm256_add_epi32(sum, _mm256_set1_epi32(1 << (down - 1))), down);
    const I8 words = _mm256_packus_epi32(value, value);
    const I8 bytes = _mm256_packus_epi16(words, words);
    const auto low = static_cast<std::uint32_t>(_mm256_extract_epi32(bytes, 0));
    const auto high = static_cast<std::uint32_t>(_mm256_extract_epi32(bytes, 4));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(to + x),
                     _mm_set_epi32(0, 0, static_cast<int>(high), static_cast<int>(low)));
  }

 private:
  const std::uint8_t* base_;
  int stride_, log_;
  I8 most_x_, most_y_;
};

}  // namespace

void WarpGrid::create(int width, int height, int node_distance) {
  step = node_distance;
  columns = (width + step - 1) / step + 1;
  rows = (height + step - 1) / step + 1;
  const std::size_t nodes = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
  for (auto* field : {&dx, &dy, &sweep_x, &sweep_y}) field->assign(nodes, 0);
}

void warp(const Plane& from, const WarpGrid& grid, Plane& to) {
  to.create(from.width, from.height);
  const RowWarp row_warp(from, grid.step);
  std::vector<std::int32_t> row_x(
      static_cast<std::size_t>(grid.columns));  // displacements of this row at the nodes' columns
  std::vector<std::int32_t> row_y(row_x.size());
  std::vector<Sweep> sweeps(row_x.size());
  for (int y = 0; y < from.height; ++y) {
    const int row = y / grid.step;
    const int below = y % grid.step;
    for (int c = 0; c < grid.columns; ++c) {
      const std::size_t at = grid.at(c, row);
      const std::size_t next = grid.at(c, row + 1);
      const auto n = static_cast<std::size_t>(c);
      row_x[n] = grid.dx[at] + (grid.dx[next] - grid.dx[at]) * below / grid.step;
      row_y[n] = grid.dy[at] + (grid.dy[next] - grid.dy[at]) * below / grid.step;
      if (below != 0 || c + 1 == grid.columns) continue;
      // The cell's own, which is about the mean of two corners that face each other.
      const std::size_t corner = grid.at(c + 1, row + 1);
      sweeps[n] =
          sweep_of((grid.sweep_x[at] + grid.sweep_x[corner]) / 2, (grid.sweep_y[at] + grid.sweep_y[corner]) / 2);
    }
    for (int x = 0; x < from.width; x += 8) {
      const auto n = static_cast<std::size_t>(x / grid.step);
      row_warp.eight(to.row(y), x, y, x - x % grid.step, row_x.data() + n, row_y.data() + n, sweeps[n]);
    }
  }
}

}  // namespace proofmark::camera
