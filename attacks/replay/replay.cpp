#include "attacks/replay/replay.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "attacks/plane.hpp"
#include "attacks/replay/player.hpp"

namespace proofmark::attack::replay {
namespace {

constexpr int kMargin = 48;

// The display's rendering in the YUV planes that the decoder gives: contrast and black level in Y, gamut and white
// point in U and V. Tables, because it is done for every frame.
class Rendering {
 public:
  Rendering(double black, double white, double gamma, double saturation, double blue)
      : luma_(1, 256, CV_8UC1), u_(1, 256, CV_8UC1), v_(1, 256, CV_8UC1) {
    for (int i = 0; i < 256; ++i) {
      const double in = std::clamp((i - 16) / 219.0, 0.0, 1.0);
      luma_.at<uchar>(i) = cv::saturate_cast<uchar>(16 + 219 * (black + (white - black) * std::pow(in, gamma)));
      u_.at<uchar>(i) = cv::saturate_cast<uchar>(128 + (i - 128) * saturation + blue);
      v_.at<uchar>(i) = cv::saturate_cast<uchar>(128 + (i - 128) * saturation - 0.6 * blue);
    }
  }
  void apply(const cv::Mat& i420, cv::Mat& out) const {
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

 private:
  cv::Mat luma_, u_, v_;
};

class Source final : public camera::FrameSource {
 public:
  Source(Player player, Rendering rendering, int bezel, cv::Scalar bezel_colour, HeldPlane held, Compositor compositor)
      : player_(std::move(player)),
        rendering_(std::move(rendering)),
        bezel_(bezel),
        texture_(kHeight + 2 * (bezel + 2), kWidth + 2 * (bezel + 2), CV_8UC4, cv::Scalar::all(0)),
        held_(std::move(held)),
        compositor_(std::move(compositor)) {
    // Two clear pixels around the device smooth its outline when it is turned.
    cv::rectangle(texture_, {2, 2}, {texture_.cols - 3, texture_.rows - 3}, bezel_colour, cv::FILLED);
  }

  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    PROOFMARK_TRY(const cv::Mat* picture, player_.at(t));
    if (player_.changed()) {
      if (picture->cols != kWidth || picture->rows != kHeight * 3 / 2)
        return fail("attacks/replay", "a recording of 1280x720", std::to_string(picture->cols) + " wide",
                    "Record with the simulated camera.");
      try {
        rendering_.apply(*picture, rendered_);
        cv::Mat screen = texture_(cv::Rect(bezel_ + 2, bezel_ + 2, kWidth, kHeight));
        cv::cvtColor(rendered_, screen, cv::COLOR_YUV2BGRA_I420);
      } catch (const cv::Exception& e) {
        return fail("attacks/replay", "a picture on the display", e.what(), "Record with the simulated camera.");
      }
    }
    return compositor_.compose(texture_, held_.at(t), t, bgr);
  }
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime) override {
    held_.challenge(challenge, t);
  }
  void challenge_over(camera::StreamTime t) override { held_.challenge_over(t); }

 private:
  Player player_;
  Rendering rendering_;
  int bezel_;
  cv::Mat texture_, rendered_;
  HeldPlane held_;
  Compositor compositor_;
};

}  // namespace

Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species,
                                                         std::shared_ptr<const camera::Recording> victim,
                                                         const SeededRandom& seed) {
  if (species.attack_class != "replay")
    return fail("attacks/replay", "a species of the class replay", species.attack_class, "Use that class's mechanism.");
  std::vector<std::string> known = HeldPlane::parameters();
  known.insert(known.end(),
               {"screen_width", "panel_columns", "grid_contrast", "band_strength", "band_hertz", "readout", "black",
                "white", "gamma", "saturation", "blue", "glare", "glare_width", "bezel", "bezel_grey"});
  PROOFMARK_CHECK(species.allow(known, {}));
  PROOFMARK_TRY(Player player, Player::create(std::move(victim)));
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
    return std::unique_ptr<camera::FrameSource>(std::make_unique<Source>(
        std::move(player),
        Rendering(species.draw("black", 0.03, seed), species.draw("white", 0.95, seed), species.draw("gamma", 1, seed),
                  species.draw("saturation", 0.95, seed), species.draw("blue", 2, seed)),
        static_cast<int>(species.draw("bezel", 0.05, seed) * kWidth), cv::Scalar(grey, grey, grey, 255),
        HeldPlane(species, species.draw("screen_width", 0.95, seed), seed),
        Compositor(make_backdrop(seed, kMargin), kMargin, std::move(glares), panel)));
  } catch (const cv::Exception& e) {
    return fail("attacks/replay", "a display", e.what(), "Correct the species " + species.id + ".");
  }
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, std::shared_ptr<const camera::Recording> victim,
                                              const camera::Device& device, const SeededRandom& seed) {
  PROOFMARK_TRY(std::unique_ptr<camera::FrameSource> source, make_source(species, std::move(victim), seed));
  return camera::make_camera(std::move(source), device, seed);
}

}  // namespace proofmark::attack::replay
