// A capture that films in real time, on two threads of its own: one takes the pictures, one encodes them. It is ahead
// of the clock by no more than nobody can react to, so that its pictures are those of a film that was taken frame by
// frame.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "simulators/camera/capture.hpp"

namespace proofmark::camera {

class LiveFilm {
 public:
  using Clock = std::chrono::steady_clock;
  struct Shot {
    AccessUnit unit;
    StreamTime late{};  // how long after its time of capture the unit was ready; 0 when it was ready in time
  };

  // Starts at once with the frames that lie before anybody's reaction.
  explicit LiveFilm(std::unique_ptr<Capture> capture);
  ~LiveFilm();
  LiveFilm(const LiveFilm&) = delete;
  LiveFilm& operator=(const LiveFilm&) = delete;

  // Stream time 0 is `at`. It films on whether its shots are taken or not, as a camera does.
  void begin(Clock::time_point at);
  // The next shot in order; none when it is not ready by `until`. An error is the capture's, and the last word.
  [[nodiscard]] Result<std::optional<Shot>> take(Clock::time_point until);
  // The moment is now.
  void challenge(const Challenge& challenge, StreamTime window);
  void challenge_over();

 private:
  void expose();
  void encode();
  [[nodiscard]] StreamTime now() const;  // 0 before the beginning
  void give_up(const Error& error);

  std::unique_ptr<Capture> capture_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<Clock::time_point> origin_;
  std::vector<std::function<void(Capture&)>> shown_;  // what the capture has not been told yet
  std::deque<Exposure> exposed_;
  std::deque<Shot> shots_;
  std::optional<Error> error_;
  bool stop_ = false;
  std::thread exposing_, encoding_;  // last: they use all of the above
};

}  // namespace proofmark::camera
