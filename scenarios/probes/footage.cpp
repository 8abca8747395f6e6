#include "scenarios/probes/footage.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "common/media/h264.hpp"
#include "scenarios/probes/film_faults.hpp"
#include "simulators/camera/live_person.hpp"
#include "simulators/camera/sensor.hpp"

namespace proofmark::probes {
namespace {

using camera::StreamTime;
using std::chrono::milliseconds;

constexpr int kQuality = 26;  // as an ordinary phone's encoder here

class Footage final : public Film {
 public:
  Footage(const FilmFault& fault, double rate, std::unique_ptr<camera::LivePerson> person,
          std::unique_ptr<camera::LivePerson> later, const cv::Mat& guest, const SeededRandom& seed)
      : fault_(fault),
        interval_(std::lround(1e6 / rate)),
        rate_(rate),
        person_(std::move(person)),
        later_(std::move(later)),
        guest_(guest),
        seed_(seed.derive("sensor")),
        sensor_(camera::Device(), kWidth, kHeight, seed_) {}

  Result<std::optional<Shot>> next() override {
    const StreamTime at = now_;
    now_ += interval_;
    if (fault_.missing.count() > 0 && !missed_ && at >= fault_.from) {
      missed_ = true;
      now_ = at + fault_.missing + interval_;
      return shoot(at + fault_.missing);
    }
    return shoot(at);
  }

  void challenge(const FilmEnd::Challenge& challenge) override {
    const auto asked = camera::parse_action(challenge.action);
    if (!asked) return;
    ++challenges_;
    const auto another = static_cast<camera::Action>((static_cast<int>(*asked) + 3) % 7);
    const auto tell = [&](camera::Action action, milliseconds later) {
      pending_.push_back({StreamTime(challenge.asked) + later, action, challenge.window});
    };
    switch (fault_.answers) {
      case Answers::none:
        return;
      case Answers::another_action:
        return tell(another, milliseconds(0));
      case Answers::another_action_first:
        tell(another, milliseconds(0));
        return tell(*asked, milliseconds(1300));
      case Answers::all_but_the_second:
        if (challenges_ != 2) tell(*asked, milliseconds(0));
        return;
      case Answers::at_once:
        tell(*asked, milliseconds(0));
        skip_ += milliseconds(450);
        return;
      case Answers::as_asked:
        return tell(*asked, milliseconds(0));
    }
  }

  void challenge_over(int, Duration at) override {
    pending_.clear();
    for (auto* person : {person_.get(), later_.get()})
      if (person != nullptr) person->challenge_over(at + skip_before_);
  }

 private:
  struct Pending {
    StreamTime at;
    camera::Action action;
    Duration window;
  };

  Result<std::optional<Shot>> shoot(StreamTime at) {
    if (fault_.leaves_after.count() > 0 && at > fault_.leaves_after) return std::optional<Shot>();
    const bool changed = at >= fault_.from;
    const bool frozen = fault_.frozen.count() > 0 && changed && at < fault_.from + fault_.frozen;
    if (!frozen || i420_.empty()) {
      PROOFMARK_CHECK(take(at, changed));
    }
    Shot shot;
    shot.sent = at + (changed ? Duration(fault_.held_back) : Duration::zero());
    shot.captured = Duration(std::llround(static_cast<double>(at.count()) / fault_.declared_rate));
    if (changed && fault_.step_back.count() > 0 && !stepped_) {
      stepped_ = true;
      shot.captured -= Duration(fault_.step_back);
    }
    if (fault_.repeated.count() > 0 && changed && at < fault_.from + fault_.repeated) {
      // A key picture, so that it decodes to the same each time and what follows goes on from it.
      if (repeated_.empty()) {
        encoder_.reset();
        PROOFMARK_TRY(repeated_, encode(cv::Size(kWidth, kHeight)));
      }
      shot.unit = repeated_;
      return std::optional<Shot>(std::move(shot));
    }
    const bool later_size = changed && fault_.later_width > 0;
    PROOFMARK_TRY(shot.unit, encode(later_size ? cv::Size(fault_.later_width, fault_.later_height)
                                               : cv::Size(fault_.width, fault_.height)));
    if (changed && garbled_ < fault_.garbage) {
      ++garbled_;
      std::fill(shot.unit.begin(), shot.unit.end(), std::uint8_t{0x5A});
    }
    return std::optional<Shot>(std::move(shot));
  }

