// dlib's ResNet-34 face network (dlib_face_recognition_resnet_model_v1), put together layer by layer from its weights.
#pragma once
#include <opencv2/dnn.hpp>

#include "common/result.hpp"
#include "simulators/matcher/quantised_weights.hpp"

namespace proofmark::matcher {

// Input 1x3x150x150, output 1x128. An error when a tensor is missing or of another shape.
[[nodiscard]] Result<cv::dnn::Net> build_dlib_network(const Tensors& tensors);

}  // namespace proofmark::matcher
