// The face of the stream: is there one, and is it the one on the chip?
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "reference-impl/decision/check.hpp"
#include "reference-impl/face/analyser.hpp"
#include "reference-impl/liveness/policy.hpp"

namespace proofmark::liveness {

struct Comparison {
  double score = 0, threshold = 0;  // cosine similarity
};

// The picture of a portrait as a chip holds it, CV_8UC3, with grey at the sides where it is narrower than 4:3. Errors:
// no picture that can be decoded, one more than three times as high as wide.
[[nodiscard]] Result<cv::Mat> open_portrait(ByteView picture);

// The template of a portrait as a chip holds it. Errors say what is wrong with the picture: no JPEG, no face, several.
[[nodiscard]] Result<face::Template> describe_portrait(face::Analyser& analyser, ByteView jpeg, double max_second_face);

class Matching {
 public:
  explicit Matching(const FacePolicy& policy) : policy_(policy) {}

  // The portrait of DG2. What is wrong with it is kept for match_check().
  void set_portrait(face::Analyser& analyser, ByteView jpeg);
  void add_frame(const face::FrameAnalysis& analysis);
  // A frontal neutral frame; only some of them are looked at. Gives the similarity to the look before.
  [[nodiscard]] Result<std::optional<double>> look(face::Analyser& analyser, const cv::Mat& bgr,
                                                   const face::FaceFrame& face, int frame);

  // The median similarity of the live looks to the portrait: one bad frame or one lucky one does not decide.
  [[nodiscard]] std::optional<Comparison> comparison() const;
  [[nodiscard]] decision::Check found_check() const;
  [[nodiscard]] decision::Check match_check() const;

  [[nodiscard]] std::size_t looks() const { return looks_; }
  // For calibration: medians of the looks.
  [[nodiscard]] double brightness() const;
  [[nodiscard]] double sharpness() const;
  [[nodiscard]] double face_width() const;
  [[nodiscard]] double found_share() const;
  [[nodiscard]] int compared_frames() const { return static_cast<int>(similarities_.size()); }

 private:
  FacePolicy policy_;
  std::optional<face::Template> portrait_, last_look_;
  std::string portrait_problem_ = "no portrait";
  int frames_ = 0, with_face_ = 0, detections_ = 0, crowded_ = 0;
  int last_looked_ = -1000;
  std::vector<double> widths_, brightness_, sharpness_, similarities_;
  std::size_t looks_ = 0;
};

}  // namespace proofmark::liveness
