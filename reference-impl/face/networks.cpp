#include "reference-impl/face/networks.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <span>
#include <string>

namespace proofmark::face {
namespace {

// Faces score 0.99 and more; patterns of a room up to 0.7 (development population).
constexpr float detection_threshold = 0.8F;
constexpr float overlap_threshold = 0.4F;

tl::unexpected<Error> network_error(const char* name, std::string expected, std::string observed) {
  return fail("proofmark model manifest, model \"" + std::string(name) + "\"", std::move(expected), std::move(observed),
              "Check that the model file and its manifest entry belong together.");
}

// The square that the landmark and liveness networks expect, cut even where it leaves the picture (edge repeated).
cv::Mat crop(const cv::Mat& bgr, const cv::Rect& box) {
  const cv::Rect inside = box & cv::Rect(0, 0, bgr.cols, bgr.rows);
  if (inside.width < 2 || inside.height < 2) return {};
  if (inside == box) return bgr(box);
  cv::Mat out;
  cv::copyMakeBorder(bgr(inside), out, inside.y - box.y, box.br().y - inside.br().y, inside.x - box.x,
                     box.br().x - inside.br().x, cv::BORDER_REPLICATE);
  return out;
}

double softmax_first(std::span<const float> logits) {
  const float top = *std::max_element(logits.begin(), logits.end());
  double sum = 0;
  for (const float v : logits) sum += std::exp(static_cast<double>(v - top));
  return std::exp(static_cast<double>(logits.front() - top)) / sum;
}

}  // namespace

double similarity(const Template& a, const Template& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return sum;
}

struct Networks::Impl {
  cv::dnn::Net detect, landmark, feature, liveness, eye;
  std::vector<cv::String> detect_outputs;

  // Runs a network with one output and gives its numbers, of which at least `at_least` must be there.
  static Result<std::vector<float>> run(cv::dnn::Net& net, const char* name, const cv::Mat& blob,
                                        std::size_t at_least) {
    try {
      net.setInput(blob);
      const cv::Mat out = net.forward();
      if (out.type() != CV_32F || out.total() < at_least)
        return network_error(name, std::to_string(at_least) + " numbers", std::to_string(out.total()));
      const auto* begin = out.ptr<float>();
      std::vector<float> values(begin, begin + out.total());
      for (const float v : values)
        if (!std::isfinite(v)) return network_error(name, "finite numbers", "a number that is not finite");
      return values;
    } catch (const std::exception& error) {
      return network_error(name, "a result", error.what());
    }
  }
};

Networks::Networks() = default;
Networks::~Networks() = default;

Result<std::unique_ptr<Networks>> Networks::create(const Models& models) {
  auto impl = std::make_unique<Impl>();
  const auto read = [&models](const char* name, cv::dnn::Net& net) -> Result<void> {
    const ByteView bytes = models.bytes_of(name);
    try {
      net = cv::dnn::readNetFromONNX(std::vector<uchar>(bytes.begin(), bytes.end()));
      net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
      net.setPreferableTarget(cv::dnn::DNN_TARGET_CPU);
    } catch (const std::exception& error) {
      return network_error(name, "an ONNX network", error.what());
    }
    return {};
  };
  PROOFMARK_CHECK(read("detect", impl->detect));
  PROOFMARK_CHECK(read("landmark", impl->landmark));
  PROOFMARK_CHECK(read("feature", impl->feature));
  PROOFMARK_CHECK(read("liveness", impl->liveness));
  PROOFMARK_CHECK(read("eye", impl->eye));
  impl->detect_outputs = {"boxes", "scores"};
  auto networks = std::unique_ptr<Networks>(new Networks());
  networks->impl_ = std::move(impl);
  return networks;
}

Result<std::vector<Detection>> Networks::detect(const cv::Mat& bgr) {
  if (bgr.empty() || bgr.type() != CV_8UC3) return network_error("detect", "a picture of 8-bit BGR", "another one");
  std::vector<Detection> found;
  try {
    const cv::Mat blob =
        cv::dnn::blobFromImage(bgr, 1.0 / 128, cv::Size(320, 240), cv::Scalar(127, 127, 127), true, false);
    impl_->detect.setInput(blob);
    std::vector<cv::Mat> out;
    impl_->detect.forward(out, impl_->detect_outputs);
    if (out.size() != 2 || out[0].total() % 4 != 0 || out[1].total() * 2 != out[0].total())
      return network_error("detect", "boxes n x 4 and scores n x 2", "other sizes");
    const auto* boxes = out[0].ptr<float>();
    const auto* scores = out[1].ptr<float>();
    std::vector<cv::Rect2d> candidates;
    std::vector<float> confidences;
    for (std::size_t i = 0; i < out[1].total() / 2; ++i) {
      const float score = scores[2 * i + 1];
      if (!(score > detection_threshold)) continue;
      const auto at = [&](std::size_t k) { return static_cast<double>(boxes[4 * i + k]); };
      candidates.emplace_back(at(0) * bgr.cols, at(1) * bgr.rows, (at(2) - at(0)) * bgr.cols,
                              (at(3) - at(1)) * bgr.rows);
      confidences.push_back(score);
    }
    std::vector<int> kept;
    cv::dnn::NMSBoxes(candidates, confidences, detection_threshold, overlap_threshold, kept);
    for (const int i : kept) {
      const auto& c = candidates[static_cast<std::size_t>(i)];
      // The landmark network takes squares of the box's height around the box's centre.
      const double side = c.height;
      const cv::Rect2d square(c.x + c.width / 2 - side / 2, c.y, side, side);
      if (side < 16) continue;
      found.push_back({square, static_cast<double>(confidences[static_cast<std::size_t>(i)])});
    }
  } catch (const std::exception& error) {
    return network_error("detect", "a result", error.what());
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const Detection& a, const Detection& b) { return a.box.area() > b.box.area(); });
  return found;
}

