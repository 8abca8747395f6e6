#include "attacks/coercion/hand.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace proofmark::attack::coercion {
namespace {

constexpr double kScale = 360;  // sprite pixels per picture height at distance 1, times two: drawn at twice the size
constexpr int kOversampling = 2;
constexpr double kDrawn = kScale * 2 * kOversampling;
constexpr double kHalfWidth = 0.42, kHalfHeight = 0.42;  // of the sprite, in picture heights

// A tapered capsule between two points in picture heights from the sprite's middle.
struct Limb {
  cv::Point2d from, to;
  double from_radius, to_radius;
  bool cloth = false;
  bool nail = false;
};

// How far along a limb a point is (0 to 1), and how far from its surface in shares of its radius (below 1: inside).
struct Nearness {
  double along = 0, share = 2, side = 0, radius = 1;
};

Nearness nearness(const Limb& limb, const cv::Point2d& p) {
  const cv::Point2d axis = limb.to - limb.from, at = p - limb.from;
  const double length = axis.dot(axis);
  Nearness out;
  out.along = length > 0 ? std::clamp(at.dot(axis) / length, 0.0, 1.0) : 0;
  out.radius = limb.from_radius + (limb.to_radius - limb.from_radius) * out.along;
  const cv::Point2d away = p - (limb.from + axis * out.along);
  out.share = std::sqrt(away.dot(away)) / out.radius;
  return out;
}

// Three phalanges, each a little bent from the one before.
void finger(std::vector<Limb>& limbs, cv::Point2d at, double angle, double bend, double length, double radius) {
  constexpr double kShares[]{0.46, 0.30, 0.24};  // of a finger's length, after common anthropometric tables
  for (int i = 0; i < 3; ++i) {
    const double part = length * kShares[i], thinner = radius * (i == 2 ? 0.80 : 0.93);
    const cv::Point2d next = at + cv::Point2d(std::cos(angle), std::sin(angle)) * part;
    limbs.push_back({at, next, radius, thinner, false, i == 2});
    at = next;
    angle += bend;
    radius = thinner;
  }
}

// Seen from the front for a hand that comes from the picture's left; y downwards.
std::vector<Limb> shoulder_grip(RandomSource& r) {
  std::vector<Limb> limbs;
  // The back of the hand lies behind the shoulder's line; four fingers come over it and lie on the chest.
  for (int i = 0; i < 4; ++i) {
    const double x = -0.075 + 0.043 * i;
    limbs.push_back({{x * 0.8, -0.036}, {x, 0.0}, 0.029, 0.025, false, false});
  }
  constexpr double kLengths[]{0.118, 0.143, 0.152, 0.138};
  for (int i = 0; i < 4; ++i)
    finger(limbs, {-0.075 + 0.043 * i, 0.0}, 1.48 - 0.05 * (i - 1.5) + r.uniform(-0.05, 0.05), r.uniform(-0.05, 0.12),
           kLengths[i] * r.uniform(0.95, 1.05), 0.0235);
  return limbs;
}

std::vector<Limb> throat_grip(RandomSource& r) {
  std::vector<Limb> limbs;
  const cv::Point2d wrist(-0.135, 0.075);
  limbs.push_back({{-0.46, 0.46}, {-0.19, 0.115}, 0.085, 0.060, true, false});  // the sleeve
  limbs.push_back({{-0.22, 0.14}, wrist, 0.046, 0.043, false, false});
  for (int i = 0; i < 4; ++i)  // metacarpals
    limbs.push_back({wrist + cv::Point2d(0.008, -0.018 + 0.014 * i),
                     cv::Point2d(-0.035 + 0.006 * i, -0.020 + 0.036 * i), 0.036, 0.025, false, false});
  finger(limbs, wrist + cv::Point2d(0.03, -0.02), -1.0, 0.42, 0.130, 0.024);  // the thumb, up along the jaw
  constexpr double kLengths[]{0.140, 0.156, 0.148, 0.118};
  for (int i = 0; i < 4; ++i)
    finger(limbs, {-0.035 + 0.006 * i, -0.020 + 0.036 * i}, -0.22 + 0.11 * i + r.uniform(-0.04, 0.04),
           r.uniform(0.04, 0.14), kLengths[i] * r.uniform(0.95, 1.05), 0.0205);
  return limbs;
}

// Skin of fingers: creases at the joints, redder knuckles, paler nails.
cv::Vec3d skin_at(const Limb& limb, const Nearness& n, const cv::Vec3d& tone) {
  cv::Vec3d colour = tone;
  const double joint = std::min(n.along, 1 - n.along) * std::hypot(limb.to.x - limb.from.x, limb.to.y - limb.from.y);
  if (!limb.nail || n.along < 0.5) {
    const double knuckle = std::exp(-joint * joint / (2 * 0.008 * 0.008));
    colour[2] *= 1 - 0.04 * knuckle;
    colour[1] *= 1 - 0.10 * knuckle;
    colour[0] *= 1 - 0.09 * knuckle;
    const double crease = std::exp(-joint * joint / (2 * 0.0016 * 0.0016));
    colour *= 1 - 0.16 * crease * (1 - n.share * n.share);
  }
  if (limb.nail && n.along > 0.45 && n.share < 0.62) {
    const double edge = std::clamp((0.62 - n.share) / 0.12, 0.0, 1.0) * std::clamp((n.along - 0.45) / 0.1, 0.0, 1.0);
    colour =
        colour * (1 - 0.6 * edge) + cv::Vec3d(0.80, 0.80, 0.98).mul(cv::Vec3d(1, 1, 1) * tone[2] * 1.06) * (0.6 * edge);
  }
  return colour;
}

}  // namespace

