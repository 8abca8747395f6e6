#include "attacks/print/print.hpp"

#include <opencv2/core.hpp>

#include "attacks/plane.hpp"
#include "attacks/print/sheet.hpp"

namespace proofmark::attack::print {
namespace {

constexpr int kMargin = 48;

// The head from chin to crown takes about this part of the photograph's height: ICAO 9303-3 portrait (32 to 36 mm of
// 45 mm), or a picture that the genuine camera's framing gives.
double head_part(const Species& species) {
  return species.material == "document_photo" ? 0.74 : 0.45;
}

class Source final : public camera::FrameSource {
 public:
  Source(cv::Mat sheet, HeldPlane held, Compositor compositor)
      : sheet_(std::move(sheet)), held_(std::move(held)), compositor_(std::move(compositor)) {}
  Result<void> frame(camera::StreamTime t, cv::Mat& bgr) override {
    return compositor_.compose(sheet_, held_.at(t), t, bgr);
  }
  void challenge(const camera::Challenge& challenge, camera::StreamTime t, camera::StreamTime) override {
    held_.challenge(challenge, t);
  }
  void challenge_over(camera::StreamTime t) override { held_.challenge_over(t); }

 private:
  cv::Mat sheet_;
  HeldPlane held_;
  Compositor compositor_;
};

}  // namespace

Result<std::unique_ptr<camera::FrameSource>> make_source(const Species& species, const cv::Mat& photo,
                                                         const SeededRandom& seed) {
  if (species.attack_class != "print")
    return fail("attacks/print", "a species of the class print", species.attack_class, "Use that class's mechanism.");
  if (photo.type() != CV_8UC3 || photo.cols < 200 || photo.rows < 200)
    return fail("attacks/print", "a BGR photograph of at least 200x200",
                std::to_string(photo.cols) + "x" + std::to_string(photo.rows), "Give a larger photograph.");
  std::vector<std::string> known = sheet_parameters();
  const std::vector<std::string> held_parameters = HeldPlane::parameters();
  known.insert(known.end(), held_parameters.begin(), held_parameters.end());
  known.insert(known.end(), {"head_height", "glare", "glare_width"});
  PROOFMARK_CHECK(species.allow(known, {{"held", {"hand", "stand"}}}));
  try {
    // Printed at the resolution it will be seen with and a little more, so that the ink's grain is as fine as paper's.
    const double head = species.draw("head_height", 0.45, seed) * kHeight;
    const double seen_width = head / head_part(species) * photo.cols / photo.rows;
    const double scale = 0.85;
    cv::Mat sheet = make_sheet(species, photo, static_cast<int>(seen_width / scale), seed);

    SeededRandom random = seed.derive("print/light");
    std::vector<Glare> glares;
    const double width = species.draw("glare_width", 120, seed);
    glares.push_back({random.uniform(-260, 260), random.uniform(-260, 60), width, width * random.uniform(0.5, 1.0),
                      species.draw("glare", 0, seed)});
    return std::unique_ptr<camera::FrameSource>(
        std::make_unique<Source>(std::move(sheet), HeldPlane(species, scale, seed),
                                 Compositor(make_backdrop(seed, kMargin), kMargin, std::move(glares), std::nullopt)));
  } catch (const cv::Exception& e) {
    return fail("attacks/print", "a printed sheet", e.what(), "Give another photograph.");
  }
}

Result<std::unique_ptr<camera::Capture>> make(const Species& species, const cv::Mat& photo,
                                              const camera::Device& device, const SeededRandom& seed) {
  PROOFMARK_TRY(std::unique_ptr<camera::FrameSource> source, make_source(species, photo, seed));
  return camera::make_camera(std::move(source), device, seed);
}

}  // namespace proofmark::attack::print
