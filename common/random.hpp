// Randomness is passed in. A seeded source is a ChaCha20 key stream; named sub-streams are derived from it, so that
// one more draw in one room changes nothing in another. The distributions are the project's own, because those of the
// standard library differ between implementations and a run must be repeatable.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "common/bytes.hpp"

namespace proofmark {

class RandomSource {
 public:
  virtual ~RandomSource() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;

  [[nodiscard]] std::uint64_t next_u64();
  [[nodiscard]] std::uint64_t below(std::uint64_t n);     // uniform in [0, n), n > 0, by rejection
  [[nodiscard]] double uniform();                         // uniform in [0, 1), 53 bits
  [[nodiscard]] double uniform(double low, double high);  // uniform in [low, high)
  [[nodiscard]] double normal();                          // mean 0, standard deviation 1 (Box-Muller)
  [[nodiscard]] bool chance(double probability) { return uniform() < probability; }
  [[nodiscard]] Bytes bytes(std::size_t n);
  template <typename T>
  [[nodiscard]] const T& pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(from.size()))];
  }
  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[static_cast<std::size_t>(below(i))]);
  }
};

// The system's cryptographic generator (OpenSSL's, seeded from the kernel).
class SystemRandom final : public RandomSource {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

class SeededRandom final : public RandomSource {
 public:
  explicit SeededRandom(std::uint64_t seed, std::string_view stream = "");
  explicit SeededRandom(ByteView key32);
  ~SeededRandom() override;
  SeededRandom(SeededRandom&&) noexcept;
  SeededRandom& operator=(SeededRandom&&) noexcept;
  void fill(std::span<std::uint8_t> out) override;
  // A stream of its own by name: SHA-256(key || name). Independent of how much was drawn from this one.
  [[nodiscard]] SeededRandom derive(std::string_view name) const;
  [[nodiscard]] SeededRandom derive(std::string_view name, std::uint64_t index) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace proofmark
