// What stands in the camera's place in an attempt.
#pragma once
#include <memory>

#include "scenarios/runner/attempt.hpp"
#include "simulators/camera/capture.hpp"

namespace proofmark::runner {

[[nodiscard]] Result<std::unique_ptr<camera::Capture>> make_capture(RunContext& context, const Task& task,
                                                                    const SeededRandom& stream);

}  // namespace proofmark::runner
