#include "reference-impl/api/entropy.hpp"

namespace proofmark::api {

std::unique_ptr<RandomSource> SystemEntropy::stream(const std::string&) {
  return std::make_unique<SystemRandom>();
}

std::unique_ptr<RandomSource> SeededEntropy::stream(const std::string& purpose) {
  return std::make_unique<SeededRandom>(root_.derive(purpose));
}

}  // namespace proofmark::api
