// What the image pipeline does to single rows: whole numbers only, in loops that the compiler makes vectors of.
// Luma lies above its black of 16 here and counts in 1/64 of an 8-bit step.
#pragma once
#include <cstddef>
#include <cstdint>

namespace proofmark::camera {

struct RowNoise {
  const std::int16_t* deviates;  // standard deviation 256
  const std::int32_t* sigma;     // standard deviation at each luma above black, 0 to 255, in 1/64 of a step
};

// Two rows of deviates into one of the same deviation, so that neighbours in a column have noise in common too.
void mix_deviates(const std::int16_t* a, const std::int16_t* b, std::size_t n, std::int16_t* out);

// `gain` in 1/4096, `response` in 1/16384.
void expose_luma(const std::uint8_t* in, std::size_t n, int gain, const std::int16_t* response, const RowNoise& noise,
                 std::int16_t* out);

// A row of a chroma plane; `luma` is the row of luma at its place, of 2 n pixels, and `tint`, in 1/4096, the part of
// it that white balance adds. `sigma`: standard deviation of its noise, in 1/64 of a step. `room` for n bytes.
void expose_chroma(const std::uint8_t* in, std::size_t n, const std::uint8_t* luma, int gain, int tint, int sigma,
                   const std::int16_t* deviates, std::uint8_t* room, std::uint8_t* out);

// Row `middle` of five (their nearest where the picture ends), sharpened, back in 8 bits with black at 16. `blurred` is
// room for n + 4 numbers. `amount` in 1/256; `limit` in 1/64 of a step.
struct Sharpener {
  int amount = 0, radius = 1, limit = 0;
};
void sharpen(const std::int16_t* const rows[5], std::size_t n, const Sharpener& sharpener, std::int32_t* blurred,
             std::uint8_t* out);

// One row of a device of the first format, in place. `gain` and `pattern` in 1/32768; the noise's standard deviation is
// sigma_zero - slope * luma / 256, in 1/64 of a step; no table look-up for the pixel's value.
void plain_luma(std::uint8_t* row, std::size_t n, const std::int16_t* noise, const std::int16_t* pattern, int gain,
                int sigma_zero, int slope);
void plain_chroma(std::uint8_t* row, std::size_t n, const std::int16_t* noise, int gain, int sigma);

}  // namespace proofmark::camera
