#include "simulators/camera/scene/background.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "common/random.hpp"
#include "simulators/camera/scene/painter.hpp"
#include "simulators/camera/scene/places.hpp"
#include "simulators/camera/scene/room_warp.hpp"

namespace proofmark::camera {
namespace {

constexpr double kMargin = 1.0 / 3;

void wall(cv::Mat& image, RandomSource& r) {
  const cv::Scalar top = colour(r, r.uniform(125, 215), 0.09);
  const double fall = r.uniform(0.70, 0.95), slope = r.uniform(-0.25, 0.25);
  for (int y = 0; y < image.rows; ++y)
    for (int x = 0; x < image.cols; ++x) {
      const double down = static_cast<double>(y) / image.rows, across = static_cast<double>(x) / image.cols;
      const double f = 1 + (fall - 1) * down + slope * (across - 0.5);
      for (int k = 0; k < 3; ++k) image.at<cv::Vec4b>(y, x)[k] = cv::saturate_cast<std::uint8_t>(top[k] * f);
      image.at<cv::Vec4b>(y, x)[3] = 255;
    }
}

void window(Painter& p, RandomSource& r, double x) {
  const double w = r.uniform(0.16, 0.26), h = r.uniform(0.35, 0.5), y = r.uniform(0.12, 0.22);
  p.box(x - 0.012, y - 0.02, w + 0.024, h + 0.04, colour(r, 205, 0.04));
  p.box(x, y, w, h, colour(r, r.uniform(205, 240), 0.10));
  p.box(x + w * 0.49, y, w * 0.03, h, colour(r, 190, 0.04));
  if (r.chance(0.6)) {
    const cv::Scalar curtain = colour(r, r.uniform(90, 200), 0.2);
    p.box(x - 0.05, y - 0.05, 0.07, h + 0.35, curtain);
    p.box(x + w - 0.02, y - 0.05, 0.07, h + 0.35, curtain);
  }
}

void shelf(Painter& p, RandomSource& r, double x) {
  const double w = r.uniform(0.16, 0.28), top = r.uniform(0.10, 0.3);
  p.box(x, top, w, 1 - top, colour(r, r.uniform(50, 140), 0.18));
  for (double y = top + 0.015; y < 1; y += 0.13)
    for (double at = x + 0.01; at < x + w - 0.02;) {
      const double thick = r.uniform(0.006, 0.02), tall = r.uniform(0.07, 0.11);
      if (r.chance(0.85)) p.box(at, y + 0.115 - tall, thick, tall, colour(r, r.uniform(40, 190), 0.35));
      at += thick + 0.002;
    }
}

void door(Painter& p, RandomSource& r, double x) {
  const double w = r.uniform(0.15, 0.2), top = r.uniform(0.12, 0.2);
  const double light = r.uniform(90, 205);
  p.box(x - 0.012, top - 0.02, w + 0.024, 1.1 - top, colour(r, light * 1.08, 0.05));
  p.box(x, top, w, 1.1 - top, colour(r, light, 0.08));
  p.disc(x + 0.015, 0.62, 0.012, colour(r, 90, 0.05));
}

void pictures(Painter& p, RandomSource& r, double x) {
  for (int i = 0; i < 2; ++i) {
    const double w = r.uniform(0.05, 0.11), h = r.uniform(0.09, 0.2), y = r.uniform(0.15, 0.4);
    p.box(x, y, w, h, colour(r, r.uniform(30, 110), 0.1));
    p.box(x + 0.006, y + 0.011, w - 0.012, h - 0.022, colour(r, r.uniform(120, 220), 0.25));
    p.box(x + 0.015, y + h * 0.5, w - 0.03, h * 0.3, colour(r, r.uniform(60, 180), 0.35));
    x += w + r.uniform(0.02, 0.06);
  }
}

void plant(Painter& p, RandomSource& r, double x) {
  p.box(x - 0.03, 0.72, 0.06, 0.12, colour(r, r.uniform(80, 170), 0.2));
  for (int i = 0; i < 26; ++i) {
    const double light = r.uniform(50, 130);
    p.disc(x + 0.07 * r.normal() * 0.6, 0.58 + 0.1 * r.normal() * 0.7, r.uniform(0.015, 0.04),
           {light * 0.55, light, light * 0.7, 255});
  }
}

// Things stand left and right; the middle is behind the head anyway.
void furnish(cv::Mat& image, RandomSource& r) {
  Painter p(image);
  for (const double x : {r.uniform(0.08, 0.28), r.uniform(0.56, 0.72)}) {
    switch (r.below(5)) {
      case 0:
        window(p, r, x);
        break;
      case 1:
        shelf(p, r, x);
        break;
      case 2:
        door(p, r, x);
        break;
      case 3:
        pictures(p, r, x);
        break;
      default:
        break;
    }
  }
  if (r.chance(0.4)) plant(p, r, r.chance(0.5) ? r.uniform(0.1, 0.25) : r.uniform(0.72, 0.9));
}

}  // namespace

Background::Background(const Environment& environment, int width, int height) {
  const auto side = [](int v) { return static_cast<int>(v * (0.5 + kMargin)); };
  cv::Mat image(side(height), side(width), CV_8UC4, cv::Scalar(228, 230, 229, 255));
  room_ = image;
  if (environment.background_seed == 0) return;
  SeededRandom r(environment.background_seed, "background");
  double softness = 0;  // of the lens, pixels at 720 rows
  if (environment.place == Place::indoor || environment.place == Place::low_light ||
      environment.place == Place::coloured_light) {
    wall(image, r);
    furnish(image, r);
    softness = r.uniform(4.0, 8.0);
  } else {
    paint_place(environment.place, image, r);
    softness = r.uniform(3.0, 7.0);
  }
  softness = softness * height / 720;
  cv::GaussianBlur(image, image, cv::Size(0, 0), softness);
  light_background(environment, image);
  people_ = Bystanders(environment, image.size(), softness);
  empty_room_ = image;
  room_ = people_.empty() ? image : image.clone();
}

void Background::draw(const RoomView& view, double time, cv::Mat& target) {
  if (!people_.empty()) people_.draw(empty_room_, time, room_);
  // From target pixels to those of the half-size picture.
  const double s = 0.5 / static_cast<double>(view.scale), c = std::cos(static_cast<double>(view.roll)) * s,
               n = std::sin(static_cast<double>(view.roll)) * s;
  const double mx = target.cols * 0.5 - 0.5 + static_cast<double>(view.shift_x),
               my = target.rows * 0.5 - 0.5 + static_cast<double>(view.shift_y);
  const cv::Matx23d to_background(c, n, room_.cols * 0.5 - 0.5 - c * mx - n * my,  //
                                  -n, c, room_.rows * 0.5 - 0.5 + n * mx - c * my);
  warp_room(room_, target, to_background);
}

}  // namespace proofmark::camera
