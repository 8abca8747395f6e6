// The pictures that a person is measured by: the portrait on the document, years old and through JPEG, and frames of
// films in other rooms on other days, through sensor and H.264.
#pragma once
#include <memory>
#include <opencv2/core.hpp>
#include <vector>

#include "common/result.hpp"
#include "simulators/person/life.hpp"

namespace proofmark::corpus {

struct World {
  std::shared_ptr<const person::Assets> assets;
  person::Population population;
  std::chrono::year_month_day today;
};

[[nodiscard]] Result<cv::Mat> portrait_of(const World& world, const person::VirtualPerson& who);
// Three frames of one film: nearly frontal, turned with a smile, tilted; 1280x720 BGR as decoded. `room` chooses light,
// background, poses and noise.
[[nodiscard]] Result<std::vector<cv::Mat>> film_of(const World& world, const person::VirtualPerson& who,
                                                   std::uint64_t room);

}  // namespace proofmark::corpus
