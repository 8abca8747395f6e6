#include "attacks/replay/player.hpp"

namespace proofmark::attack::replay {

Result<Player> Player::create(std::shared_ptr<const camera::Recording> recording) {
  if (!recording || recording->units.size() < 2)
    return fail("attacks/replay", "a recording of at least two pictures", recording ? "a shorter one" : "none",
                "Record a genuine session of the victim first.");
  Player player(std::move(recording));
  PROOFMARK_TRY(player.decoder_, media::Decoder::create());
  return player;
}

Result<const cv::Mat*> Player::at(camera::StreamTime t) {
  changed_ = false;
  for (;;) {
    const auto& units = recording_->units;
    if (next_ == units.size()) {
      // One interval after the last picture the first is shown again. Its IDR picture needs nothing from before.
      const camera::StreamTime interval = recording_->duration() / static_cast<std::int64_t>(units.size() - 1);
      if (t < origin_ + recording_->duration() + interval) break;
      origin_ += recording_->duration() + interval;
      next_ = 0;
    }
    if (origin_ + units[next_].captured > t && !picture_.empty()) break;
    PROOFMARK_TRY(std::vector<cv::Mat> pictures, decoder_->decode(units[next_].data, media::PixelFormat::i420));
    ++next_;
    if (pictures.empty()) continue;
    picture_ = std::move(pictures.back());
    changed_ = true;
  }
  return &picture_;
}

}  // namespace proofmark::attack::replay
