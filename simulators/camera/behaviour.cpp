#include "simulators/camera/behaviour.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "simulators/camera/capture.hpp"
#include "simulators/camera/following.hpp"
#include "simulators/camera/motion.hpp"
#include "simulators/camera/speech.hpp"
#include "simulators/camera/stream_time.hpp"

namespace proofmark::camera {
namespace {

// Seconds; the end of a challenge is noticed like the challenge itself.
constexpr double earliest_notice = 0.15;
static_assert(kUnaffected <= std::chrono::milliseconds(150), "who films ahead must not be beyond a reaction");

// Eyes that close by themselves. Rate: 17 a minute at rest (Bentivoglio et al. 1997, Movement Disorders 12); duration
// 150 to 250 ms, the way down shorter than the way up (Caffier et al. 2003, Eur. J. Appl. Physiol. 89).
class SpontaneousBlinks {
 public:
  SpontaneousBlinks(double per_minute, SeededRandom random) : mean_(60 / per_minute), random_(std::move(random)) {
    next_.start = random_.uniform(0.3, mean_);
    shape(next_);
  }
  [[nodiscard]] double at(double t) {
    while (t > next_.start + next_.duration) {
      // Log-normal intervals of that mean; shorter than half a second does not occur.
      constexpr double sigma = 0.6;
      const double interval = mean_ * std::exp(sigma * random_.normal() - sigma * sigma / 2);
      next_.start += next_.duration + std::max(0.5, interval - next_.duration);
      shape(next_);
    }
    const double u = (t - next_.start) / next_.duration;
    if (u <= 0 || u >= 1) return 0;
    return next_.depth * (u < 0.36 ? minimum_jerk(u / 0.36) : 1 - minimum_jerk((u - 0.42) / 0.58));
  }

 private:
  struct Blink {
    double start = 0, duration = 0.2, depth = 1;
  };
  void shape(Blink& b) {
    b.duration = random_.uniform(0.15, 0.25);
    b.depth = random_.uniform(0.9, 1.0);
  }
  double mean_;
  SeededRandom random_;
  Blink next_;
};

// Fixations of some 0.3 to 2 s on the phone's screen with a glance aside now and then; a saccade takes 21 ms and
// 2.2 ms more for each degree (Bahill et al. 1975), here one or two frames.
class Gaze {
 public:
  explicit Gaze(SeededRandom random) : random_(std::move(random)) { change_ = random_.uniform(0.2, 1.0); }
  void at(double t, double& x, double& y) {
    while (t >= change_) {
      const bool glance = random_.chance(0.08);
      x_.move(change_, 0.045, random_.normal() * (glance ? 0.30 : 0.06));
      y_.move(change_, 0.045, random_.normal() * (glance ? 0.15 : 0.05));
      change_ += std::clamp(0.7 * std::exp(0.5 * random_.normal()), 0.25, glance ? 0.6 : 2.5);
    }
    x = x_.at(t);
    y = y_.at(t);
  }

 private:
  SeededRandom random_;
  double change_;
  Track x_, y_;
};

}  // namespace

Habits Habits::sample(const SeededRandom& seed) {
  SeededRandom random = seed.derive("habits");
  Habits h;
  h.reaction_median = random.uniform(0.55, 0.70);
  h.blinks_per_minute = random.uniform(14, 20);
  h.turn_low = random.uniform(20, 23);
  h.turn_high = random.uniform(26, 30);
  h.hold = random.uniform(0.5, 0.7);
  h.sway = random.uniform(0.005, 0.011);
  h.tremor = random.uniform(0.0003, 0.0009);
  h.distance = random.uniform(0.94, 1.08);
  return h;
}

Habits Habits::fallible(const SeededRandom& seed) {
  Habits h = sample(seed);
  SeededRandom random = seed.derive("mistakes");
  h.slow_probability = random.uniform(0.02, 0.08);
  h.wrong_side_probability = random.uniform(0.01, 0.06);
  h.missed_probability = random.uniform(0.0, 0.02);
  return h;
}

struct Behaviour::Impl {
  Habits habits;
  SeededRandom seed;
  SpontaneousBlinks blinks;
  Gaze gaze;
  Track yaw, pitch, smile, mouth, eyes, brow;
  Wander hand_x, hand_y, hand_roll, hand_distance, tremor_x, tremor_y, head_yaw, head_pitch, head_roll;
  HeadPose rest;
  double breath_rate, breath_phase, eyes_stay, roll_with_yaw;
  double shown = 0;  // the last moment that was asked for; who films ahead is beyond that of a challenge
  std::uint64_t challenges = 0;

