// Presentation attack by a printed photograph, held before the phone's camera by hand.
#pragma once
#include <memory>

#include "attacks/species.hpp"
#include "simulators/camera/capture.hpp"

namespace cv {
class Mat;
}

namespace proofmark::attack::print {

// `photo` (CV_8UC3, at least 200 pixels each way) is the species' material: the document's portrait or a photograph.
[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make(const Species& species, const cv::Mat& photo,
                                                            const camera::Device& device, const SeededRandom& seed);
// The sheet before the camera, without sensor and encoder.
[[nodiscard]] Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, const cv::Mat& photo,
                                                                       const SeededRandom& seed);

}  // namespace proofmark::attack::print
