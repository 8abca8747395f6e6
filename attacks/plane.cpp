#include "attacks/plane.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/stream_time.hpp"

namespace proofmark::attack {
namespace {

constexpr double kFocal = 1108.5;  // pixels: 1280 across at 60 degrees

double radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}
}  // namespace

cv::Matx33d homography(const PlanePose& pose, cv::Size texture) {
  const double cy = std::cos(radians(pose.yaw));
  const double sy = std::sin(radians(pose.yaw));
  const double cp = std::cos(radians(pose.pitch));
  const double sp = std::sin(radians(pose.pitch));
  const double cr = std::cos(radians(pose.roll));
  const double sr = std::sin(radians(pose.roll));
  const cv::Matx33d turn = cv::Matx33d(cy, 0, sy, 0, 1, 0, -sy, 0, cy) * cv::Matx33d(1, 0, 0, 0, cp, -sp, 0, sp, cp) *
                           cv::Matx33d(cr, -sr, 0, sr, cr, 0, 0, 0, 1);
  // A point of the plane is scale * turn * (u, v, 0) + (x, y, focal): at rest one texture pixel is `scale` pixels.
  const double s = pose.scale;
  const cv::Matx33d place(s * turn(0, 0), s * turn(0, 1), pose.x, s * turn(1, 0), s * turn(1, 1), pose.y,
                          s * turn(2, 0), s * turn(2, 1), kFocal);
  const cv::Matx33d camera(kFocal, 0, kWidth / 2.0, 0, kFocal, kHeight / 2.0, 0, 0, 1);
  const cv::Matx33d centre(1, 0, -texture.width / 2.0, 0, 1, -texture.height / 2.0, 0, 0, 1);
  return camera * place * centre;
}

std::vector<std::string> HeldPlane::parameters() {
  return {"sway", "tilt_x", "tilt_y", "roll", "offset_x", "offset_y", "tilt_on_turn"};
}

HeldPlane::HeldPlane(const Species& species, double scale, const SeededRandom& seed)
    : tilt_on_turn_(species.draw("tilt_on_turn", 0, seed)), reactions_(seed.derive("held/reactions")) {
  rest_.scale = scale;
  rest_.x = species.draw("offset_x", 0, seed) * kHeight;
  rest_.y = species.draw("offset_y", 0, seed) * kHeight;
  rest_.yaw = species.draw("tilt_x", 0, seed);
  rest_.pitch = species.draw("tilt_y", 0, seed);
  rest_.roll = species.draw("roll", 0, seed);
  const double sway = species.draw("sway", 0.008, seed);
  SeededRandom random = seed.derive("held/motion");
  using camera::Wander;
  x_ = Wander(sway * kHeight, 0.12, 1.4, random);
  y_ = Wander(sway * kHeight, 0.12, 1.4, random);
  depth_ = Wander(sway * 1.2, 0.1, 0.8, random);
  tilt_x_ = Wander(120 * sway, 0.1, 0.9, random);  // a degree or so
  tilt_y_ = Wander(120 * sway, 0.1, 0.9, random);
  roll_ = Wander(60 * sway, 0.1, 0.8, random);
  tremor_x_ = Wander(sway * 0.08 * kHeight, 8, 12, random, 3);
  tremor_y_ = Wander(sway * 0.08 * kHeight, 8, 12, random, 3);
}

PlanePose HeldPlane::at(camera::StreamTime time) {
  const double t = camera::seconds(time);
  PlanePose p = rest_;
  p.x += x_.at(t) + tremor_x_.at(t);
  p.y += y_.at(t) + tremor_y_.at(t);
  p.scale *= 1 + depth_.at(t);
  p.yaw += tilt_x_.at(t) + yaw_.at(t);
  p.pitch += tilt_y_.at(t) + pitch_.at(t);
  p.roll += roll_.at(t);
  return p;
}

void HeldPlane::challenge(const camera::Challenge& challenge, camera::StreamTime t) {
  SeededRandom random = reactions_.derive("challenge", challenges_++);
  const double start = camera::seconds(t) + 0.65 * std::exp(0.2 * random.normal());
  const double tilt = tilt_on_turn_ * random.uniform(0.85, 1.15);
  const auto* asked = std::get_if<camera::Action>(&challenge);
  if (asked == nullptr || tilt_on_turn_ == 0) return;
  const camera::Action action = *asked;
  const bool turn = action == camera::Action::turn_left || action == camera::Action::turn_right;
  const bool nod = action == camera::Action::look_up || action == camera::Action::look_down;
  if (!(turn || nod)) return;
  // Negative yaw brings the sheet's left edge nearer: the pictured face then looks to the picture's right, which is the
  // pictured person's own left. Negative pitch brings the lower edge nearer: it looks up.
  const double sign = action == camera::Action::turn_left || action == camera::Action::look_up ? -1 : 1;
  (turn ? yaw_ : pitch_).move(start, 0.6, sign * tilt);
  (turn ? yaw_ : pitch_).move(start + 1.3, 0.6, 0);
}

void HeldPlane::challenge_over(camera::StreamTime t) {
  yaw_.cancel(camera::seconds(t));
  pitch_.cancel(camera::seconds(t));
  yaw_.move(camera::seconds(t) + 0.25, 0.5, 0);
  pitch_.move(camera::seconds(t) + 0.25, 0.5, 0);
}

cv::Mat make_backdrop(const SeededRandom& seed, int margin) {
  SeededRandom random = seed.derive("backdrop");
  // Drawn at a quarter of the size: nothing in it is sharp.
  const cv::Size size((kWidth + 2 * margin) / 4, (kHeight + 2 * margin) / 4);
  cv::Mat room(size, CV_8UC3);
  const double warm = random.uniform(-12, 18);
  const double level = random.uniform(115, 200);
  const double slope = random.uniform(-0.25, 0.25);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const double shade = level * (1 + slope * (static_cast<double>(x) / size.width - 0.5)) *
                           (1 - 0.12 * static_cast<double>(y) / size.height);
      room.at<cv::Vec3b>(y, x) = {cv::saturate_cast<uchar>(shade - warm), cv::saturate_cast<uchar>(shade),
                                  cv::saturate_cast<uchar>(shade + warm)};
    }
  const std::uint64_t things = 3 + random.below(5);
  for (std::uint64_t i = 0; i < things; ++i) {
    const int w = static_cast<int>(random.uniform(0.06, 0.30) * size.width);
    const int h = static_cast<int>(random.uniform(0.12, 0.60) * size.height);
    const int x = static_cast<int>(random.uniform(-0.1, 1.0) * size.width);
    const int y = static_cast<int>(random.uniform(0.0, 0.8) * size.height);
    const double grey = random.uniform(35, 215);
    const cv::Scalar colour(grey + random.uniform(-25, 25), grey + random.uniform(-15, 15),
                            grey + random.uniform(-25, 35));
    cv::rectangle(room, cv::Rect(x, y, w, h), colour, cv::FILLED);
  }
  cv::GaussianBlur(room, room, {0, 0}, random.uniform(2.5, 5.5));
  cv::resize(room, room, {kWidth + 2 * margin, kHeight + 2 * margin}, 0, 0, cv::INTER_CUBIC);
  return room;
}

}  // namespace proofmark::attack