  struct Answer {
    Track* track;
    double start, back_at, back_duration;
  };
  std::optional<Answer> answer;

  // A mark that is followed; from `given_up` on the head goes back to rest.
  struct Follow {
    HeadPath path;
    Following following;
    double given_up;
  };
  std::optional<Follow> follow;
  Speech speech;
  struct Screen {
    ScreenColours colours;
    double begun, over;
  };
  std::optional<Screen> screen;

  Impl(const Habits& h, const SeededRandom& s)
      : habits(h),
        seed(s.derive("behaviour")),
        blinks(h.blinks_per_minute, seed.derive("blinks")),
        gaze(seed.derive("gaze")) {
    SeededRandom random = seed.derive("body");
    hand_x = Wander(h.sway, 0.12, 1.3, random);
    hand_y = Wander(h.sway * 0.8, 0.12, 1.3, random);
    hand_roll = Wander(0.5, 0.1, 0.8, random);
    hand_distance = Wander(0.010, 0.08, 0.6, random);
    tremor_x = Wander(h.tremor, 8, 12, random, 3);
    tremor_y = Wander(h.tremor, 8, 12, random, 3);
    head_yaw = Wander(0.7, 0.08, 0.9, random);
    head_pitch = Wander(0.6, 0.08, 0.9, random);
    head_roll = Wander(0.5, 0.06, 0.6, random);
    rest.yaw = static_cast<float>(std::clamp(1.5 * random.normal(), -3.0, 3.0));
    rest.pitch = static_cast<float>(std::clamp(1.5 * random.normal(), -3.0, 3.0));
    rest.roll = static_cast<float>(std::clamp(1.2 * random.normal(), -3.0, 3.0));
    breath_rate = random.uniform(12, 18) / 60;
    breath_phase = random.uniform(0, 1);
    eyes_stay = random.uniform(0.2, 0.6);
    roll_with_yaw = random.uniform(-0.06, 0.12);
  }

  // There, held, and back; the answer to challenge_over may bring the way back forward.
  void perform(Track& track, double start, double there, double hold, double back, double to) {
    track.move(start, there, to);
    track.move(start + there + hold, back, 0);
    answer = Answer{&track, start, start + there + hold, back};
  }

  // The other way first; somebody who notices goes there after all.
  void perform_with_mistakes(Track& track, double start, double there, double hold, double back, double to) {
    SeededRandom mistake = seed.derive("mistake", challenges);
    const double first = start;
    if (mistake.chance(habits.wrong_side_probability)) {
      track.move(start, there, -to * mistake.uniform(0.4, 1.0));
      start += there + mistake.uniform(0.25, 0.6);
    }
    perform(track, start, there, hold, back, to);
    answer->start = first;
  }

  void act(Action action, double start, RandomSource& random);
  void follow_mark(const HeadPath& path, double begun, double reaction, RandomSource& random);
  [[nodiscard]] HeadOffset followed(double t) const;
  [[nodiscard]] person::Vec3 screen_light(double t) const;

