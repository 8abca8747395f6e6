// A camera that films nothing: small access units every 40 ms, and a note of what it was asked.
#pragma once
#include <string>
#include <vector>

#include "simulators/camera/capture.hpp"

namespace proofmark::testing {

class CountedCapture final : public camera::Capture {
 public:
  explicit CountedCapture(std::vector<std::string>& events) : events_(events) {}
  Result<camera::AccessUnit> next() override {
    return camera::AccessUnit{std::chrono::milliseconds(40) * frames_++, Bytes{0, 0, 0, 1, 0x65}};
  }
  void challenge(const camera::Challenge& asked, camera::StreamTime t, camera::StreamTime window) override {
    events_.push_back(std::string(name_of(std::get<camera::Action>(asked))) + "@" + std::to_string(t.count() / 1000) + "/" +
                      std::to_string(window.count() / 1000));
  }
  void challenge_over(camera::StreamTime t) override { events_.push_back("over@" + std::to_string(t.count() / 1000)); }

 private:
  std::vector<std::string>& events_;
  int frames_ = 0;
};

}  // namespace proofmark::testing
