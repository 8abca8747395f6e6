// The development persons: of the streams "development/person#i", or of a population from number 1,000,000 on.
// Evaluation runs have neither.
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "common/bytes.hpp"
#include "common/random.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/scene/scene.hpp"
#include "simulators/person/appearance.hpp"
#include "simulators/person/population.hpp"

namespace proofmark::calibration {

struct Sources {
  std::shared_ptr<const person::Assets> assets;
  std::uint64_t seed = 0;
  // With one, years lie between the document's photograph and the film, and looks change with them.
  std::optional<person::Population> population;
  std::vector<camera::Place> places;  // one for each film, in turn by chance; none: a room at home
};

struct Subject {
  SeededRandom seed;
  Bytes portrait_jpeg;  // as on the chip
  cv::Mat portrait;
};

[[nodiscard]] SeededRandom person_seed(const Sources& sources, std::uint64_t index);
[[nodiscard]] Result<Subject> make_subject(const Sources& sources, std::uint64_t index);
// A photograph of the person as an attacker may have it: sharp, frontal, in a room; CV_8UC3 of 600x720.
[[nodiscard]] Result<cv::Mat> photograph(const Sources& sources, std::uint64_t index);
// The person live before a phone in a room; `take` makes another hour of another day of it.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> live_camera(const Sources& sources, std::uint64_t index,
                                                                   std::uint64_t take);

}  // namespace proofmark::calibration