Hand::Hand(Grip grip, int side, const person::Vec3& skin, const person::Vec3& sleeve, const SeededRandom& seed) {
  SeededRandom r = seed.derive("hand");
  std::vector<Limb> limbs = grip == Grip::shoulder ? shoulder_grip(r) : throat_grip(r);
  for (Limb& limb : limbs)
    if (side > 0)
      limb = {{-limb.from.x, limb.from.y},
              {-limb.to.x, limb.to.y},
              limb.from_radius,
              limb.to_radius,
              limb.cloth,
              limb.nail};
  const auto pixels = [](double heights) { return static_cast<int>(std::lround(2 * heights * kDrawn)); };
  const cv::Size size(pixels(kHalfWidth), pixels(kHalfHeight));
  cv::Mat colour(size, CV_32FC3, cv::Scalar::all(0)), alpha(size, CV_32FC1, cv::Scalar::all(0));
  const cv::Vec3d skin_tone(static_cast<double>(skin.z), static_cast<double>(skin.y), static_cast<double>(skin.x));
  const cv::Vec3d cloth_tone(static_cast<double>(sleeve.z), static_cast<double>(sleeve.y),
                             static_cast<double>(sleeve.x));
  // Light from above and a little from the side; below it the hand shades itself.
  const cv::Vec3d light = cv::normalize(cv::Vec3d(0.35 * r.uniform(-1, 1), -0.62, 0.75));
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const cv::Point2d p((x + 0.5) / kDrawn - kHalfWidth, (y + 0.5) / kDrawn - kHalfHeight);
      double highest = -1;
      for (const Limb& limb : limbs) {
        const Nearness n = nearness(limb, p);
        if (n.share >= 1) continue;
        const double rise = std::sqrt(1 - n.share * n.share);
        const double height = rise * n.radius + (limb.nail ? 0.004 : 0);
        if (height <= highest) continue;
        highest = height;
        const cv::Point2d axis = limb.to - limb.from, foot = limb.from + axis * n.along;
        const cv::Point2d out = (p - foot) * (1 / n.radius);
        const cv::Vec3d normal(out.x, out.y, rise);
        const double lit = 0.50 + 0.66 * std::max(0.0, normal.dot(light));
        const cv::Vec3d tone = limb.cloth ? cloth_tone : skin_at(limb, n, skin_tone);
        colour.at<cv::Vec3f>(y, x) = cv::Vec3f(tone * (lit * 255));
        alpha.at<float>(y, x) = 1;
      }
    }
  // What shades itself and what lies below: a soft dark rim, widest on the light's far side.
  cv::Mat shade;
  cv::GaussianBlur(alpha, shade, cv::Size(0, 0), 0.016 * kDrawn);
  const cv::Mat shift = (cv::Mat_<double>(2, 3) << 1, 0, 0, 0, 1, 0.008 * kDrawn);
  cv::warpAffine(shade, shade, shift, size);
  cv::Mat covered = alpha + shade.mul(1 - alpha) * 0.5;
  const cv::Size small(size.width / kOversampling, size.height / kOversampling);
  cv::resize(colour, colour_, small, 0, 0, cv::INTER_AREA);
  cv::resize(covered, alpha_, small, 0, 0, cv::INTER_AREA);
  anchor_ = {small.width * 0.5, small.height * 0.5};
  // The shoulder's edge and the throat of the scene's people, seen from 76 cm: measured on frames.
  place_ = grip == Grip::shoulder ? cv::Point2d(side * 0.245, 0.235) : cv::Point2d(side * 0.035, 0.205);
  lift_ = grip == Grip::shoulder ? 0.006 : 0.003;
}

