#include "reference-impl/liveness/matching.hpp"

#include <algorithm>
#include <cstdio>
#include <opencv2/imgproc.hpp>

#include "common/media/jpeg.hpp"
#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::liveness {
namespace {

constexpr int look_interval = 12;  // frames; a template costs as much as three frames
constexpr int tallest = 3;         // a portrait's height in its widths; a strip would become a square of gigabytes
constexpr double allowed_crowded = 0.1;  // share of the detections that may show a second face: a poster, a passer-by

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

// A portrait is narrow; the detector squeezes its input into 4:3. Grey at the sides keeps the face's proportions.
cv::Mat padded(const cv::Mat& portrait) {
  const int wanted = portrait.rows * 4 / 3;
  if (portrait.cols >= wanted) return portrait;
  const int left = (wanted - portrait.cols) / 2;
  cv::Mat out;
  cv::copyMakeBorder(portrait, out, 0, 0, left, wanted - portrait.cols - left, cv::BORDER_CONSTANT,
                     cv::Scalar(128, 128, 128));
  return out;
}

tl::unexpected<Error> refused(std::string observed) {
  return fail("ICAO 9303-10 4.7.2.1 (DG2)", "a portrait with one face", std::move(observed), "Check the document.");
}

}  // namespace

Result<cv::Mat> open_portrait(ByteView picture) {
  const auto decoded = media::decode_picture(picture);
  if (!decoded) return refused("a portrait that cannot be decoded (" + decoded.error().observed + ")");
  if (decoded->rows / tallest > decoded->cols)
    return refused("a strip of " + std::to_string(decoded->cols) + " x " + std::to_string(decoded->rows) + " pixels");
  return padded(*decoded);
}

Result<face::Template> describe_portrait(face::Analyser& analyser, ByteView jpeg, double max_second_face) {
  PROOFMARK_TRY(const cv::Mat wide, open_portrait(jpeg));
  PROOFMARK_TRY(const auto analysis, analyser.single(wide));
  if (!analysis.face) return refused("a portrait without a face");
  if (analysis.second_face > max_second_face) return refused("a portrait with several faces");
  return analyser.networks().describe(face::align(wide, analysis.face->landmarks));
}

void Matching::set_portrait(face::Analyser& analyser, ByteView jpeg) {
  auto described = describe_portrait(analyser, jpeg, policy_.max_second_face);
  if (described)
    portrait_ = *described;
  else
    portrait_problem_ = described.error().observed;
}

void Matching::add_frame(const face::FrameAnalysis& analysis) {
  ++frames_;
  if (analysis.face) {
    ++with_face_;
    widths_.push_back(analysis.face->box.width);
  }
  if (analysis.detected_now && analysis.face) {
    ++detections_;
    crowded_ += analysis.second_face > policy_.max_second_face ? 1 : 0;
  }
}

Result<std::optional<double>> Matching::look(face::Analyser& analyser, const cv::Mat& bgr, const face::FaceFrame& face,
                                             int frame) {
  if (frame - last_looked_ < look_interval) return std::optional<double>{};
  const cv::Mat aligned = face::align(bgr, face.landmarks);
  if (aligned.empty()) return std::optional<double>{};
  last_looked_ = frame;
  brightness_.push_back(face::brightness(aligned));
  sharpness_.push_back(face::sharpness(aligned));
  PROOFMARK_TRY(const face::Template look, analyser.networks().describe(aligned));
  ++looks_;
  const bool compared = portrait_ && !(PROOFMARK_WEAKNESS(first_look_only) && similarities_.size() >= 4);
  if (compared) similarities_.push_back(face::similarity(look, *portrait_));
  std::optional<double> alike;
  if (last_look_) alike = face::similarity(look, *last_look_);
  last_look_ = look;
  return alike;
}

std::optional<Comparison> Matching::comparison() const {
  if (similarities_.empty()) return std::nullopt;
  return Comparison{median(similarities_), policy_.match_threshold};
}

double Matching::brightness() const {
  return median(brightness_);
}
double Matching::sharpness() const {
  return median(sharpness_);
}
double Matching::face_width() const {
  return median(widths_);
}
double Matching::found_share() const {
  return frames_ > 0 ? static_cast<double>(with_face_) / frames_ : 0;
}

decision::Check Matching::found_check() const {
  decision::Check check{"face.found", decision::CheckResult::failed,
                        "TS 119 461 BIN-8.4.2-05B: expected one face, large, lit and sharp enough"};
  std::string observed;
  const auto add = [&observed](const std::string& text) { observed += (observed.empty() ? "" : "; ") + text; };
  if (frames_ == 0 || found_share() < policy_.min_found) add("a face on " + decimal(found_share()) + " of the frames");
  const double crowd = detections_ > 0 ? static_cast<double>(crowded_) / detections_ : 0;
  if (crowd > allowed_crowded && !PROOFMARK_WEAKNESS(second_face_accepted)) add("a second face");
  if (!widths_.empty() && face_width() < policy_.min_width && !PROOFMARK_WEAKNESS(small_face_accepted))
    add("a face " + decimal(face_width()) + " pixels wide");
  if (looks_ == 0) {
    add("no frontal neutral face");
  } else {
    if (brightness() < policy_.min_brightness && !PROOFMARK_WEAKNESS(dark_face_accepted))
      add("a dark face (" + decimal(brightness()) + ")");
    if (brightness() > policy_.max_brightness) add("an overexposed face (" + decimal(brightness()) + ")");
    if (sharpness() < policy_.min_sharpness && !PROOFMARK_WEAKNESS(blurred_face_accepted))
      add("a blurred face (" + decimal(sharpness()) + ")");
  }
  if (observed.empty()) {
    check.result = decision::CheckResult::passed;
    observed = "a face on " + decimal(found_share()) + " of the frames, " + decimal(face_width()) + " pixels wide";
  }
  check.reason += ", observed " + observed;
  return check;
}

decision::Check Matching::match_check() const {
  decision::Check check{"face.match", decision::CheckResult::undetermined,
                        "TS 119 461 BIN-8.4.3-01X: expected the face of the chip's portrait"};
  if (!portrait_) {
    check.reason += ", observed " + portrait_problem_;
    return check;
  }
  if (similarities_.size() < static_cast<std::size_t>(policy_.min_compared_frames)) {
    check.reason += " on at least " + std::to_string(policy_.min_compared_frames) + " frontal frames, observed " +
                    std::to_string(similarities_.size());
    return check;
  }
  const double score = PROOFMARK_WEAKNESS(best_look_decides)
                           ? *std::max_element(similarities_.begin(), similarities_.end())
                           : median(similarities_);
  const double threshold = policy_.match_threshold - (PROOFMARK_WEAKNESS(match_threshold_lowered) ? 0.3 : 0.0);
  const bool same = score >= threshold || PROOFMARK_WEAKNESS(face_not_compared);
  check.result = same ? decision::CheckResult::passed : decision::CheckResult::failed;
  check.reason += ", observed similarity " + decimal(score) + " against " + decimal(policy_.match_threshold) + " in " +
                  std::to_string(similarities_.size()) + " frames";
  return check;
}

}  // namespace proofmark::liveness
