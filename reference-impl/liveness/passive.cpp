#include "reference-impl/liveness/passive.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <opencv2/imgproc.hpp>

#include "reference-impl/weakness/weakness.hpp"

namespace proofmark::liveness {
namespace {

constexpr int patch = 256;  // pixels of the picture itself: resampling would move or remove a grid

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double deviation(const std::vector<double>& values) {
  double mean = 0, sum = 0;
  for (const double v : values) mean += v / static_cast<double>(values.size());
  for (const double v : values) sum += (v - mean) * (v - mean);
  return std::sqrt(sum / static_cast<double>(values.size()));
}

std::string decimal(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

}  // namespace

double spectral_peak(const cv::Mat& face) {
  const int n = std::min({face.cols, face.rows, patch}) & ~1;
  if (n < 64 || face.type() != CV_8UC1) return 0;
  cv::Mat values, window, spectrum;
  face(cv::Rect((face.cols - n) / 2, (face.rows - n) / 2, n, n)).convertTo(values, CV_32F);
  values -= cv::mean(values);
  cv::createHanningWindow(window, cv::Size(n, n), CV_32F);
  cv::dft(values.mul(window), spectrum, cv::DFT_COMPLEX_OUTPUT);
  // Power by distance from the origin; half the plane is enough for a real picture.
  const int half = n / 2;
  std::vector<std::vector<double>> rings(static_cast<std::size_t>(half));
  struct Bin {
    int radius;
    double power;
  };
  std::vector<Bin> bins;
  for (int y = 0; y < n; ++y) {
    const int fy = y < half ? y : y - n;
    const auto* row = spectrum.ptr<cv::Vec2f>(y);
    for (int x = 0; x < half; ++x) {
      const int radius = static_cast<int>(std::lround(std::hypot(x, fy)));
      if (radius < n / 10 || radius >= half) continue;
      // Blocks of 4, 8 and 16 pixels leave lines on the axes.
      if (x < 3 || std::abs(fy) < 3) continue;
      const double power = std::log10(1e-3 + static_cast<double>(row[x][0]) * static_cast<double>(row[x][0]) +
                                      static_cast<double>(row[x][1]) * static_cast<double>(row[x][1]));
      rings[static_cast<std::size_t>(radius)].push_back(power);
      bins.push_back({radius, power});
    }
  }
  std::vector<double> usual(rings.size(), 0);
  for (std::size_t r = 0; r < rings.size(); ++r)
    if (!rings[r].empty()) usual[r] = median(rings[r]);
  double peak = 0;
  for (const Bin& bin : bins) peak = std::max(peak, bin.power - usual[static_cast<std::size_t>(bin.radius)]);
  return 10 * peak;
}

void Passive::add_picture(const cv::Mat& bgr, const cv::Rect2d& face_box) {
  const cv::Point centre(cvRound(face_box.x + face_box.width / 2), cvRound(face_box.y + face_box.height / 2));
  const int side = std::min(patch, cvRound(face_box.width));
  const cv::Rect area =
      cv::Rect(centre.x - side / 2, centre.y - side / 2, side, side) & cv::Rect(0, 0, bgr.cols, bgr.rows);
  if (area.width < 64 || area.height < 64) return;
  cv::Mat luma;
  cv::cvtColor(bgr(area), luma, cv::COLOR_BGR2GRAY);
  peaks_.push_back(spectral_peak(luma));
}

void Passive::add_observation(const Observation& observation, bool acting) {
  if (acting) return;
  rest_yaw_.push_back(observation.yaw);
  rest_pitch_.push_back(observation.pitch);
}

void Passive::add_turn(const face::Landmarks& neutral, const std::vector<face::Landmarks>& turned) {
  if (turned.empty()) return;
  face::Landmarks mean{};
  for (const auto& l : turned) {
    const face::EyeFrame eyes = face::eye_frame(l);
    if (!(eyes.span > 4)) return;
    for (std::size_t i = 0; i < l.size(); ++i)
      mean[i] += (l[i] - eyes.centre) * (100 / eyes.span / static_cast<double>(turned.size()));
  }
  if (const auto residual = face::planar_residual(neutral, mean)) turns_.push_back(*residual);
}

PassiveMeasures Passive::measures() const {
  PassiveMeasures m;
  if (!scores_.empty()) m.liveness = median(scores_);
  if (!turns_.empty()) m.parallax = *std::ranges::max_element(turns_);
  if (!peaks_.empty()) m.periodicity = median(peaks_);
  if (rest_yaw_.size() >= 30) m.head_motion = std::hypot(deviation(rest_yaw_), deviation(rest_pitch_));
  return m;
}

decision::Check Passive::check(const PassivePolicy& policy) const {
  decision::Check check{"liveness.passive", decision::CheckResult::failed,
                        "TS 119 461 BIN-8.4.2-02X: expected no sign of a print or a screen"};
  const PassiveMeasures m = measures();
  if (!m.liveness || !m.periodicity) {
    check.result = decision::CheckResult::undetermined;
    check.reason += ", observed no frontal face to judge";
    return check;
  }
  std::string observed;
  const auto add = [&observed](const char* what, double value, double limit) {
    observed +=
        (observed.empty() ? "" : "; ") + std::string(what) + " " + decimal(value) + " against " + decimal(limit);
  };
  if (*m.liveness < policy.min_liveness) add("network score", *m.liveness, policy.min_liveness);
  if (m.parallax && *m.parallax < policy.min_parallax) add("parallax", *m.parallax, policy.min_parallax);
  if (*m.periodicity > policy.max_periodicity) add("periodic pattern", *m.periodicity, policy.max_periodicity);
  if (m.head_motion && *m.head_motion < policy.min_head_motion)
    add("motion of the head", *m.head_motion, policy.min_head_motion);
  if (observed.empty() || PROOFMARK_WEAKNESS(passive_detection_skipped)) {
    check.result = decision::CheckResult::passed;
    observed = "none";
  }
  check.reason += ", observed " + observed;
  return check;
}

}  // namespace proofmark::liveness
