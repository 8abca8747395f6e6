#include "simulators/matcher/face_finder.hpp"

#include <exception>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace proofmark::matcher {
namespace {

constexpr float kFace = 0.8F;  // score above which a box is a face

// The boxes that the landmark network sees: aside and larger or smaller by parts of the detector's side.
struct Look {
  double x, y, size;
};
constexpr std::array kLooks = {Look{0, 0, 1},     Look{0.04, 0, 1}, Look{-0.04, 0, 1}, Look{0, 0.04, 1},
                               Look{0, -0.04, 1}, Look{0, 0, 1.08}, Look{0, 0, 0.94}};

tl::unexpected<Error> network_error(const std::string& name, std::string expected, std::string observed) {
  return fail("proofmark matcher manifest, model \"" + name + "\"", std::move(expected), std::move(observed),
              "Check that the model file and its manifest entry belong together.");
}

Result<cv::dnn::Net> read_network(const ModelFolder& folder, const char* name) {
  PROOFMARK_TRY(const Bytes bytes, read_model(folder, name));
  try {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(std::vector<uchar>(bytes.begin(), bytes.end()));
    net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    return net;
  } catch (const std::exception& error) {
    return network_error(name, "an ONNX network", error.what());
  }
}

// The square as the landmark network expects it; where it leaves the picture, the edge is repeated.
cv::Mat crop(const cv::Mat& bgr, const cv::Rect& box) {
  const cv::Rect inside = box & cv::Rect(0, 0, bgr.cols, bgr.rows);
  if (inside.width < 2 || inside.height < 2) return {};
  if (inside == box) return bgr(box);
  cv::Mat out;
  cv::copyMakeBorder(bgr(inside), out, inside.y - box.y, box.br().y - inside.br().y, inside.x - box.x,
                     box.br().x - inside.br().x, cv::BORDER_REPLICATE);
  return out;
}

}  // namespace

struct FaceFinder::Impl {
  cv::dnn::Net detect, landmark;

  // Nothing where the box leaves the picture.
  Result<std::optional<Landmarks>> landmarks_in(const cv::Mat& bgr, const cv::Rect& box) {
    const cv::Mat face = crop(bgr, box);
    if (face.empty()) return std::optional<Landmarks>{};
    cv::Mat small, grey;
    cv::resize(face, small, cv::Size(64, 64), 0, 0, cv::INTER_AREA);
    cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
    landmark.setInput(cv::dnn::blobFromImage(grey, 1.0 / 256));
    const cv::Mat out = landmark.forward();
    Landmarks points;
    if (out.total() < 2 * points.size()) return network_error("landmark", "136 numbers", std::to_string(out.total()));
    const auto* v = out.ptr<float>();
    for (std::size_t i = 0; i < points.size(); ++i)
      points[i] = {box.x + static_cast<double>(v[2 * i]) * box.width,
                   box.y + static_cast<double>(v[2 * i + 1]) * box.height};
    return std::optional(points);
  }

  // The largest box above the threshold, as the square of its height around its centre.
  std::optional<cv::Rect> largest(const cv::Mat& bgr) {
    detect.setInput(cv::dnn::blobFromImage(bgr, 1.0 / 128, cv::Size(320, 240), cv::Scalar(127, 127, 127), true, false));
    std::vector<cv::Mat> out;
    detect.forward(out, std::vector<cv::String>{"boxes", "scores"});
    std::optional<cv::Rect> best;
    const auto* boxes = out.at(0).ptr<float>();
    const auto* scores = out.at(1).ptr<float>();
    for (std::size_t i = 0; i < out[1].total() / 2; ++i) {
      if (!(scores[2 * i + 1] > kFace)) continue;
      const auto at = [&](std::size_t k) { return static_cast<double>(boxes[4 * i + k]); };
      const double side = (at(3) - at(1)) * bgr.rows;
      const double x = (at(0) + at(2)) / 2 * bgr.cols - side / 2;
      const cv::Rect box(cvRound(x), cvRound(at(1) * bgr.rows), cvRound(side), cvRound(side));
      if (box.width >= 16 && (!best || box.area() > best->area())) best = box;
    }
    return best;
  }
};

FaceFinder::FaceFinder() = default;
FaceFinder::~FaceFinder() = default;

Result<std::unique_ptr<FaceFinder>> FaceFinder::create(const ModelFolder& folder) {
  auto finder = std::unique_ptr<FaceFinder>(new FaceFinder());
  finder->impl_ = std::make_unique<Impl>();
  PROOFMARK_TRY(finder->impl_->detect, read_network(folder, "detect"));
  PROOFMARK_TRY(finder->impl_->landmark, read_network(folder, "landmark"));
  return finder;
}

Result<std::optional<Landmarks>> FaceFinder::find(const cv::Mat& bgr) {
  if (bgr.empty() || bgr.type() != CV_8UC3) return network_error("detect", "a picture of 8-bit BGR", "another one");
  try {
    const auto box = impl_->largest(bgr);
    if (!box) return std::optional<Landmarks>{};
    Landmarks mean;
    int seen = 0;
    for (const Look& look : kLooks) {
      const int side = cvRound(box->width * look.size);
      const cv::Rect seen_box(cvRound(box->x + look.x * box->width + (box->width - side) / 2.0),
                              cvRound(box->y + look.y * box->height + (box->height - side) / 2.0), side, side);
      PROOFMARK_TRY(const auto points, impl_->landmarks_in(bgr, seen_box));
      if (!points) continue;
      for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += (*points)[i];
      ++seen;
    }
    if (seen == 0) return std::optional<Landmarks>{};
    for (cv::Point2d& point : mean) point *= 1.0 / seen;
    return std::optional(mean);
  } catch (const std::exception& error) {
    return network_error("detect", "a result", error.what());
  }
}

cv::Mat align(const cv::Mat& bgr, std::span<const cv::Point2d> from, std::span<const cv::Point2d> to, int side) {
  cv::Point2d mean_from, mean_to;
  for (std::size_t i = 0; i < from.size(); ++i) {
    mean_from += from[i] * (1.0 / static_cast<double>(from.size()));
    mean_to += to[i] * (1.0 / static_cast<double>(to.size()));
  }
  // Rotation and scale of the plane are one complex number: sum(conj(f) t) / sum(|f|^2).
  double real = 0, imaginary = 0, spread = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const cv::Point2d f = from[i] - mean_from, t = to[i] - mean_to;
    real += f.dot(t);
    imaginary += f.x * t.y - f.y * t.x;
    spread += f.dot(f);
  }
  if (!(spread > 1e-9) || bgr.empty()) return {};
  const double a = real / spread, b = imaginary / spread;
  const cv::Matx23d m(a, -b, mean_to.x - a * mean_from.x + b * mean_from.y,  //
                      b, a, mean_to.y - b * mean_from.x - a * mean_from.y);
  cv::Mat out;
  cv::warpAffine(bgr, out, cv::Mat(m), cv::Size(side, side), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  return out;
}

}  // namespace proofmark::matcher
