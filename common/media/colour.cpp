#include "common/media/colour.hpp"

#include <cstddef>

namespace proofmark::media {
namespace {

// The matrix M709 * M601^-1 in 1/16384, from the luma coefficients Kr, Kb = 0.299, 0.114 and 0.2126, 0.0722 (BT.601-7
// 2.5.1, BT.709-6 3.2), scaled from the chroma's 224 steps to the luma's 219 where one acts on the other.
constexpr double kr6 = 0.299, kb6 = 0.114, kg6 = 1 - kr6 - kb6;
constexpr double kr7 = 0.2126, kb7 = 0.0722, kg7 = 1 - kr7 - kb7;
// What one unit of Cb or Cr (-0.5 to 0.5) of BT.601 adds to R, G and B.
constexpr double b_of_cb = 2 * (1 - kb6), g_of_cb = -2 * kb6 * (1 - kb6) / kg6;
constexpr double r_of_cr = 2 * (1 - kr6), g_of_cr = -2 * kr6 * (1 - kr6) / kg6;
constexpr double y_of_cb = kg7 * g_of_cb + kb7 * b_of_cb, y_of_cr = kr7 * r_of_cr + kg7 * g_of_cr;

constexpr int whole(double v) {
  return static_cast<int>(v * 16384 + (v < 0 ? -0.5 : 0.5));
}
constexpr int yu = whole(y_of_cb * 219 / 224), yv = whole(y_of_cr * 219 / 224);
constexpr int uu = whole((b_of_cb - y_of_cb) / (2 * (1 - kb7))), uv = whole(-y_of_cr / (2 * (1 - kb7)));
constexpr int vu = whole(-y_of_cb / (2 * (1 - kr7))), vv = whole((r_of_cr - y_of_cr) / (2 * (1 - kr7)));

std::uint8_t byte(int v) {
  return static_cast<std::uint8_t>(v < 0 ? 0 : v > 255 ? 255 : v);
}

}  // namespace

void to_bt709(std::uint8_t* const planes[], const int strides[], int width, int height) {
  const auto row = [&](int plane, int y) { return planes[plane] + std::ptrdiff_t{y} * strides[plane]; };
  for (int y = 0; y < height; ++y) {
    std::uint8_t* luma = row(0, y);
    const std::uint8_t* u = row(1, y / 2);
    const std::uint8_t* v = row(2, y / 2);
    for (int x = 0; x < width / 2; ++x) {
      const int more = (yu * (u[x] - 128) + yv * (v[x] - 128) + 8192) >> 14;
      luma[2 * x] = byte(luma[2 * x] + more);
      luma[2 * x + 1] = byte(luma[2 * x + 1] + more);
    }
  }
  for (int y = 0; y < height / 2; ++y) {
    std::uint8_t* u = row(1, y);
    std::uint8_t* v = row(2, y);
    for (int x = 0; x < width / 2; ++x) {
      const int cb = u[x] - 128;
      const int cr = v[x] - 128;
      u[x] = byte(128 + ((uu * cb + uv * cr + 8192) >> 14));
      v[x] = byte(128 + ((vu * cb + vv * cr + 8192) >> 14));
    }
  }
}

}  // namespace proofmark::media
