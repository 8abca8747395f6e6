#include "simulators/matcher/matcher.hpp"

#include <array>
#include <cmath>
#include <exception>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>
#include <span>

#include "simulators/matcher/dlib_network.hpp"
#include "simulators/matcher/face_finder.hpp"

namespace proofmark::matcher {
namespace {

constexpr const char* kNoFace = "matcher: no face";

// A point of the face that alignment holds to a place: the mean of these landmarks.
struct Anchor {
  std::vector<std::size_t> landmarks;
  cv::Point2d place;  // in a square of the network's side, pixels
};

// How a network wants its faces.
struct Input {
  int side;
  double scale;
  cv::Scalar mean;  // of the picture's channels as RGB
  std::vector<Anchor> anchors;
};

// The usual template of 112x112 networks (insightface). An eye's place is that of its lids, not of its corners: it
// stays when the eye closes or looks aside.
const Input& feature512_input() {
  static const Input input{112,
                           1.0 / 128,
                           cv::Scalar(127, 127, 127),
                           {{{37, 38, 40, 41}, {38.2946, 51.6963}},
                            {{43, 44, 46, 47}, {73.5318, 51.5014}},
                            {{30}, {56.0252, 71.7366}},
                            {{48, 60}, {41.5493, 92.3655}},
                            {{54, 64}, {70.7299, 92.2041}}}};
  return input;
}

// Where dlib's mean face has the landmarks by which get_face_chip_details aligns: nose, eyes and upper lip, neither
// brows nor what moves with the jaw. First the nose's nine, six of each eye and seven of the upper lip, then five of
// its inner edge; in parts of the face's square.
struct Place {
  double x, y;
};
constexpr std::size_t kNose = 27, kInnerLip = 60;  // the first landmarks of the two rows of points
constexpr std::array kMeanFace = {
    Place{0.490127, 0.203352}, Place{0.490127, 0.307009}, Place{0.490127, 0.409805}, Place{0.490127, 0.515625},
    Place{0.366880, 0.587326}, Place{0.426036, 0.609345}, Place{0.490127, 0.628106}, Place{0.554217, 0.609345},
    Place{0.613373, 0.587326}, Place{0.121737, 0.216423}, Place{0.187122, 0.178758}, Place{0.265825, 0.179852},
    Place{0.334606, 0.231733}, Place{0.260918, 0.245099}, Place{0.182743, 0.244077}, Place{0.645647, 0.231733},
    Place{0.714428, 0.179852}, Place{0.793132, 0.178758}, Place{0.858516, 0.216423}, Place{0.797510, 0.244077},
    Place{0.719335, 0.245099}, Place{0.254149, 0.780233}, Place{0.340985, 0.745405}, Place{0.428858, 0.727388},
    Place{0.490127, 0.742578}, Place{0.551395, 0.727388}, Place{0.639268, 0.745405}, Place{0.726104, 0.780233}};
constexpr std::array kMeanInnerLip = {Place{0.290379, 0.784792}, Place{0.428096, 0.778746}, Place{0.490127, 0.785343},
                                      Place{0.552157, 0.778746}, Place{0.689874, 0.784792}};

// The face's square with a padding of 0.25 on each side of it: (0.25 + p) / 1.5 of 150 pixels.
const Input& dlib128_input() {
  static const Input input = [] {
    Input made{150, 1.0 / 255, cv::Scalar(122.782, 117.001, 104.298), {}};
    const auto add = [&](std::span<const Place> places, std::size_t landmark) {
      for (const Place& p : places) made.anchors.push_back({{landmark++}, {(0.25 + p.x) * 100, (0.25 + p.y) * 100}});
    };
    add(kMeanFace, kNose);
    add(kMeanInnerLip, kInnerLip);
    return made;
  }();
  return input;
}

cv::Mat aligned_by(const Input& input, const cv::Mat& bgr, const Landmarks& landmarks) {
  std::vector<cv::Point2d> from, to;
  for (const Anchor& anchor : input.anchors) {
    cv::Point2d sum;
    for (const std::size_t i : anchor.landmarks) sum += landmarks.at(i);
    from.push_back(sum * (1.0 / static_cast<double>(anchor.landmarks.size())));
    to.push_back(anchor.place);
  }
  return align(bgr, from, to, input.side);
}

}  // namespace

const char* name_of(Kind kind) {
  return kind == Kind::feature512 ? "feature512" : "dlib128";
}

struct Matcher::Impl {
  Kind kind = Kind::feature512;
  std::unique_ptr<FaceFinder> finder;
  cv::dnn::Net net;
  [[nodiscard]] const Input& input() const { return kind == Kind::feature512 ? feature512_input() : dlib128_input(); }
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
  PROOFMARK_TRY(const auto landmarks, impl_->finder->find(bgr));
  if (!landmarks) return fail(kNoFace, "a face in the picture", "none", "Use a picture that shows a face.");
  const cv::Mat aligned = aligned_by(impl_->input(), bgr, *landmarks);
  if (aligned.empty()) return fail(kNoFace, "landmarks of a face", "one point", "Use another picture.");
  cv::Mat mirrored;
  cv::flip(aligned, mirrored, 1);
  std::array<Embedding, 2> both;
  PROOFMARK_TRY(both[0], embed_aligned(aligned));
  PROOFMARK_TRY(both[1], embed_aligned(mirrored));
  return mean_of(both);
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

Embedding mean_of(std::span<const Embedding> embeddings) {
  Embedding mean = embeddings.front();
  for (std::size_t i = 0; i < mean.values.size(); ++i) {
    float sum = 0;
    for (const Embedding& one : embeddings) sum += one.values[i];
    mean.values[i] = sum / static_cast<float>(embeddings.size());
  }
  return mean;
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
