// What can be wrong with a probe's film, as data: the answers, the picture, the stream's sizes and times. footage.hpp
// makes the film.
#pragma once
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace proofmark::probes {

inline constexpr int kWidth = 1280, kHeight = 720;

enum class Answers { as_asked, none, another_action, another_action_first, all_but_the_second, at_once };
enum class Picture { as_is, dark, bright, blurred, second_face, moved };

// What is wrong, and from when on. Times are of the stream.
struct FilmFault {
  Answers answers = Answers::as_asked;
  Picture picture = Picture::as_is;
  std::chrono::milliseconds from{0};
  bool other_room = false, other_person = false;  // from `from` on
  double distance = 1;                            // of the person from the phone
  int width = kWidth, height = kHeight;
  int later_width = 0, later_height = 0;   // from `from` on
  std::chrono::milliseconds frozen{0};     // how long the picture stands still before the encoder
  std::chrono::milliseconds repeated{0};   // how long one access unit is sent again and again
  std::chrono::milliseconds missing{0};    // how much is cut out
  std::chrono::milliseconds held_back{0};  // how much later frames are sent than they say
  std::chrono::milliseconds step_back{0};  // of the capture time of one frame
  double declared_rate = 1;                // capture times run faster than the sending by this factor
  double rate = 0;                         // frames per second; 0: the case's
  int garbage = 0;                         // access units that are no video
  std::chrono::milliseconds leaves_after{0};
};

// By name; the first, without a name, has no fault.
[[nodiscard]] const std::vector<std::pair<std::string, FilmFault>>& film_faults();

}  // namespace proofmark::probes
