// Face comparison on the harness's side, to measure the simulated persons by: two networks of different origin, so that
// what both say of a population is not one network's whim. They share detection and landmarks.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "common/result.hpp"
#include "simulators/matcher/model_files.hpp"

namespace cv {
class Mat;
}

namespace proofmark::matcher {

enum class Kind {
  feature512,  // cosine of 512 numbers
  dlib128,     // dlib's ResNet-34: 128 numbers
};
[[nodiscard]] const char* name_of(Kind kind);

struct Embedding {
  Kind kind = Kind::feature512;
  std::vector<float> values;
};

// One object per thread: a network keeps state while it runs.
class Matcher {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Matcher>> create(Kind kind, const ModelFolder& folder);
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  // Of the largest face of the picture (CV_8UC3, BGR), the mean of what the network says of it and of its mirror image,
  // as the authors of such networks do when they report accuracy. An error whose clause is "matcher: no face" when
  // there is none.
  [[nodiscard]] Result<Embedding> embed(const cv::Mat& bgr);
  // Nothing instead of that error.
  [[nodiscard]] Result<std::optional<Embedding>> embed_if_any(const cv::Mat& bgr);
  // Of a face that is aligned already: 112x112 for feature512, 150x150 for dlib128.
  [[nodiscard]] Result<Embedding> embed_aligned(const cv::Mat& bgr);

 private:
  Matcher();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Higher is more alike. feature512: the cosine, -1 to 1. dlib128: 1 less the Euclidean distance (its authors'
// threshold, a distance of 0.6, is a score of 0.4). Precondition: both embeddings are of one kind.
[[nodiscard]] double score(const Embedding& a, const Embedding& b);

// Number by number; all are of one kind, and there is at least one.
[[nodiscard]] Embedding mean_of(std::span<const Embedding> embeddings);

// The stranger most alike: an attacker who has many faces to choose from chooses so (a look-alike without effort). The
// first of equals; nothing among none.
[[nodiscard]] std::optional<std::size_t> most_alike(const Embedding& face, std::span<const Embedding> strangers);

}  // namespace proofmark::matcher
