#include "attacks/print/sheet.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>

namespace proofmark::attack::print {
namespace {

cv::Mat normal_field(cv::Size size, double blur, RandomSource& random) {
  cv::Mat out(size, CV_32F);
  // Sums of four bytes are near enough to normal for a texture.
  Bytes raw = random.bytes(out.total() * 4);
  for (std::size_t i = 0; i < out.total(); ++i)
    reinterpret_cast<float*>(out.data)[i] =
        static_cast<float>(raw[4 * i] + raw[4 * i + 1] + raw[4 * i + 2] + raw[4 * i + 3] - 510) / 147.8F;
  if (blur > 0) {
    cv::GaussianBlur(out, out, {0, 0}, blur);
    cv::Scalar mean;
    cv::Scalar deviation;
    cv::meanStdDev(out, mean, deviation);
    out *= 1 / std::max(deviation[0], 1e-6);
  }
  return out;
}

// A thumb that comes in over the edge of the sheet at (x, y), pointing along `angle` (degrees).
void draw_thumb(cv::Mat& canvas, double x, double y, double angle, double length, const cv::Scalar& skin) {
  const int reach = static_cast<int>(10 * length);
  const cv::Rect box = cv::Rect(static_cast<int>(x) - reach, static_cast<int>(y) - reach, 2 * reach, 2 * reach) &
                       cv::Rect(0, 0, canvas.cols, canvas.rows);
  const double ca = std::cos(angle * std::numbers::pi / 180);
  const double sa = std::sin(angle * std::numbers::pi / 180);
  const double half = 0.30 * length;  // half the thumb's breadth
  for (int py = box.y; py < box.y + box.height; ++py)
    for (int px = box.x; px < box.x + box.width; ++px) {
      const double along = ((px - x) * ca + (py - y) * sa) / half;  // 0 at the tip's centre, negative to the hand
      const double across = (-(px - x) * sa + (py - y) * ca) / half;
      const double r = along > 0 ? std::hypot(along, across) : std::abs(across) / (1 - 0.16 * along);
      const double cover = std::clamp((1.03 - r) * half / 1.5, 0.0, 1.0);
      // The shadow on the paper around it.
      const double shadow = 1 - 0.35 * std::exp(-std::max(0.0, r - 1) * 5) * (r < 2.2 ? 1 : 0);
      cv::Vec4b& pixel = canvas.at<cv::Vec4b>(py, px);
      double shade = 0.62 + 0.45 * std::sqrt(std::max(0.0, 1 - r * r)) - 0.10 * across;
      const double nail = std::hypot((along + 0.05) / 0.62, across / 0.52);
      cv::Scalar colour = skin;
      if (nail < 1) {
        colour = skin * 0.75 + cv::Scalar(48, 46, 58);
        shade = 0.95 + 0.15 * std::sqrt(1 - nail * nail);
      }
      for (int c = 0; c < 3; ++c)
        pixel[c] = cv::saturate_cast<uchar>(pixel[c] * shadow * (1 - cover) + colour[c] * shade * cover);
      pixel[3] = std::max(pixel[3], cv::saturate_cast<uchar>(255 * cover));
    }
}

}  // namespace

cv::Mat print_picture(const cv::Mat& photo, const Ink& ink, const SeededRandom& seed) {
  SeededRandom random = seed.derive("sheet/grain");
  const cv::Mat grain = normal_field(photo.size(), 0.7, random);
  cv::Mat out(photo.size(), CV_8UC3);
  for (int y = 0; y < photo.rows; ++y)
    for (int x = 0; x < photo.cols; ++x) {
      const cv::Vec3b in = photo.at<cv::Vec3b>(y, x);
      const double luma = 0.114 * in[0] + 0.587 * in[1] + 0.299 * in[2];
      // A halftone screen at 45 degrees, about three pixels to the dot.
      const double dots =
          std::sin(2 * std::numbers::pi * 0.23 * (x + y)) * std::sin(2 * std::numbers::pi * 0.23 * (x - y));
      const double midtone = 4 * (luma / 255) * (1 - luma / 255);
      const double mottle = static_cast<double>(grain.at<float>(y, x)) * ink.grain * (0.4 + 0.6 * midtone) +
                            dots * ink.screening * midtone;
      cv::Vec3b& to = out.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) {
        const double colour = luma + (in[c] - luma) * ink.saturation;
        const double lightness = ink.black + (ink.white - ink.black) * colour / 255;
        to[c] = cv::saturate_cast<uchar>(255 * lightness + mottle + (c - 1) * ink.warmth);
      }
    }
  return out;
}

