// Every number that the video part of the service decides by, with the population it was frozen on.
#pragma once
#include <filesystem>
#include <string>

#include "common/clock.hpp"
#include "common/result.hpp"

namespace proofmark::liveness {

// Where the thresholds come from; printed with every result that rests on them.
struct Provenance {
  std::string split;       // "development"
  std::string population;  // "synthetic, simulated"
  int persons = 0;
};

// Sizes in pixels, rates in frames per second.
struct FormatPolicy {
  int min_width = 1280, min_height = 720;
  double min_frames_per_second = 25;
};

struct ContinuityPolicy {
  Duration max_gap{200'000};      // between the capture times of two frames that follow each other
  Duration max_drift{1'500'000};  // between the device's clock and the arrivals, over the whole stream
  int max_repeated_frames = 2;    // frames whose picture is exactly the one before
  double min_motion = 0.01;       // largest change between frames within any still_window, 8-bit steps
  double max_scene_change = 40;   // mean absolute luma difference of two frames that follow each other, 8-bit steps
  double max_face_jump = 0.5;     // of the face's centre between two frames, in face widths
  double min_same_person = 0.3;   // similarity of two looks at the face that follow each other
  int max_undecodable = 0;        // access units that are not H.264
};

struct FacePolicy {
  double match_threshold = 0.5;  // cosine similarity
  int min_compared_frames = 5;
  double min_width = 140;                            // of the face box, pixels
  double min_found = 0.9;                            // share of frames with exactly one face
  double max_second_face = 0.4;                      // width of another face, as a share of the main one
  double min_brightness = 35, max_brightness = 230;  // mean luma of the face
  // standard deviation of the Laplacian on the 112x112 aligned face, as it would be at middle grey
  double min_sharpness = 8;
};

// A measure at or above `on` says that the action is being done; at or below `off` that the face is at rest.
struct Band {
  double on = 1, off = 0.5;
};

struct ChallengePolicy {
  int count = 4;
  Duration window{2'800'000};
  Duration start_min{800'000}, start_max{1'600'000};
  Duration pause_min{400'000}, pause_max{1'200'000};
  Duration after_answer_min{150'000}, after_answer_max{500'000};
  Duration max_wait_for_neutral{1'500'000};
  Duration max_wait_for_face{6'000'000};              // from the start of the stream to a known neutral face
  Duration min_reaction{150'000};                     // nothing human answers a visible signal faster
  int min_frames = 3;                                 // that show the action, one after another
  Band yaw{12, 6}, pitch_up{8, 4}, pitch_down{8, 4};  // degrees from the person's own neutral
  Band eyes_closed{0.6, 0.4};                         // of both eyes, 0 to 1
  Band smile{0.06, 0.04};       // widening and rise of the mouth's corners, of the distance between the eyes
  Band mouth_open{0.15, 0.08};  // between the inner lips, of the distance between the eyes
};

// See liveness/passive.hpp for the measures.
struct PassivePolicy {
  double min_liveness = 0.3;
  double min_parallax = 0;
  double max_periodicity = 1e9;
  double min_head_motion = 0;
};

struct VideoPolicy {
  Provenance provenance;
  FormatPolicy format;
  ContinuityPolicy continuity;
  FacePolicy face;
  ChallengePolicy challenges;
  PassivePolicy passive;
};

// Reads reference-impl/config/thresholds.json. A missing or misspelt entry is an error: no threshold has a default.
[[nodiscard]] Result<VideoPolicy> read_video_policy(const std::filesystem::path& file);

}  // namespace proofmark::liveness