Result<Landmarks> Networks::landmarks(const cv::Mat& bgr, const cv::Rect2d& box) {
  const cv::Rect whole(cvRound(box.x), cvRound(box.y), cvRound(box.width), cvRound(box.height));
  const cv::Mat face = crop(bgr, whole);
  if (face.empty()) return network_error("landmark", "a face box inside the picture", "one outside");
  cv::Mat small, grey, blob;
  cv::resize(face, small, cv::Size(64, 64), 0, 0, cv::INTER_AREA);
  cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
  blob = cv::dnn::blobFromImage(grey, 1.0 / 256);
  PROOFMARK_TRY(const auto out, Impl::run(impl_->landmark, "landmark", blob, 2 * landmark_count));
  Landmarks points;
  for (std::size_t i = 0; i < landmark_count; ++i)
    points[i] = {whole.x + static_cast<double>(out[2 * i]) * whole.width,
                 whole.y + static_cast<double>(out[2 * i + 1]) * whole.height};
  return points;
}

Result<Template> Networks::describe(const cv::Mat& aligned) {
  if (aligned.size() != cv::Size(112, 112)) return network_error("feature", "a picture of 112x112", "another size");
  const cv::Mat blob =
      cv::dnn::blobFromImage(aligned, 1.0 / 128, cv::Size(112, 112), cv::Scalar(127, 127, 127), true, false);
  Template result;
  PROOFMARK_TRY(const auto out, Impl::run(impl_->feature, "feature", blob, result.size()));
  double length = 0;
  for (std::size_t i = 0; i < result.size(); ++i) length += static_cast<double>(out[i]) * static_cast<double>(out[i]);
  length = std::sqrt(length);
  if (!(length > 1e-9)) return network_error("feature", "a template", "zeros");
  for (std::size_t i = 0; i < result.size(); ++i) result[i] = static_cast<float>(static_cast<double>(out[i]) / length);
  return result;
}

Result<double> Networks::liveness(const cv::Mat& bgr, const cv::Rect2d& box) {
  // The box widened 2.7 times, or as far as the picture allows, and moved inside the picture.
  const double scale = std::min({2.7, (bgr.cols - 1) / box.width, (bgr.rows - 1) / box.height});
  const double width = box.width * scale, height = box.height * scale;
  const double x = std::clamp(box.x + box.width / 2 - width / 2, 0.0, bgr.cols - 1 - width);
  const double y = std::clamp(box.y + box.height / 2 - height / 2, 0.0, bgr.rows - 1 - height);
  const cv::Mat wide =
      crop(bgr, cv::Rect(static_cast<int>(x), static_cast<int>(y), static_cast<int>(width), static_cast<int>(height)));
  if (wide.empty()) return network_error("liveness", "a face box inside the picture", "one outside");
  cv::Mat small;
  cv::resize(wide, small, cv::Size(128, 128));
  PROOFMARK_TRY(const auto out, Impl::run(impl_->liveness, "liveness", cv::dnn::blobFromImage(small), 2));
  return softmax_first(out);
}

Result<std::array<double, 2>> Networks::eyes_closed(const cv::Mat& bgr, const Landmarks& l) {
  std::array<double, 2> closed{};
  for (std::size_t eye = 0; eye < 2; ++eye) {
    const std::size_t i = 36 + 6 * eye;
    const cv::Point2d centre = (l[i + 1] + l[i + 2] + l[i + 4] + l[i + 5]) * 0.25;
    const int side = cvRound(cv::norm(l[i + 3] - l[i]) * 1.6);
    const cv::Mat patch =
        crop(bgr, cv::Rect(cvRound(centre.x - side / 2.0), cvRound(centre.y - side / 2.0), side, side));
    if (patch.empty()) return network_error("eye", "an eye inside the picture", "one outside");
    cv::Mat small, grey;
    cv::resize(patch, small, cv::Size(24, 24), 0, 0, cv::INTER_AREA);
    cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
    PROOFMARK_TRY(const auto out, Impl::run(impl_->eye, "eye", cv::dnn::blobFromImage(grey, 1.0 / 255), 2));
    closed[eye] = softmax_first(out);
  }
  return closed;
}

}  // namespace proofmark::face
