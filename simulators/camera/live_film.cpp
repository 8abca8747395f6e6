#include "simulators/camera/live_film.hpp"

#include <algorithm>
#include <utility>

namespace proofmark::camera {
namespace {

// The next frame is up to 1.6 intervals after the last (FrameTimer), 64 ms at the slowest rate that a service takes.
constexpr StreamTime longest_interval{64000};
constexpr StreamTime ahead = kUnaffected - longest_interval;
// Pictures that wait for the encoder, some 2.8 MB each.
constexpr std::size_t most_exposed = 4;

}  // namespace

LiveFilm::LiveFilm(std::unique_ptr<Capture> capture) : capture_(std::move(capture)) {
  exposing_ = std::thread([this] { expose(); });
  encoding_ = std::thread([this] { encode(); });
}

LiveFilm::~LiveFilm() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  exposing_.join();
  encoding_.join();
}

void LiveFilm::begin(Clock::time_point at) {
  {
    const std::scoped_lock lock(mutex_);
    origin_ = at;
  }
  changed_.notify_all();
}

StreamTime LiveFilm::now() const {
  if (!origin_) return StreamTime{0};
  return std::max(StreamTime{0}, std::chrono::duration_cast<StreamTime>(Clock::now() - *origin_));
}

void LiveFilm::give_up(const Error& error) {
  {
    const std::scoped_lock lock(mutex_);
    if (!error_) error_ = error;
    stop_ = true;
  }
  changed_.notify_all();
}

void LiveFilm::expose() {
  StreamTime last{};
  for (;;) {
    std::vector<std::function<void(Capture&)>> shown;
    {
      std::unique_lock lock(mutex_);
      while (!stop_ && (exposed_.size() >= most_exposed || last > now() + ahead)) {
        if (origin_ && exposed_.size() < most_exposed) {
          changed_.wait_until(lock, *origin_ + (last - ahead));
        } else {
          changed_.wait(lock);
        }
      }
      if (stop_) return;
      shown.swap(shown_);
    }
    for (const auto& tell : shown) tell(*capture_);
    auto exposure = capture_->expose();
    if (!exposure) return give_up(exposure.error());
    last = exposure->unit.captured;
    {
      const std::scoped_lock lock(mutex_);
      exposed_.push_back(*std::move(exposure));
    }
    changed_.notify_all();
  }
}

void LiveFilm::encode() {
  for (;;) {
    Exposure exposure;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return stop_ || !exposed_.empty(); });
      if (stop_) return;
      exposure = std::move(exposed_.front());
      exposed_.pop_front();
    }
    changed_.notify_all();
    auto unit = capture_->encode(std::move(exposure));
    if (!unit) return give_up(unit.error());
    {
      const std::scoped_lock lock(mutex_);
      const StreamTime late = std::max(StreamTime{0}, now() - unit->captured);
      shots_.push_back({*std::move(unit), origin_ ? late : StreamTime{0}});
    }
    changed_.notify_all();
  }
}

Result<std::optional<LiveFilm::Shot>> LiveFilm::take(Clock::time_point until) {
  std::unique_lock lock(mutex_);
  changed_.wait_until(lock, until, [this] { return !shots_.empty() || error_; });
  if (shots_.empty()) {
    if (error_) return fail(*error_);
    return std::optional<Shot>();
  }
  std::optional<Shot> shot(std::move(shots_.front()));
  shots_.pop_front();
  return shot;
}

void LiveFilm::challenge(const Challenge& challenge, StreamTime window) {
  const std::scoped_lock lock(mutex_);
  shown_.emplace_back([challenge, at = now(), window](Capture& capture) { capture.challenge(challenge, at, window); });
}

void LiveFilm::challenge_over() {
  const std::scoped_lock lock(mutex_);
  shown_.emplace_back([at = now()](Capture& capture) { capture.challenge_over(at); });
}

}  // namespace proofmark::camera
