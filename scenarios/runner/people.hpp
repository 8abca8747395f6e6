// The simulated persons of a run, each made once: civil data, looks and the portrait on the document.
#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>

#include "common/clock.hpp"
#include "common/random.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/recording.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/person.hpp"

namespace proofmark::runner {

struct Identity {
  person::CivilRecord civil;
  person::Appearance appearance;
};

// Thread-safe. What it gives depends on the seed and the person's number alone.
class People {
 public:
  People(std::shared_ptr<const person::Assets> assets, std::uint64_t seed, Instant start);
  [[nodiscard]] Identity identity(std::uint64_t number) const;
  // JPEG of the document's photograph; drawn at the first call (about half a second) and kept.
  [[nodiscard]] Result<std::shared_ptr<const Bytes>> portrait(std::uint64_t number);

  // The person live before a phone: a room, a behaviour and a device drawn from `stream`.
  [[nodiscard]] Result<std::unique_ptr<camera::Capture>> live(std::uint64_t number, const camera::Device& device,
                                                              const SeededRandom& stream) const;
  // A genuine session of the person recorded at another time, in another room, against other challenges.
  [[nodiscard]] Result<std::shared_ptr<const camera::Recording>> recording(std::uint64_t number,
                                                                           const SeededRandom& stream) const;
  // A good photograph of the person as one finds it on the net: frontal, in a room; BGR.
  [[nodiscard]] Result<void> photograph(std::uint64_t number, const SeededRandom& stream, cv::Mat& bgr) const;

 private:
  struct Portrait {
    std::mutex mutex;
    std::shared_ptr<const Bytes> jpeg;
  };
  std::shared_ptr<const person::Assets> assets_;
  std::uint64_t seed_;
  Instant start_;
  std::mutex mutex_;
  std::map<std::uint64_t, std::shared_ptr<Portrait>> portraits_;
};

// An ordinary phone of the model that all attempts use, with its own noise and frame timing.
[[nodiscard]] camera::Device sample_device(const SeededRandom& stream);

}  // namespace proofmark::runner
