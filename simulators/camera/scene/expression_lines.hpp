// The lines that a smile and raised brows deepen in the skin of a person of a population: what changes of the baked
// texture, added in place when the expression changes.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "simulators/camera/scene/layer.hpp"
#include "simulators/camera/scene/skin.hpp"
#include "simulators/camera/scene/wrinkles.hpp"

namespace proofmark::camera {

class ExpressionLines {
 public:
  ExpressionLines() = default;
  // `texture` is the skin's, as it is drawn at rest.
  ExpressionLines(const SkinBake& bake, const MipChain& texture);

  // Both from 0 to 1, taken in steps of 1/32. The texture is a function of the steps alone, not of what was before.
  void apply(MipChain& texture, float smile, float brow_raise);

 private:
  // The full change of one texel, in 1/16 of a byte's step: blue, green, red, alpha.
  struct Change {
    std::uint32_t texel = 0, rest = 0;
    std::array<std::int16_t, 4> by{};
  };
  struct Move {
    std::vector<std::vector<Change>> levels;
    int step = 0;
  };
  static void apply(Move& move, MipChain& texture, float weight);

  Move smile_, brows_;
};

}  // namespace proofmark::camera