  void close_eyes(double start, RandomSource& random) {
    // A deliberate blink is slower than a spontaneous one and held; some people do it twice.
    const double hold = random.uniform(0.15, 0.35);
    const bool twice = random.chance(0.25);
    perform(eyes, start, 0.12, hold, 0.18, 1);
    if (!twice) return;
    const double again = start + 0.12 + hold + 0.18 + random.uniform(0.12, 0.25);
    eyes.move(again, 0.12, 1);
    eyes.move(again + 0.12 + hold, 0.18, 0);
  }
};

Behaviour::Behaviour(const Habits& habits, const SeededRandom& seed) : impl_(std::make_unique<Impl>(habits, seed)) {}
Behaviour::~Behaviour() = default;
Behaviour::Behaviour(Behaviour&&) noexcept = default;
Behaviour& Behaviour::operator=(Behaviour&&) noexcept = default;

void Behaviour::Impl::act(Action action, double start, RandomSource& random) {
  const double stay = habits.hold * random.uniform(0.9, 1.15);
  const double turn = random.uniform(habits.turn_low, habits.turn_high);
  const double nod = random.uniform(habits.nod_low, habits.nod_high);
  const double there = random.uniform(0.45, 0.70);
  const double back = random.uniform(0.40, 0.65);
  switch (action) {
    case Action::turn_left:
      perform_with_mistakes(yaw, start, there, stay, back, turn);
      break;
    case Action::turn_right:
      perform_with_mistakes(yaw, start, there, stay, back, -turn);
      break;
    case Action::look_up:
      perform_with_mistakes(pitch, start, there, stay, back, nod);
      break;
    case Action::look_down:
      perform_with_mistakes(pitch, start, there, stay, back, -nod);
      break;
    case Action::blink:
      close_eyes(start, random);
      break;
    case Action::smile:
      perform(smile, start, random.uniform(0.35, 0.55), stay, back, random.uniform(0.85, 1.0));
      break;
    case Action::open_mouth:
      perform(mouth, start, random.uniform(0.30, 0.50), stay, back, random.uniform(0.75, 1.0));
      if (random.chance(0.3)) {
        brow.move(start, 0.4, random.uniform(0.2, 0.5));
        brow.move(start + 0.4 + stay, 0.4, 0);
      }
      break;
  }
}

// The reaction is over when the mark has moved that long; from then on the head lags by the delay of pursuit alone.
void Behaviour::Impl::follow_mark(const HeadPath& path, double begun, double reaction, RandomSource& random) {
  Following f;
  f.begun = begun;
  f.delay = std::max(earliest_notice, std::min(reaction, random.uniform(0.20, 0.40)));
  f.gain = random.uniform(0.85, 1.05);
  f.smoothing = random.uniform(0.2, 0.4);
  follow = Follow{path, f, at_rest_from(path, f)};
}

HeadOffset Behaviour::Impl::followed(double t) const {
  if (!follow) return {};
  const HeadOffset head = head_at(follow->path, follow->following, t);
  const double left = 1 - minimum_jerk((t - follow->given_up) / 0.5);
  return {head.yaw * left, head.pitch * left};
}

// The picture of the person himself with a frame around it is about a quarter of a white screen's light.
person::Vec3 Behaviour::Impl::screen_light(double t) const {
  person::Vec3 light{0.25F, 0.25F, 0.25F};
  if (!screen || t < screen->begun || t >= screen->over) return light;
  for (const ScreenColours::Flash& flash : screen->colours.flashes) {
    if (t < screen->begun + seconds(flash.at)) break;
    light = {static_cast<float>(flash.red), static_cast<float>(flash.green), static_cast<float>(flash.blue)};
  }
  return light;
}

void Behaviour::challenge(const Challenge& challenge, StreamTime t, StreamTime /*window*/) {
  Impl& b = *impl_;
  if (b.answer) challenge_over(t);
  SeededRandom random = b.seed.derive("challenge", b.challenges);
  SeededRandom mistake = b.seed.derive("missed", b.challenges++);
  double reaction = b.habits.reaction_median * std::exp(b.habits.reaction_sigma * random.normal());
  if (random.chance(b.habits.slow_probability)) reaction *= random.uniform(2, 3);
  const double start = seconds(t) + std::max(reaction, earliest_notice);
  if (const auto* colours = std::get_if<ScreenColours>(&challenge)) {
    // Light needs nobody's attention.
    b.screen = Impl::Screen{*colours, seconds(t), std::numeric_limits<double>::infinity()};
    return;
  }
  if (mistake.chance(b.habits.missed_probability)) return;
  if (const auto* action = std::get_if<Action>(&challenge)) {
    b.act(*action, start, random);
  } else if (const auto* path = std::get_if<HeadPath>(&challenge)) {
    b.follow_mark(*path, seconds(t), reaction, random);
  } else if (const auto* spoken = std::get_if<SpokenDigits>(&challenge)) {
    b.speech = Speech(spoken->digits, start, random);
  }
}

void Behaviour::challenge_over(StreamTime t) {
  Impl& b = *impl_;
  if (b.screen) b.screen->over = std::min(b.screen->over, seconds(t));
  SeededRandom attention = b.seed.derive("given up", b.challenges);
  const double given_up = seconds(t) + attention.uniform(earliest_notice, 0.35);
  if (b.follow) b.follow->given_up = std::min(b.follow->given_up, given_up);
  b.speech.stop(given_up);
  if (!b.answer) return;
  const Impl::Answer answer = *b.answer;
  b.answer.reset();
  const double now = seconds(t);
  if (answer.start >= std::max(now, b.shown)) {
    answer.track->cancel(answer.start);  // too late: the request has gone from the screen
    return;
  }
  SeededRandom random = b.seed.derive("over", b.challenges);
  const double notice = now + random.uniform(earliest_notice, 0.35);
  if (answer.back_at > notice) answer.track->move(notice, answer.back_duration, 0);
}

SceneState Behaviour::at(StreamTime time) {
  Impl& b = *impl_;
  const double t = seconds(time);
  b.shown = t;
  SceneState s;
  s.time = static_cast<float>(t);
  const HeadOffset followed = b.followed(t);
  const double turned = b.yaw.at(t) + followed.yaw;
  const double nodded = b.pitch.at(t) + followed.pitch;
  s.head.yaw = static_cast<float>(turned + b.head_yaw.at(t)) + b.rest.yaw;
  s.head.pitch = static_cast<float>(nodded + b.head_pitch.at(t) - 0.04 * std::abs(turned)) + b.rest.pitch;
  s.head.roll = static_cast<float>(b.head_roll.at(t) + b.roll_with_yaw * turned) + b.rest.roll;

  const double lids = std::clamp(std::max(b.blinks.at(t), b.eyes.at(t)), 0.0, 1.0);
  s.expression.blink_left = s.expression.blink_right = static_cast<float>(lids);
  s.expression.smile = static_cast<float>(b.smile.at(t));
  const MouthShape spoken = b.speech.at(t);
  s.expression.mouth_open = static_cast<float>(std::min(1.0, b.mouth.at(t) + spoken.open));
  s.expression.mouth_round = static_cast<float>(spoken.round);
  s.expression.mouth_spread = static_cast<float>(spoken.spread);
  s.expression.brow_raise = static_cast<float>(b.brow.at(t));
  double gaze_x = 0;
  double gaze_y = 0;
  b.gaze.at(t, gaze_x, gaze_y);
  // The eyes stay in part on the screen while the head turns (vestibulo-ocular reflex); 1 is about 45 degrees.
  gaze_x -= b.eyes_stay * turned / 45;
  gaze_y -= b.eyes_stay * nodded / 45;
  s.expression.gaze_x = static_cast<float>(std::clamp(gaze_x, -1.0, 1.0));
  s.expression.gaze_y = static_cast<float>(std::clamp(gaze_y, -1.0, 1.0));

  s.camera.shift_x = static_cast<float>(b.hand_x.at(t) + b.tremor_x.at(t));
  s.camera.shift_y = static_cast<float>(b.hand_y.at(t) + b.tremor_y.at(t));
  s.camera.roll = static_cast<float>(b.hand_roll.at(t));
  s.camera.distance = static_cast<float>(b.habits.distance * (1 + b.hand_distance.at(t)));
  const double phase = 2 * std::numbers::pi * (b.breath_rate * t + b.breath_phase);
  s.screen = b.screen_light(t);
  s.breath = static_cast<float>(std::sin(phase + 0.35 * std::sin(phase)));  // breathing in is quicker than out
  return s;
}

}  // namespace proofmark::camera