void Hand::draw(const camera::CameraPose& camera, float breath, cv::Mat& bgr) const {
  const double h = bgr.rows, near = 1 / static_cast<double>(camera.distance);
  const double roll = static_cast<double>(camera.roll) * CV_PI / 180, scale = near * h / (kScale * 2);
  const double px = place_.x * near * h, py = (place_.y - lift_ * static_cast<double>(breath)) * near * h;
  const double c = std::cos(roll), s = std::sin(roll);
  // A camera that rolls clockwise sees the picture turn the other way round its middle.
  const cv::Point2d at(bgr.cols * 0.5 + c * px - s * py + static_cast<double>(camera.shift_x) * h,
                       bgr.rows * 0.5 + s * px + c * py - static_cast<double>(camera.shift_y) * h);
  const double a = scale * c, b = scale * s;
  const double reach = std::hypot(anchor_.x, anchor_.y) * scale;
  const cv::Rect part = cv::Rect(cv::Point(static_cast<int>(at.x - reach), static_cast<int>(at.y - reach)),
                                 cv::Point(static_cast<int>(at.x + reach) + 1, static_cast<int>(at.y + reach) + 1)) &
                        cv::Rect(0, 0, bgr.cols, bgr.rows);
  if (part.empty()) return;
  const cv::Matx23d to(a, -b, at.x - part.x - a * anchor_.x + b * anchor_.y,  //
                       b, a, at.y - part.y - b * anchor_.x - a * anchor_.y);
  cv::Mat colour, alpha;
  cv::warpAffine(colour_, colour, to, part.size(), cv::INTER_AREA);
  cv::warpAffine(alpha_, alpha, to, part.size(), cv::INTER_AREA);
  cv::Mat under = bgr(part);
  for (int y = 0; y < part.height; ++y)
    for (int x = 0; x < part.width; ++x) {
      const float left = 1 - alpha.at<float>(y, x);
      if (left >= 1) continue;
      auto& pixel = under.at<cv::Vec3b>(y, x);
      const auto& over = colour.at<cv::Vec3f>(y, x);
      for (int k = 0; k < 3; ++k)
        pixel[k] = cv::saturate_cast<std::uint8_t>(over[k] + left * static_cast<float>(pixel[k]));
    }
}

}  // namespace proofmark::attack::coercion
