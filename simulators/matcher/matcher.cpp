#include "simulators/matcher/matcher.hpp"

#include <cmath>
#include <exception>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "simulators/matcher/dlib_network.hpp"
#include "simulators/matcher/face_finder.hpp"

namespace proofmark::matcher {
namespace {

constexpr const char* kNoFace = "matcher: no face";

// How a network wants its faces: on which places the five points lie in a square of `side` pixels.
struct Input {
  int side;
  double scale;
  cv::Scalar mean;  // of the picture's channels as RGB
  FivePoints points;
};

// The usual template of 112x112 networks (insightface).
const Input kFeature512{112,
                        1.0 / 128,
                        cv::Scalar(127, 127, 127),
                        {cv::Point2d{38.2946, 51.6963}, cv::Point2d{73.5318, 51.5014}, cv::Point2d{56.0252, 71.7366},
                         cv::Point2d{41.5493, 92.3655}, cv::Point2d{70.7299, 92.2041}}};

// The same five points of dlib's mean face (get_face_chip_details), (0.25 + p) / 1.5 of 150 pixels: its padding is
// 0.25.
cv::Point2d chip(double x, double y) {
  return {(0.25 + x) * 100, (0.25 + y) * 100};
}
const Input kDlib128{150,
                     1.0 / 255,
                     cv::Scalar(122.782, 117.001, 104.298),
                     {chip(0.224152, 0.211947), chip(0.756101, 0.211947), chip(0.490127, 0.515625),
                      chip(0.272264, 0.782513), chip(0.707989, 0.782513)}};

}  // namespace

const char* name_of(Kind kind) {
  return kind == Kind::feature512 ? "feature512" : "dlib128";
}

struct Matcher::Impl {
  Kind kind = Kind::feature512;
  std::unique_ptr<FaceFinder> finder;
  cv::dnn::Net net;
  [[nodiscard]] const Input& input() const { return kind == Kind::feature512 ? kFeature512 : kDlib128; }
};

Matcher::Matcher() = default;
Matcher::~Matcher() = default;

Result<std::unique_ptr<Matcher>> Matcher::create(Kind kind, const ModelFolder& folder) {
  auto matcher = std::unique_ptr<Matcher>(new Matcher());
  matcher->impl_ = std::make_unique<Impl>();
  matcher->impl_->kind = kind;
  PROOFMARK_TRY(matcher->impl_->finder, FaceFinder::create(folder));
  if (kind == Kind::feature512) {
    PROOFMARK_TRY(const Bytes network, read_model(folder, "feature512"));
    try {
      matcher->impl_->net = cv::dnn::readNetFromONNX(std::vector<uchar>(network.begin(), network.end()));
      matcher->impl_->net.setPreferableBackend(cv::dnn::DNN_BACKEND_OPENCV);
    } catch (const std::exception& error) {
      return fail("matcher", "an ONNX network", error.what(), "Run the set-up again.");
    }
  } else {
    PROOFMARK_TRY(const Bytes manifest, read_model(folder, "dlib128-manifest"));
    PROOFMARK_TRY(const Bytes weights, read_model(folder, "dlib128-weights"));
    PROOFMARK_TRY(const Tensors tensors, read_quantised(to_text(manifest), weights));
    PROOFMARK_TRY(matcher->impl_->net, build_dlib_network(tensors));
  }
  return matcher;
}

Result<Embedding> Matcher::embed(const cv::Mat& bgr) {
  PROOFMARK_TRY(const auto points, impl_->finder->find(bgr));
  if (!points) return fail(kNoFace, "a face in the picture", "none", "Use a picture that shows a face.");
  const cv::Mat aligned = align(bgr, *points, impl_->input().points, impl_->input().side);
  if (aligned.empty()) return fail(kNoFace, "landmarks of a face", "one point", "Use another picture.");
  return embed_aligned(aligned);
}

Result<std::optional<Embedding>> Matcher::embed_if_any(const cv::Mat& bgr) {
  auto embedding = embed(bgr);
  if (embedding) return std::optional(*std::move(embedding));
  if (embedding.error().clause == kNoFace) return std::nullopt;
  return fail(embedding.error());
}

Result<Embedding> Matcher::embed_aligned(const cv::Mat& bgr) {
  const Input& input = impl_->input();
  if (bgr.type() != CV_8UC3 || bgr.cols != input.side || bgr.rows != input.side)
    return fail("matcher", "8-bit BGR of " + std::to_string(input.side) + " pixels a side", "another picture",
                "Align the face first.");
  try {
    impl_->net.setInput(cv::dnn::blobFromImage(bgr, input.scale, bgr.size(), input.mean, true, false));
    const cv::Mat out = impl_->net.forward();
    Embedding embedding{impl_->kind, {out.ptr<float>(), out.ptr<float>() + out.total()}};
    for (const float v : embedding.values)
      if (!std::isfinite(v)) return fail("matcher", "finite numbers", "another", "Report this.");
    return embedding;
  } catch (const std::exception& error) {
    return fail("matcher", "a result of the network", error.what(), "Run the set-up again.");
  }
}

double score(const Embedding& a, const Embedding& b) {
  double product = 0, length_a = 0, length_b = 0, squares = 0;
  for (std::size_t i = 0; i < a.values.size() && i < b.values.size(); ++i) {
    const auto x = static_cast<double>(a.values[i]), y = static_cast<double>(b.values[i]);
    product += x * y;
    length_a += x * x;
    length_b += y * y;
    squares += (x - y) * (x - y);
  }
  if (a.kind == Kind::dlib128) return 1 - std::sqrt(squares);
  return product / std::max(std::sqrt(length_a * length_b), 1e-12);
}

std::optional<std::size_t> most_alike(const Embedding& face, std::span<const Embedding> strangers) {
  std::optional<std::size_t> best;
  double highest = 0;
  for (std::size_t i = 0; i < strangers.size(); ++i)
    if (const double now = score(face, strangers[i]); !best || now > highest) {
      best = i;
      highest = now;
    }
  return best;
}

}  // namespace proofmark::matcher
