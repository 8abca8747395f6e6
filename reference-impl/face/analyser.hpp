// One frame's face: found, followed and measured. Between full detections the face is followed by its own landmarks,
// which costs a quarter of the time; a full detection at least every few frames sees faces that come and go.
#pragma once
#include <array>
#include <memory>
#include <opencv2/core.hpp>
#include <optional>

#include "common/result.hpp"
#include "reference-impl/face/geometry.hpp"
#include "reference-impl/face/measures.hpp"
#include "reference-impl/face/networks.hpp"

namespace proofmark::face {

struct FaceFrame {
  cv::Rect2d box;  // square, pixels
  Landmarks landmarks{};
  std::array<double, 2> eyes_closed{};  // 0 to 1, picture-left eye first
  MouthShape mouth;
};

struct FrameAnalysis {
  std::optional<FaceFrame> face;  // the largest one
  bool detected_now = false;      // a full detection ran on this frame
  int faces = 0;                  // at the last full detection
  double second_face = 0;         // width of the next largest there, as a share of the largest
};

class Analyser {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Analyser>> create(std::shared_ptr<const Models> models);
  // `bgr` is the next frame of the stream, CV_8UC3.
  [[nodiscard]] Result<FrameAnalysis> next(const cv::Mat& bgr);
  // A single picture, without following; leaves the stream's state alone.
  [[nodiscard]] Result<FrameAnalysis> single(const cv::Mat& bgr);
  [[nodiscard]] Networks& networks() { return *networks_; }

 private:
  Analyser() = default;
  [[nodiscard]] Result<FaceFrame> measure(const cv::Mat& bgr, const cv::Rect2d& box);

  std::shared_ptr<const Models> models_;
  std::unique_ptr<Networks> networks_;
  struct Track {
    cv::Rect2d box;      // of the last frame
    cv::Point2d offset;  // from the landmarks' middle to the box's centre, in spreads of the landmarks
    double side = 0;     // of the box, in spreads
    int age = 0;         // frames since the last full detection
    int faces = 0;
    double second_face = 0;
  };
  std::optional<Track> track_;
};

}  // namespace proofmark::face
