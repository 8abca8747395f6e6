// The lines that years leave in a face: furrows of the forehead, crow's feet, folds beside nose and mouth, rings of the
// neck. Where each lies on the mean shape is drawn by hand; which a person has, how long and how deep, comes from the
// seed of the skin's detail and its share of wrinkles.
#pragma once
#include <cstdint>
#include <vector>

#include "simulators/camera/scene/transform.hpp"

namespace proofmark::camera {

// Of red, green and blue of the display's value, the shares that the darkest ground of a line takes off.
inline constexpr Vec3 kLineTakes{0.20F, 0.28F, 0.28F};

// What a face does that deepens some of its lines.
enum class FaceMove { none, smile, brow_raise };

class Wrinkles {
 public:
  // `amount` from 0 (a face of twenty years) to 1 (eighty).
  Wrinkles(float amount, std::uint32_t seed);
  // By how much that move at its full deepens the same person's lines; a young face shows them lightly.
  [[nodiscard]] static Wrinkles deepened_by(FaceMove move, float amount, std::uint32_t seed);

  struct Depth {
    float height = 0;  // to be added to the relief: below 0 in a line, above 0 on its banks
    float shade = 0;   // 0 to 1: how far light and blood make the line's ground darker
  };
  // At a place of the mean shape that noise has moved a little, in decimetres.
  [[nodiscard]] Depth at(Vec3 p) const;
  [[nodiscard]] float amount() const { return amount_; }

 private:
  struct Line {
    std::vector<Vec2> points;
    float width = 0, depth = 0;  // decimetres; in units of the relief
    float left = 0, right = 0, low = 0, high = 0;
  };
  Wrinkles() = default;
  // share(onset, move): of a pattern's depth.
  template <typename Share>
  void draw(std::uint32_t seed, const Share& share);
  void add(std::vector<Vec2> points, float width, float depth);

  float amount_ = 0;
  std::vector<Line> lines_;
};

}  // namespace proofmark::camera