std::vector<std::string> sheet_parameters() {
  return {"black", "white", "saturation", "warmth", "grain", "screening", "border", "bend", "illumination"};
}

cv::Mat make_sheet(const Species& species, const cv::Mat& photo, int width, const SeededRandom& seed) {
  const Ink ink{species.draw("black", 0.08, seed),      species.draw("white", 0.88, seed),
                species.draw("saturation", 0.85, seed), species.draw("warmth", 2, seed),
                species.draw("grain", 3, seed),         species.draw("screening", 0, seed)};
  cv::Mat scaled;
  const int height = static_cast<int>(std::lround(static_cast<double>(photo.rows) * width / photo.cols));
  cv::resize(photo, scaled, {width, height}, 0, 0, width < photo.cols ? cv::INTER_AREA : cv::INTER_CUBIC);
  const cv::Mat picture = print_picture(scaled, ink, seed);

  const int border = static_cast<int>(species.draw("border", 0, seed) * width);
  const int clear = 480;  // room for the hand, which comes in from outside the picture
  const cv::Size sheet(width + 2 * border, height + 2 * border);
  cv::Mat canvas(sheet.height + 2 * clear, sheet.width + 2 * clear, CV_8UC4, cv::Scalar::all(0));
  const cv::Mat paper(sheet, CV_8UC3,
                      cv::Scalar(255 * ink.white - ink.warmth, 255 * ink.white, 255 * ink.white + ink.warmth));
  picture.copyTo(paper(cv::Rect(border, border, width, height)));

  // A held sheet is a flat cylinder: one soft gradient of light across it, and a fainter one along it.
  SeededRandom random = seed.derive("sheet/bend");
  const double bend = species.draw("bend", 0.1, seed);
  const double phase = random.uniform(-0.5, 0.5);
  const double lit = species.draw("illumination", 1, seed);
  for (int y = 0; y < sheet.height; ++y)
    for (int x = 0; x < sheet.width; ++x) {
      const double u = static_cast<double>(x) / sheet.width - 0.5;
      const double v = static_cast<double>(y) / sheet.height - 0.5;
      const double light = lit * (1 - bend * (0.5 + 0.5 * std::sin(std::numbers::pi * (u + phase))) - 0.3 * bend * v);
      const cv::Vec3b from = paper.at<cv::Vec3b>(y, x);
      canvas.at<cv::Vec4b>(y + clear, x + clear) = {cv::saturate_cast<uchar>(from[0] * light),
                                                    cv::saturate_cast<uchar>(from[1] * light),
                                                    cv::saturate_cast<uchar>(from[2] * light), 255};
    }

  if (species.choice("held", "hand") == "hand") {
    const double tone = random.uniform(0.75, 1.05);
    const cv::Scalar skin(118 * tone, 148 * tone, 200 * tone);
    const double length = 0.16 * sheet.height;
    const double y = clear + sheet.height * random.uniform(0.72, 0.88);
    draw_thumb(canvas, clear + 0.3 * length, y, random.uniform(-35, -10), length, skin);
    if (random.chance(0.6))
      draw_thumb(canvas, clear + sheet.width - 0.3 * length, y + random.uniform(-0.05, 0.05) * sheet.height,
                 random.uniform(190, 215), length, skin);
  }
  return canvas;
}

}  // namespace proofmark::attack::print
