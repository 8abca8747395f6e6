#include "simulators/camera/scene/room_warp.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "simulators/camera/scene/simd.hpp"

namespace proofmark::camera {
namespace {

using simd::all;
using simd::I8;

constexpr int kPlace = 1024;  // steps of a place, of which the weights see 32
constexpr int kToWeight = 5, kWeight = 32, kHalfWeight = kPlace / kWeight / 2;

// The four pixels round each of eight places.
struct Corners {
  I8 above_left, above_right, below_left, below_right;
};

class Source {
 public:
  explicit Source(const cv::Mat& from)
      : base_(from.ptr<int>()),
        pitch_(static_cast<int>(from.step1() / 4)),
        width_(from.cols),
        last_x_(all(from.cols - 1)),
        last_y_(all(from.rows - 1)) {}

  [[nodiscard]] Corners around(I8 column, I8 row) const {
    const I8 one = all(1);
    const I8 left = held(column, last_x_), right = held(_mm256_add_epi32(column, one), last_x_);
    const I8 above = held(row, last_y_), below = held(_mm256_add_epi32(row, one), last_y_);
    const int first = std::min(_mm256_extract_epi32(left, 0), _mm256_extract_epi32(left, 7));
    const int top = _mm256_extract_epi32(above, 0), bottom = _mm256_extract_epi32(below, 0);
    const I8 from_first = _mm256_sub_epi32(left, all(first)), next = _mm256_sub_epi32(right, all(first));
    // Nearly always all eight lie in one line and close together: two loads then, in place of thirty-two.
    const I8 elsewhere =
        _mm256_or_si256(_mm256_or_si256(_mm256_xor_si256(above, all(top)), _mm256_xor_si256(below, all(bottom))),
                        _mm256_or_si256(_mm256_andnot_si256(all(7), from_first), _mm256_andnot_si256(all(7), next)));
    if (first + 8 <= width_ && _mm256_testz_si256(elsewhere, elsewhere) != 0) {
      const I8 upper = simd::load(line(top) + first), lower = simd::load(line(bottom) + first);
      return {_mm256_permutevar8x32_epi32(upper, from_first), _mm256_permutevar8x32_epi32(upper, next),
              _mm256_permutevar8x32_epi32(lower, from_first), _mm256_permutevar8x32_epi32(lower, next)};
    }
    const I8 upper = _mm256_mullo_epi32(above, all(pitch_)), lower = _mm256_mullo_epi32(below, all(pitch_));
    const auto gather = [&](I8 start, I8 x) { return _mm256_i32gather_epi32(base_, _mm256_add_epi32(start, x), 4); };
    return {gather(upper, left), gather(upper, right), gather(lower, left), gather(lower, right)};
  }

 private:
  // Beyond the edge the edge's pixels go on.
  static I8 held(I8 at, I8 last) { return _mm256_min_epi32(_mm256_max_epi32(at, _mm256_setzero_si256()), last); }
  [[nodiscard]] const int* line(int row) const { return base_ + std::ptrdiff_t{row} * pitch_; }

  const int* base_;
  int pitch_, width_;
  I8 last_x_, last_y_;
};

// Pixels of four bytes between their corners; fx and fy from 0 to 31.
I8 between(const Corners& c, I8 fx, I8 fy) {
  const I8 whole = all(kWeight);
  // Bytes (left, right) of two pixels in each half of a register; the weights of a pixel four times.
  I8 wx = _mm256_or_si256(_mm256_sub_epi32(whole, fx), _mm256_slli_epi32(fx, 8));
  wx = _mm256_or_si256(wx, _mm256_slli_epi32(wx, 16));
  const I8 wx_low = _mm256_unpacklo_epi32(wx, wx), wx_high = _mm256_unpackhi_epi32(wx, wx);
  const I8 above_low = _mm256_maddubs_epi16(_mm256_unpacklo_epi8(c.above_left, c.above_right), wx_low);
  const I8 above_high = _mm256_maddubs_epi16(_mm256_unpackhi_epi8(c.above_left, c.above_right), wx_high);
  const I8 below_low = _mm256_maddubs_epi16(_mm256_unpacklo_epi8(c.below_left, c.below_right), wx_low);
  const I8 below_high = _mm256_maddubs_epi16(_mm256_unpackhi_epi8(c.below_left, c.below_right), wx_high);
  const I8 wy = _mm256_or_si256(_mm256_sub_epi32(whole, fy), _mm256_slli_epi32(fy, 16));
  // One pixel in each half: its four channels in 1/1024, rounded.
  const auto pixel = [](I8 pairs, I8 weights) {
    return _mm256_srli_epi32(_mm256_add_epi32(_mm256_madd_epi16(pairs, weights), all(kPlace / 2)), 10);
  };
  const I8 p0 = pixel(_mm256_unpacklo_epi16(above_low, below_low), _mm256_shuffle_epi32(wy, 0x00));
  const I8 p1 = pixel(_mm256_unpackhi_epi16(above_low, below_low), _mm256_shuffle_epi32(wy, 0x55));
  const I8 p2 = pixel(_mm256_unpacklo_epi16(above_high, below_high), _mm256_shuffle_epi32(wy, 0xAA));
  const I8 p3 = pixel(_mm256_unpackhi_epi16(above_high, below_high), _mm256_shuffle_epi32(wy, 0xFF));
  return _mm256_packus_epi16(_mm256_packs_epi32(p0, p1), _mm256_packs_epi32(p2, p3));
}

}  // namespace

void warp_room(const cv::Mat& from, cv::Mat& to, const cv::Matx23d& to_source) {
  const Source source(from);
  const auto eights = static_cast<std::size_t>(to.cols + 7) / 8 * 8;
  std::vector<int> along_x(eights), along_y(eights);  // what a column adds to a row's place
  for (std::size_t x = 0; x < eights; ++x) {
    along_x[x] = cv::saturate_cast<int>(to_source(0, 0) * static_cast<double>(x) * kPlace);
    along_y[x] = cv::saturate_cast<int>(to_source(1, 0) * static_cast<double>(x) * kPlace);
  }
  const I8 mask = all(kWeight - 1);
  std::array<std::uint32_t, 8> last{};  // of a row whose length is no multiple of eight
  for (int y = 0; y < to.rows; ++y) {
    const I8 row_x = all(cv::saturate_cast<int>((to_source(0, 1) * y + to_source(0, 2)) * kPlace) + kHalfWeight);
    const I8 row_y = all(cv::saturate_cast<int>((to_source(1, 1) * y + to_source(1, 2)) * kPlace) + kHalfWeight);
    auto* out = to.ptr<std::uint32_t>(y);
    for (int x = 0; x < to.cols; x += 8) {
      const I8 px =
          _mm256_srai_epi32(_mm256_add_epi32(row_x, simd::load(&along_x[static_cast<std::size_t>(x)])), kToWeight);
      const I8 py =
          _mm256_srai_epi32(_mm256_add_epi32(row_y, simd::load(&along_y[static_cast<std::size_t>(x)])), kToWeight);
      const Corners corners = source.around(_mm256_srai_epi32(px, kToWeight), _mm256_srai_epi32(py, kToWeight));
      const I8 pixels = between(corners, _mm256_and_si256(px, mask), _mm256_and_si256(py, mask));
      if (x + 8 <= to.cols) {
        simd::store(out + x, pixels);
        continue;
      }
      simd::store(last.data(), pixels);
      std::copy_n(last.begin(), to.cols - x, out + x);
    }
  }
}

}  // namespace proofmark::camera
