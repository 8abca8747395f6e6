#include "simulators/camera/scene/places.hpp"

#include <array>
#include <cmath>

#include "simulators/camera/scene/painter.hpp"

namespace proofmark::camera {
namespace {

void gradient(cv::Mat& image, const cv::Scalar& top, const cv::Scalar& bottom) {
  for (int y = 0; y < image.rows; ++y) {
    const double down = static_cast<double>(y) / image.rows;
    image.row(y).setTo(top * (1 - down) + bottom * down);
  }
}

// Desks with screens, a lamp strip under the ceiling, a row of cupboards.
void office(cv::Mat& image, RandomSource& r) {
  const cv::Scalar wall = colour(r, r.uniform(170, 220), 0.03);
  gradient(image, wall, wall * 0.85);
  Painter p(image);
  for (double x = r.uniform(-0.1, 0.05); x < 1; x += r.uniform(0.3, 0.4))
    p.box(x, r.uniform(0.06, 0.10), 0.22, 0.025, {250, 250, 245, 255});
  const double cupboards = r.uniform(0.45, 0.58);
  const cv::Scalar front = colour(r, r.uniform(110, 190), 0.05);
  p.box(0, cupboards, 1, 1 - cupboards, front);
  for (double x = r.uniform(0, 0.1); x < 1; x += r.uniform(0.09, 0.13)) p.box(x, cupboards, 0.004, 0.5, front * 0.7);
  for (const double x : {r.uniform(0.05, 0.25), r.uniform(0.62, 0.8)}) {
    const double y = r.uniform(0.48, 0.56);
    p.box(x, y + 0.16, 0.26, 0.02, colour(r, r.uniform(120, 200), 0.12));
    p.box(x + 0.05, y, 0.13, 0.14, colour(r, 35, 0.05));
    p.box(x + 0.055, y + 0.008, 0.12, 0.12, colour(r, r.uniform(120, 210), 0.3));
  }
}

// A wide window, or several, with the bright outside behind the person.
void bright_windows(cv::Mat& image, RandomSource& r) {
  const cv::Scalar wall = colour(r, r.uniform(60, 120), 0.08);
  gradient(image, wall, wall * 0.8);
  Painter p(image);
  const double width = r.uniform(0.26, 0.42), gap = r.uniform(0.02, 0.06), top = r.uniform(0.02, 0.12);
  const double tall = r.uniform(0.6, 0.9);
  for (double x = r.uniform(-0.1, 0.1); x < 1; x += width + gap) {
    p.box(x, top, width, tall, {252, 250, 246, 255});
    p.box(x, top + tall * r.uniform(0.55, 0.75), width, tall * 0.25, colour(r, r.uniform(150, 225), 0.15));
    p.box(x + width / 2, top, 0.008, tall, wall);
  }
}

// Sky, houses or trees, pavement.
void street(cv::Mat& image, RandomSource& r) {
  const double horizon = r.uniform(0.38, 0.55);
  gradient(image, {246, 214, 176, 255}, {250, 240, 226, 255});
  Painter p(image);
  for (double x = -0.05; x < 1;) {
    const double w = r.uniform(0.1, 0.24), h = r.uniform(0.08, 0.30);
    p.box(x, horizon + 0.25 - h, w, h, colour(r, r.uniform(90, 215), 0.22));
    for (double y = horizon + 0.28 - h; y < horizon + 0.15; y += 0.06)
      for (double at = x + 0.015; at < x + w - 0.02; at += 0.035) p.box(at, y, 0.016, 0.03, colour(r, 80, 0.1));
    x += w + r.uniform(0, 0.05);
  }
  const std::uint64_t trees = r.below(3) + 1;
  for (std::uint64_t i = 0; i < trees; ++i) {
    const double x = r.uniform(0.05, 0.95);
    p.box(x - 0.008, horizon, 0.016, 0.3, colour(r, 60, 0.15));
    for (int leaf = 0; leaf < 60; ++leaf) {
      const double light = r.uniform(55, 150);
      p.disc(x + 0.08 * r.normal(), horizon + 0.06 * r.normal(), r.uniform(0.015, 0.04),
             {light * 0.4, light, light * 0.75, 255});
    }
  }
  p.box(0, horizon + 0.25, 1, 1, colour(r, r.uniform(140, 200), 0.04));
}

}  // namespace

void paint_place(Place place, cv::Mat& image, RandomSource& random) {
  if (place == Place::office) office(image, random);
  if (place == Place::backlight) bright_windows(image, random);
  if (place == Place::outdoor_sun) street(image, random);
}

void light_background(const Environment& e, cv::Mat& image) {
  const bool plain = e.background_light == 1 && (e.place == Place::indoor || e.place == Place::office);
  if (plain) return;
  // In linear light, with the face's exposure: what is too bright is cut off as a sensor does.
  std::array<cv::Mat, 4> planes;
  cv::split(image, planes.data());
  const bool tinted = e.place == Place::coloured_light;
  for (int k = 0; k < 3; ++k) {
    const double tint = tinted ? 0.5 * static_cast<double>(e.key_colour[2 - k]) + 0.5 : 1;
    cv::Mat table(1, 256, CV_8UC1);
    for (int i = 0; i < 256; ++i) {
      const double linear = std::pow(i / 255.0, 2.2) * static_cast<double>(e.background_light) * tint;
      table.at<std::uint8_t>(i) = cv::saturate_cast<std::uint8_t>(255 * std::pow(linear, 1 / 2.2));
    }
    cv::LUT(planes[static_cast<std::size_t>(k)], table, planes[static_cast<std::size_t>(k)]);
  }
  cv::merge(planes.data(), 4, image);
}

}  // namespace proofmark::camera
