#include "attacks/replay/display.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "simulators/camera/planar.hpp"

namespace proofmark::attack::replay {
namespace {

constexpr int kMargin = 48;

class OnDisplay final : public camera::FrameSource {
 public:
  OnDisplay(std::unique_ptr<camera::FrameSource> content, Display display)
      : content_(std::move(content)), display_(std::move(display)) {}

  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    PROOFMARK_CHECK(content_->frame(t, shown_));
    PROOFMARK_CHECK(camera::to_i420(shown_, kWidth, kHeight, planes_));
    PROOFMARK_CHECK(display_.show(planes_));
    return display_.seen(t, bgr);
  }
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime window) override {
    content_->challenge(challenge, t, window);
    display_.challenge(challenge, t);
  }
  void challenge_over(camera::StreamTime t) override {
    content_->challenge_over(t);
    display_.challenge_over(t);
  }

 private:
  std::unique_ptr<camera::FrameSource> content_;
  Display display_;
  cv::Mat shown_, planes_;
};

}  // namespace

Rendering::Rendering(double black, double white, double gamma, double saturation, double blue)
    : luma_(1, 256, CV_8UC1), u_(1, 256, CV_8UC1), v_(1, 256, CV_8UC1) {
  for (int i = 0; i < 256; ++i) {
    const double in = std::clamp((i - 16) / 219.0, 0.0, 1.0);
    luma_.at<uchar>(i) = cv::saturate_cast<uchar>(16 + 219 * (black + (white - black) * std::pow(in, gamma)));
    u_.at<uchar>(i) = cv::saturate_cast<uchar>(128 + (i - 128) * saturation + blue);
    v_.at<uchar>(i) = cv::saturate_cast<uchar>(128 + (i - 128) * saturation - 0.6 * blue);
  }
}

void Rendering::apply(const cv::Mat& i420, cv::Mat& out) const {
  out.create(i420.size(), CV_8UC1);
  const int luma_rows = i420.rows * 2 / 3;
  const int chroma_rows = (i420.rows - luma_rows) / 2;
  const std::array<int, 4> ends{0, luma_rows, luma_rows + chroma_rows, i420.rows};
  const std::array<const cv::Mat*, 3> tables{&luma_, &u_, &v_};
  for (std::size_t plane = 0; plane < 3; ++plane) {
    cv::Mat to = out.rowRange(ends[plane], ends[plane + 1]);
    cv::LUT(i420.rowRange(ends[plane], ends[plane + 1]), *tables[plane], to);
  }
}

std::vector<std::string> Display::parameters() {
  std::vector<std::string> known = HeldPlane::parameters();
  known.insert(known.end(),
               {"screen_width", "panel_columns", "grid_contrast", "band_strength", "band_hertz", "readout", "black",
                "white", "gamma", "saturation", "blue", "glare", "glare_width", "bezel", "bezel_grey"});
  return known;
}

Display::Display(Rendering rendering, int bezel, cv::Scalar bezel_colour, HeldPlane held, Compositor compositor)
    : rendering_(std::move(rendering)),
      bezel_(bezel),
      texture_(kHeight + 2 * (bezel + 2), kWidth + 2 * (bezel + 2), CV_8UC4, cv::Scalar::all(0)),
      held_(std::move(held)),
      compositor_(std::move(compositor)) {
  // Two clear pixels around the device smooth its outline when it is turned.
  cv::rectangle(texture_, {2, 2}, {texture_.cols - 3, texture_.rows - 3}, bezel_colour, cv::FILLED);
}

Result<Display> Display::create(const Species& species, const SeededRandom& seed) {
  try {
    PanelOptics panel;
    panel.panel_pixels = species.draw("panel_columns", 1920, seed) / kWidth;
    panel.grid_contrast = species.draw("grid_contrast", 0.3, seed);
    panel.band_strength = species.draw("band_strength", 0.02, seed);
    panel.band_hertz = species.draw("band_hertz", 240, seed);
    panel.readout = species.draw("readout", 0.025, seed);
    SeededRandom random = seed.derive("replay/light");
    const double width = species.draw("glare_width", 70, seed);
    std::vector<Glare> glares{{random.uniform(-420, 420), random.uniform(-300, 120), width,
                               width * random.uniform(0.4, 1.0), species.draw("glare", 20, seed)}};
    const double grey = species.draw("bezel_grey", 18, seed);
    return Display(
        Rendering(species.draw("black", 0.03, seed), species.draw("white", 0.95, seed), species.draw("gamma", 1, seed),
                  species.draw("saturation", 0.95, seed), species.draw("blue", 2, seed)),
        static_cast<int>(species.draw("bezel", 0.05, seed) * kWidth), cv::Scalar(grey, grey, grey, 255),
        HeldPlane(species, species.draw("screen_width", 0.95, seed), seed),
        Compositor(make_backdrop(seed, kMargin), kMargin, std::move(glares), panel));
  } catch (const cv::Exception& e) {
    return fail("attacks/replay", "a display", e.what(), "Correct the species " + species.id + ".");
  }
}

Result<void> Display::show(const cv::Mat& i420) {
  if (i420.cols != kWidth || i420.rows != kHeight * 3 / 2)
    return fail("attacks/replay", "a recording of 1280x720", std::to_string(i420.cols) + " wide",
                "Record with the simulated camera.");
  try {
    rendering_.apply(i420, rendered_);
    cv::Mat screen = texture_(cv::Rect(bezel_ + 2, bezel_ + 2, kWidth, kHeight));
    cv::cvtColor(rendered_, screen, cv::COLOR_YUV2BGRA_I420);
  } catch (const cv::Exception& e) {
    return fail("attacks/replay", "a picture on the display", e.what(), "Record with the simulated camera.");
  }
  return {};
}

Result<void> Display::seen(camera::StreamTime t, cv::Mat& bgr) {
  return compositor_.compose(texture_, held_.at(t), t, bgr);
}

Result<std::unique_ptr<camera::FrameSource>> on_display(std::unique_ptr<camera::FrameSource> content,
                                                        const Species& species, const SeededRandom& seed) {
  PROOFMARK_TRY(Display display, Display::create(species, seed));
  return std::unique_ptr<camera::FrameSource>(std::make_unique<OnDisplay>(std::move(content), std::move(display)));
}

}  // namespace proofmark::attack::replay
