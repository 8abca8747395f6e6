// From the colour matrix of ITU-R BT.601 to that of BT.709, both in limited range, on I420 in place.
#pragma once
#include <cstdint>

namespace proofmark::media {

// Planes Y, U, V with their bytes from row to row; width and height of luma, even. Whole numbers: the same bytes on
// every machine.
void to_bt709(std::uint8_t* const planes[], const int strides[], int width, int height);

}  // namespace proofmark::media
