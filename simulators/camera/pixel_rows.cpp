#include "simulators/camera/pixel_rows.hpp"

namespace proofmark::camera {
namespace {

constexpr int kBlack = 16;

int within(int v, int low, int high) {
  return v < low ? low : v > high ? high : v;
}

}  // namespace

void mix_deviates(const std::int16_t* a, const std::int16_t* b, std::size_t n, std::int16_t* out) {
  for (std::size_t x = 0; x < n; ++x) out[x] = static_cast<std::int16_t>(((a[x] + b[x]) * 181) >> 8);
}

void expose_luma(const std::uint8_t* in, std::size_t n, int gain, const std::int16_t* response, const RowNoise& noise,
                 std::int16_t* out) {
  const std::int32_t* sigma = noise.sigma;
  for (std::size_t x = 0; x < n; ++x) {
    const int light = ((in[x] - kBlack) * gain) >> 6;
    const int signal = (light * response[x]) >> 14;
    const int at = within(signal >> 6, 0, 255);
    out[x] = static_cast<std::int16_t>(signal + ((noise.deviates[x] * sigma[at]) >> 8));
  }
}

void expose_chroma(const std::uint8_t* in, std::size_t n, const std::uint8_t* luma, int gain, int tint, int sigma,
                   const std::int16_t* deviates, std::uint8_t* room, std::uint8_t* out) {
  const int add = (tint * gain) >> 12;
  for (std::size_t x = 0; x < n; ++x) room[x] = luma[2 * x];
  for (std::size_t x = 0; x < n; ++x) {
    const int signal = (((in[x] - 128) * gain) + (room[x] - kBlack) * add) >> 6;
    out[x] = static_cast<std::uint8_t>(within(((signal + ((deviates[x] * sigma) >> 8) + 32) >> 6) + 128, 0, 255));
  }
}

void plain_luma(std::uint8_t* row, std::size_t n, const std::int16_t* noise, const std::int16_t* pattern, int gain,
                int sigma_zero, int slope) {
  for (std::size_t x = 0; x < n; ++x) {
    const int y = row[x];
    const int signal = (y * (gain + pattern[x])) >> 9;  // luma in 1/64
    const int sigma = sigma_zero - ((slope * y) >> 8);  // 1/64
    const int value = (signal + ((noise[x] * sigma) >> 8) + 32) >> 6;
    row[x] = static_cast<std::uint8_t>(within(value, 0, 255));
  }
}

void plain_chroma(std::uint8_t* row, std::size_t n, const std::int16_t* noise, int gain, int sigma) {
  for (std::size_t x = 0; x < n; ++x) {
    const int signal = ((row[x] - 128) * gain) >> 9;
    const int value = ((signal + ((noise[x] * sigma) >> 8) + 32) >> 6) + 128;
    row[x] = static_cast<std::uint8_t>(within(value, 0, 255));
  }
}

void sharpen(const std::int16_t* const rows[5], std::size_t n, const Sharpener& sharpener, std::int32_t* blurred,
             std::uint8_t* out) {
  const std::int16_t* middle = rows[2];
  if (sharpener.amount == 0) {
    for (std::size_t x = 0; x < n; ++x)
      out[x] = static_cast<std::uint8_t>(within(((middle[x] + 32) >> 6) + kBlack, 0, 255));
    return;
  }
  // Columns first, with two more on each side, then the row: weights 1 2 1 of sum 16, or 1 4 6 4 1 of sum 256.
  std::int32_t* columns = blurred + 2;
  if (sharpener.radius == 1) {
    for (std::size_t x = 0; x < n; ++x) columns[x] = (rows[1][x] + 2 * middle[x] + rows[3][x]) << 2;
  } else {
    for (std::size_t x = 0; x < n; ++x)
      columns[x] = rows[0][x] + 4 * (rows[1][x] + rows[3][x]) + 6 * middle[x] + rows[4][x];
  }
  blurred[0] = blurred[1] = columns[0];
  columns[n] = columns[n + 1] = columns[n - 1];
  const auto finish = [&](std::size_t x, int mean) {
    const int more = within(((middle[x] - mean) * sharpener.amount) >> 8, -sharpener.limit, sharpener.limit);
    out[x] = static_cast<std::uint8_t>(within(((middle[x] + more + 32) >> 6) + kBlack, 0, 255));
  };
  if (sharpener.radius == 1) {
    for (std::size_t x = 0; x < n; ++x) finish(x, (blurred[x + 1] + 2 * blurred[x + 2] + blurred[x + 3]) >> 6);
  } else {
    for (std::size_t x = 0; x < n; ++x)
      finish(x, (blurred[x] + 4 * (blurred[x + 1] + blurred[x + 3]) + 6 * blurred[x + 2] + blurred[x + 4]) >> 8);
  }
}

}  // namespace proofmark::camera