  // The picture of this instant, after the sensor.
  Result<void> take(StreamTime at, bool changed) {
    skip_before_ = skip_;
    const StreamTime inner = at + skip_;
    for (auto it = pending_.begin(); it != pending_.end();) {
      if (it->at > at) {
        ++it;
        continue;
      }
      for (auto* person : {person_.get(), later_.get()})
        if (person != nullptr) person->challenge(it->action, it->at + (skip_ - skipped(*it)), it->window);
      it = pending_.erase(it);
    }
    cv::Mat bgr;
    PROOFMARK_CHECK(person_->frame(inner, bgr));
    if (later_ != nullptr) {
      // Both move alike all the time, so that the cut falls into a motion that goes on.
      cv::Mat other;
      PROOFMARK_CHECK(later_->frame(inner, other));
      if (changed) bgr = other;
    }
    if (changed) edit(bgr);
    return sensor_.expose(bgr, i420_);
  }

  // Of an answer that is to be seen at once, the person was told before the skip.
  [[nodiscard]] Duration skipped(const Pending&) const {
    return fault_.answers == Answers::at_once ? Duration(milliseconds(450)) : Duration::zero();
  }

  void edit(cv::Mat& bgr) const {
    switch (fault_.picture) {
      case Picture::as_is:
        return;
      case Picture::dark:
        bgr.convertTo(bgr, -1, 0.16);
        return;
      case Picture::bright:
        bgr.convertTo(bgr, -1, 3.2, 60);
        return;
      case Picture::blurred:
        cv::GaussianBlur(bgr, bgr, cv::Size(0, 0), 4.5);
        return;
      case Picture::second_face:
        guest_.copyTo(bgr(cv::Rect(kWidth - guest_.cols, kHeight - guest_.rows, guest_.cols, guest_.rows)));
        return;
      case Picture::moved: {
        const cv::Mat shift = (cv::Mat_<double>(2, 3) << 1, 0, 150, 0, 1, 0);
        cv::warpAffine(bgr.clone(), bgr, shift, bgr.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
        return;
      }
    }
  }

  Result<Bytes> encode(cv::Size size) {
    if (!encoder_ || size != size_) {
      media::EncoderSettings settings;
      settings.width = size.width;
      settings.height = size.height;
      settings.frames_per_second = rate_;
      settings.quality = kQuality;
      PROOFMARK_TRY(encoder_, media::Encoder::create(settings));
      size_ = size;
    }
    if (size == cv::Size(kWidth, kHeight)) return encoder_->encode(i420_, media::PixelFormat::i420);
    cv::Mat bgr, resized;
    cv::cvtColor(i420_, bgr, cv::COLOR_YUV2BGR_I420);
    cv::resize(bgr, resized, size, 0, 0, cv::INTER_AREA);
    return encoder_->encode(resized, media::PixelFormat::bgr);
  }

  FilmFault fault_;
  StreamTime interval_;
  double rate_;
  std::unique_ptr<camera::LivePerson> person_, later_;
  cv::Mat guest_;
  SeededRandom seed_;
  camera::Sensor sensor_;
  cv::Mat i420_;
  std::unique_ptr<media::Encoder> encoder_;
  cv::Size size_;
  StreamTime now_{0};
  Duration skip_{0}, skip_before_{0};
  Bytes repeated_;
  std::vector<Pending> pending_;
  int challenges_ = 0, garbled_ = 0;
  bool missed_ = false, stepped_ = false;
};

Result<std::unique_ptr<camera::LivePerson>> live(const ProbeTask& task, Who who, const std::string& room,
                                                 const FilmFault& fault) {
  const auto environment = camera::Environment::sample(task.random.derive(room));
  PROOFMARK_TRY(auto scene, task.scene(who, environment));
  const SeededRandom seed = task.random.derive("behaviour");
  camera::Habits habits = camera::Habits::sample(seed);
  habits.distance *= fault.distance;
  // A person who is distracted for once would spoil what a probe wants to see.
  habits.slow_probability = 0;
  if (fault.answers == Answers::at_once) {
    habits.reaction_median = 0.05;
    habits.reaction_sigma = 0.01;
  }
  return std::make_unique<camera::LivePerson>(std::move(scene), habits, seed);
}

class Still final : public Film {
 public:
  Still(std::vector<Bytes> units, double rate) : units_(std::move(units)), interval_(std::lround(1e6 / rate)) {}
  Result<std::optional<Shot>> next() override {
    const Duration at = interval_ * static_cast<std::int64_t>(sent_);
    return std::optional<Shot>(Shot{at, at, units_[sent_++ % units_.size()]});
  }

