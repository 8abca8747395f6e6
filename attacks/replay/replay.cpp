#include "attacks/replay/replay.hpp"

#include <opencv2/core.hpp>

#include "attacks/replay/display.hpp"
#include "attacks/replay/live_contents.hpp"
#include "attacks/replay/player.hpp"

namespace proofmark::attack::replay {
namespace {

class Source final : public camera::FrameSource {
 public:
  Source(Player player, Display display) : player_(std::move(player)), display_(std::move(display)) {}

  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    PROOFMARK_TRY(const cv::Mat* picture, player_.at(t));
    if (player_.changed()) {
      PROOFMARK_CHECK(display_.show(*picture));
    }
    return display_.seen(t, bgr);
  }
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime) override {
    display_.challenge(challenge, t);
  }
  void challenge_over(camera::StreamTime t) override { display_.challenge_over(t); }

 private:
  Player player_;
  Display display_;
};

}  // namespace

Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species,
                                                         std::shared_ptr<const camera::Recording> victim,
                                                         const SeededRandom& seed) {
  if (species.attack_class != "replay")
    return fail("attacks/replay", "a species of the class replay", species.attack_class, "Use that class's mechanism.");
  PROOFMARK_CHECK(species.allow(Display::parameters(), {}));
  PROOFMARK_TRY(Player player, Player::create(std::move(victim)));
  PROOFMARK_TRY(Display display, Display::create(species, seed));
  return std::unique_ptr<camera::FrameSource>(std::make_unique<Source>(std::move(player), std::move(display)));
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, std::shared_ptr<const camera::Recording> victim,
                                              const camera::Device& device, const SeededRandom& seed) {
  PROOFMARK_TRY(std::unique_ptr<camera::FrameSource> source, make_source(species, std::move(victim), seed));
  return camera::make_camera(std::move(source), device, seed);
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, Stage& stage, const SeededRandom& seed) {
  if (!species.choices.contains("content")) {
    PROOFMARK_TRY(auto recording, stage.recording());
    return make(species, std::move(recording), stage.device(), seed);
  }
  const std::string content = species.choice("content", "");
  std::vector<std::string> known = Display::parameters();
  const std::vector<std::string> own = live_parameters(content);
  known.insert(known.end(), own.begin(), own.end());
  PROOFMARK_CHECK(species.allow(known, {{"content", live_contents()}}));
  PROOFMARK_TRY(auto source, make_live_content(species, content, stage, seed));
  PROOFMARK_TRY(source, on_display(std::move(source), species, seed));
  return camera::make_camera(std::move(source), stage.device(), seed);
}

}  // namespace proofmark::attack::replay
