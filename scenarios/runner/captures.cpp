#include "scenarios/runner/captures.hpp"

#include <stdlib.h>  // mkdtemp is POSIX

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <opencv2/core.hpp>

#include "attacks/registry/registry.hpp"
#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "common/media/mp4.hpp"
#include "scenarios/runner/stage.hpp"

namespace proofmark::runner {
namespace {

constexpr int width = 1280, height = 720;
// The exposure has settled and the person looks at the camera.
constexpr std::size_t photographed_frame = 5;
// In real time a little more than tender 7.4.5.3 asks for (25), so that an ordinary machine keeps up.
constexpr double real_frames_per_second = 26;

Result<std::unique_ptr<camera::Capture>> make_camera_capture(RunContext& context, const Task& task,
                                                             const SeededRandom& stream) {
  const Scenario& scenario = context.suite.scenarios[task.scenario];
  PROOFMARK_TRY(const Looks other, looks_of(scenario.relation, task.other.value_or(task.holder), task.holder,
                                            !context.suite.population.empty()));
  const Looks shown = scenario.camera == Role::other ? other : Looks(task.holder);
  camera::Device device = context.devices.at(scenario.device).sample(stream);
  if (context.real_time) device.frames_per_second = std::min(device.frames_per_second, real_frames_per_second);
  if (scenario.attack_class.empty()) return context.people->live(shown, device, stream);
  if (scenario.kind == reports::Kind::impostor) {
    AttemptStage stage(*context.people, Looks(task.holder), Looks(task.other.value_or(task.holder)), device, 0, stream);
    return attack::make_capture(context.species.at(task.species), stage, stream.derive("attack"));
  }
  const std::optional<Looks> attacker =
      scenario.camera == Role::holder && task.other ? std::optional(other) : std::nullopt;
  // Nobody is asked for anything at level pad, so that a shorter recording shows no seam.
  const double seconds = context.suite.level == reports::Level::pad ? kPresentationSeconds + 1 : 15;
  AttemptStage stage(*context.people, shown, attacker, device, seconds, stream);
  return attack::make_capture(context.species.at(task.species), stage, stream.derive("attack"));
}

}  // namespace

Result<std::unique_ptr<camera::Capture>> make_capture(RunContext& context, const Task& task,
                                                      const SeededRandom& stream) {
  PROOFMARK_TRY(auto capture, make_camera_capture(context, task, stream));
  const std::string& network = context.suite.scenarios[task.scenario].network;
  if (network.empty()) return capture;
  return camera::make_networked(std::move(capture),
                                camera::Network(context.networks.at(network).sample(stream), stream));
}

Result<void> write_presentation(RunContext& context, const Task& task, const SeededRandom& stream,
                                const std::filesystem::path& file, std::vector<camera::AccessUnit>& sent) {
  PROOFMARK_TRY(const auto capture, make_capture(context, task, stream));
  PROOFMARK_TRY(const auto writer, media::Mp4Writer::create(file, width, height));
  const auto length =
      std::chrono::duration_cast<camera::StreamTime>(std::chrono::duration<double>(kPresentationSeconds));
  for (camera::StreamTime at{}; at < length;) {
    PROOFMARK_TRY(camera::AccessUnit unit, capture->next());
    at = unit.captured;
    PROOFMARK_CHECK(writer->write(unit.data, unit.captured));
    sent.push_back(std::move(unit));
  }
  return writer->close();
}

namespace {

Result<Bytes> photographed(RunContext& context, const Task& task, const SeededRandom& stream) {
  PROOFMARK_TRY(const auto capture, make_capture(context, task, stream));
  PROOFMARK_TRY(const auto decoder, media::Decoder::create());
  for (std::size_t frame = 0;; ++frame) {
    PROOFMARK_TRY(const camera::AccessUnit unit, capture->next());
    PROOFMARK_TRY(const auto pictures, decoder->decode(unit.data));
    if (frame >= photographed_frame && !pictures.empty()) return media::encode_jpeg(pictures.back(), 92);
  }
}

}  // namespace

Result<Bytes> take_photograph(RunContext& context, const Task& task, const SeededRandom& stream) {
  const Scenario& scenario = context.suite.scenarios[task.scenario];
  if (!scenario.cast.cross) return photographed(context, task, stream);
  // The person's one live picture, whichever of his pairs comes first: it depends on the person alone.
  const std::uint64_t shown = task.other.value_or(task.holder);
  PROOFMARK_TRY(const auto jpeg, context.people->live_picture(shown, [&] {
    return photographed(context, task, SeededRandom(context.seed).derive("cross/" + scenario.name, shown));
  }));
  return *jpeg;
}

Result<std::unique_ptr<SampleFolder>> SampleFolder::create() {
  std::error_code problem;
  const auto temporary = std::filesystem::temp_directory_path(problem);
  std::string pattern = (temporary / "capture-XXXXXX").string();
  if (problem || ::mkdtemp(pattern.data()) == nullptr)
    return fail("temporary folder", "to make one in " + temporary.string(),
                problem ? problem.message() : std::strerror(errno),
                "Free some space, or set TMPDIR to a folder that can be written.");
  return std::unique_ptr<SampleFolder>(new SampleFolder(pattern));
}

SampleFolder::~SampleFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace proofmark::runner
