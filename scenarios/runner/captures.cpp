#include "scenarios/runner/captures.hpp"

#include <opencv2/core.hpp>

#include "attacks/injection/injection.hpp"
#include "attacks/print/print.hpp"
#include "attacks/replay/replay.hpp"
#include "common/media/jpeg.hpp"

namespace proofmark::runner {

Result<std::unique_ptr<camera::Capture>> make_capture(RunContext& context, const Task& task,
                                                      const SeededRandom& stream) {
  const Scenario& scenario = context.suite.scenarios[task.scenario];
  const std::uint64_t shown = scenario.camera == Role::other ? task.other.value_or(task.holder) : task.holder;
  const camera::Device device = sample_device(stream);
  if (scenario.capture == CaptureKind::live) return context.people->live(shown, device, stream);
  const attack::Species& species = context.species.at(task.species);
  const SeededRandom attack_stream = stream.derive("attack");
  if (scenario.capture == CaptureKind::print) {
    cv::Mat photo;
    if (species.material == "document_photo") {
      PROOFMARK_TRY(const auto jpeg, context.people->portrait(shown));
      PROOFMARK_TRY(photo, media::decode_jpeg(*jpeg));
    } else {
      PROOFMARK_CHECK(context.people->photograph(shown, stream.derive("photograph"), photo));
    }
    return attack::print::make(species, photo, device, attack_stream);
  }
  PROOFMARK_TRY(auto recording, context.people->recording(shown, stream.derive("recording")));
  if (scenario.capture == CaptureKind::replay)
    return attack::replay::make(species, std::move(recording), device, attack_stream);
  return attack::injection::make(species, std::move(recording), device, attack_stream);
}

}  // namespace proofmark::runner
