// 8-bit planes with some bytes after the last one, so that whole registers can be read at any pixel.
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace proofmark::camera {

struct Plane {
  int width = 0, height = 0;
  std::vector<std::uint8_t> data;  // rows of `width` bytes

  void create(int w, int h) {
    width = w;
    height = h;
    data.resize(static_cast<std::size_t>(w) * static_cast<std::size_t>(h) + 32);
  }
  [[nodiscard]] std::uint8_t* row(int y) {
    return data.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
  [[nodiscard]] const std::uint8_t* row(int y) const {
    return data.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(width);
  }
};

using Planes = std::array<Plane, 3>;  // Y, U, V; the last two of half width and height

}  // namespace proofmark::camera