 private:
  std::vector<Bytes> units_;
  Duration interval_;
  std::size_t sent_ = 0;
};

}  // namespace

const std::vector<std::string>& footage_faults() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const auto& [name, fault] : film_faults())
      if (!name.empty()) all.push_back(name);
    return all;
  }();
  return names;
}

Result<std::unique_ptr<Film>> make_footage(const ProbeTask& task, const std::string& name, double frames_per_second,
                                           Who who) {
  const auto found =
      std::find_if(film_faults().begin(), film_faults().end(), [&](const auto& entry) { return entry.first == name; });
  if (found == film_faults().end()) return fail("footage", "a known fault", "'" + name + "'", "Correct the case.");
  const FilmFault& fault = found->second;
  PROOFMARK_TRY(auto person, live(task, who, "room", fault));
  const Who guest_of = who == Who::holder ? Who::other : Who::holder;
  std::unique_ptr<camera::LivePerson> later;
  if (fault.other_room || fault.other_person) {
    PROOFMARK_TRY(later,
                  live(task, fault.other_person ? guest_of : who, fault.other_room ? "another room" : "room", fault));
  }
  cv::Mat guest;
  if (fault.picture == Picture::second_face) {
    PROOFMARK_TRY(auto other, live(task, guest_of, "room", fault));
    cv::Mat whole;
    PROOFMARK_CHECK(other->frame(StreamTime(0), whole));
    guest = whole(cv::Rect((kWidth - 420) / 2, kHeight - 640, 420, 640)).clone();
  }
  return std::unique_ptr<Film>(std::make_unique<Footage>(fault, fault.rate > 0 ? fault.rate : frames_per_second,
                                                         std::move(person), std::move(later), guest, task.random));
}

Result<Bytes> photograph(const ProbeTask& task, Who who) {
  PROOFMARK_TRY(const auto person, live(task, who, "room", FilmFault()));
  cv::Mat bgr;
  PROOFMARK_CHECK(person->frame(StreamTime(0), bgr));
  Bytes jpeg;
  const cv::Rect middle(kWidth / 2 - kHeight * 3 / 8, 0, kHeight * 3 / 4, kHeight);
  if (!cv::imencode(".jpg", bgr(middle), jpeg, {cv::IMWRITE_JPEG_QUALITY, 85}))
    return fail("camera", "a picture that can be written as JPEG", "none", "Look at the scene's picture.");
  return jpeg;
}

Result<std::vector<Bytes>> still_units(const ProbeTask& task, Who who) {
  PROOFMARK_TRY(auto person, live(task, who, "room", FilmFault()));
  camera::Sensor sensor(camera::Device(), kWidth, kHeight, task.random.derive("sensor"));
  media::EncoderSettings settings;
  settings.quality = kQuality;
  settings.key_frame_interval = 1;  // every picture can follow every other
  PROOFMARK_TRY(auto encoder, media::Encoder::create(settings));
  std::vector<Bytes> units;
  cv::Mat bgr, i420;
  for (int i = 0; i < 8; ++i) {
    PROOFMARK_CHECK(person->frame(milliseconds(20 * i), bgr));
    PROOFMARK_CHECK(sensor.expose(bgr, i420));
    PROOFMARK_TRY(Bytes unit, encoder->encode(i420, media::PixelFormat::i420));
    units.push_back(std::move(unit));
  }
  return units;
}

std::unique_ptr<Film> make_still(std::vector<Bytes> units, double frames_per_second) {
  return std::make_unique<Still>(std::move(units), frames_per_second);
}

}  // namespace proofmark::probes
