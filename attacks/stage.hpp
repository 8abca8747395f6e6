// What an attacker has to work with: what can be had of the victim, his own face, and the phone that he holds.
#pragma once
#include <cstddef>
#include <memory>
#include <string>

#include "common/result.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/camera/recording.hpp"
#include "simulators/person/appearance.hpp"

namespace cv {
class Mat;
}

namespace proofmark::attack {

// Another real person who may pass for the victim, and how he comes to it.
struct Resemblance {
  enum class Search { by_eye, portraits, photographs };
  std::string relation;            // "twin", "sibling", "parent" (where none can live, a child), or "look-alike"
  Search search = Search::by_eye;  // of a look-alike: by attributes alone, or among such pictures with a matcher
  std::string matcher;             // of simulators/matcher, by name; empty by eye
  std::size_t gallery = 0;         // how many strangers are looked at
};

// Each thing is made when a mechanism asks for it and depends on the attempt's seed alone.
class Stage {
 public:
  virtual ~Stage() = default;
  // The portrait of the victim's document: CV_8UC3, BGR, taken from camera::portrait_pose().
  [[nodiscard]] virtual Result<void> document_photo(cv::Mat& bgr) = 0;
  // A good photograph of the victim as one finds it on the net: CV_8UC3, BGR, upright, the middle of
  // a picture that was taken from camera::CameraPose(), in its full height.
  [[nodiscard]] virtual Result<void> photograph(cv::Mat& bgr) = 0;
  // A genuine session of the victim, recorded at another time.
  [[nodiscard]] virtual Result<std::shared_ptr<const camera::Recording>> recording() = 0;
  // The looks of both, for what is worn and what is drawn. An error when the attempt has no attacker.
  [[nodiscard]] virtual Result<person::Appearance> victim() = 0;
  [[nodiscard]] virtual Result<person::Appearance> attacker() = 0;
  // Today's looks of that other person.
  [[nodiscard]] virtual Result<person::Appearance> resembling(const Resemblance& how) = 0;
  [[nodiscard]] virtual std::shared_ptr<const person::Assets> assets() = 0;
  [[nodiscard]] virtual const camera::Device& device() const = 0;
};

}  // namespace proofmark::attack
