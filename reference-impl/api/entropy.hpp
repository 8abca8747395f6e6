// Where the service's identifiers, secrets, chip nonces and challenges come from. In normal use the system's generator;
// in a repeatable run on loopback a seeded stream per order. Nothing else depends on which it is.
#pragma once
#include <memory>
#include <string>

#include "common/random.hpp"

namespace proofmark::api {

class Entropy {
 public:
  virtual ~Entropy() = default;
  // `purpose` names what the stream is for, for example "challenges/ORDER". Asked twice for the same purpose, the
  // seeded source gives the same stream; the callers never do.
  [[nodiscard]] virtual std::unique_ptr<RandomSource> stream(const std::string& purpose) = 0;
};

class SystemEntropy final : public Entropy {
 public:
  std::unique_ptr<RandomSource> stream(const std::string& purpose) override;
};

class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(ByteView key32) : root_(key32) {}
  std::unique_ptr<RandomSource> stream(const std::string& purpose) override;

 private:
  SeededRandom root_;
};

}  // namespace proofmark::api
