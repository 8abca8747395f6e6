#include "attacks/injection/injection.hpp"

#include <opencv2/core.hpp>

#include "attacks/deepfake/deepfake.hpp"
#include "attacks/injection/contents.hpp"
#include "attacks/injection/substitution.hpp"
#include "attacks/injection/way.hpp"
#include "attacks/replay/live_contents.hpp"
#include "common/media/h264.hpp"
#include "simulators/camera/frame_timer.hpp"

namespace proofmark::attack::injection {
namespace {

// Access units of the recording under the new device's times. A virtual camera runs at the device's rate; when the
// recording is over it begins again at its IDR picture.
class Injected final : public camera::Capture {
 public:
  Injected(std::shared_ptr<const camera::Recording> recording, const camera::Device& device, const SeededRandom& seed,
           std::unique_ptr<media::Decoder> decoder, std::unique_ptr<media::Encoder> encoder)
      : recording_(std::move(recording)),
        timer_(device, seed.derive("injection/timer")),
        decoder_(std::move(decoder)),
        encoder_(std::move(encoder)) {}

  Result<camera::AccessUnit> next() override {
    camera::AccessUnit unit;
    unit.captured = timer_.next();
    const Bytes& recorded = recording_->units[next_].data;
    next_ = (next_ + 1) % recording_->units.size();
    if (!encoder_) {
      unit.data = recorded;
      return unit;
    }
    PROOFMARK_TRY(const std::vector<cv::Mat> pictures, decoder_->decode(recorded, media::PixelFormat::i420));
    if (pictures.size() != 1)
      return fail("attacks/injection", "one picture for each access unit", std::to_string(pictures.size()),
                  "Record with the simulated camera.");
    PROOFMARK_TRY(unit.data, encoder_->encode(pictures[0], media::PixelFormat::i420));
    return unit;
  }
  // Nobody is there to answer.
  void challenge(const camera::Challenge&, camera::StreamTime, camera::StreamTime) override {}
  void challenge_over(camera::StreamTime) override {}

 private:
  std::shared_ptr<const camera::Recording> recording_;
  camera::FrameTimer timer_;
  std::unique_ptr<media::Decoder> decoder_;
  std::unique_ptr<media::Encoder> encoder_;
  std::size_t next_ = 0;
};

constexpr std::string_view kSubstitution = "substitution in mid-session";

}  // namespace

bool shows_attacker(const Species& species) {
  if (species.choices.contains("stream")) return false;
  if (species.method == kSubstitution && species.choice("before", "own face") == "own face") return true;
  const bool of_victim = species.instrument == "still" || species.instrument == "replay";
  return !of_victim && deepfake::shows_attacker(species, species.instrument);
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage, const SeededRandom& seed) {
  if (species.choices.contains("stream")) {
    PROOFMARK_TRY(auto recording, stage.recording());
    return make(species, std::move(recording), stage.device(), seed);
  }
  if (species.attack_class != "injection")
    return fail("attacks/injection", "a species of the class injection", species.attack_class,
                "Use that class's mechanism.");
  const bool substituted = species.method == kSubstitution;
  std::vector<std::string> known = way_parameters();
  std::map<std::string, std::vector<std::string>> choices = way_choices();
  const auto add = [&](const std::vector<std::string>& more) { known.insert(known.end(), more.begin(), more.end()); };
  add(content_parameters(species));
  if (species.instrument == "replay") choices["content"] = replay::live_contents();
  if (substituted) {
    add(substitution_parameters());
    choices["before"] = {"own face", "covered lens"};
  }
  PROOFMARK_CHECK(species.allow(known, choices));
  PROOFMARK_TRY(auto content, make_content(species, stage, seed));
  PROOFMARK_TRY(auto injected, make_way(species, std::move(content), stage.device(), seed));
  if (!substituted) return injected;
  return make_substitution(species, std::move(injected), stage, seed);
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, std::shared_ptr<const camera::Recording> victim,
                                              const camera::Device& device, const SeededRandom& seed) {
  if (species.attack_class != "injection")
    return fail("attacks/injection", "a species of the class injection", species.attack_class,
                "Use that class's mechanism.");
  PROOFMARK_CHECK(species.allow({"jitter_ms", "quality"}, {{"stream", {"as_is", "reencoded"}}}));
  if (!victim || victim->units.empty() || !media::is_key_frame(victim->units[0].data))
    return fail("attacks/injection", "a recording that begins with an IDR picture", victim ? "another one" : "none",
                "Record a genuine session of the victim first.");
  camera::Device sending = device;
  sending.jitter_ms = species.draw("jitter_ms", device.jitter_ms, seed);
  PROOFMARK_CHECK(camera::check_device(sending));
  std::unique_ptr<media::Decoder> decoder;
  std::unique_ptr<media::Encoder> encoder;
  if (species.choice("stream", "as_is") == "reencoded") {
    PROOFMARK_TRY(decoder, media::Decoder::create());
    PROOFMARK_TRY(encoder, media::Encoder::create({.frames_per_second = sending.frames_per_second,
                                                   .bitrate_kbit = sending.bitrate_kbit,
                                                   .quality = static_cast<int>(species.draw("quality", 26, seed))}));
  }
  return std::unique_ptr<camera::Capture>(
      std::make_unique<Injected>(std::move(victim), sending, seed, std::move(decoder), std::move(encoder)));
}

}  // namespace proofmark::attack::injection
