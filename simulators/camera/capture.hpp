// A capture device: a frame source seen through sensor and encoder, or a stream put in their place (injection).
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "common/bytes.hpp"
#include "common/media/h264.hpp"
#include "common/random.hpp"
#include "common/result.hpp"
#include "simulators/camera/frame_source.hpp"
#include "simulators/camera/imaging.hpp"

namespace cv {
class Mat;
}

namespace proofmark::camera {

inline constexpr int kWidth = 1280, kHeight = 720;  // of every device

struct AccessUnit {
  StreamTime captured{};  // on the device's own clock
  Bytes data;             // one H.264 access unit, Annex B
  // What a network adds (network.hpp): how much later it is with the service, or that the connection breaks instead.
  StreamTime delayed{};
  bool cut = false;
};

// A frame between its two halves: taken, and not yet encoded.
struct Exposure {
  AccessUnit unit;                         // whole when there is no picture
  std::shared_ptr<const cv::Mat> picture;  // BGR, before the sensor
};

// Nobody reacts sooner: what a capture shows until so long after a challenge, or after its end, does not depend on it.
// Whoever films in real time may be that far ahead.
inline constexpr StreamTime kUnaffected{150000};

class Capture {
 public:
  virtual ~Capture() = default;
  // The next access unit. Its time is that of the previous plus one frame interval (with the device's jitter).
  [[nodiscard]] virtual Result<AccessUnit> next() = 0;
  virtual void challenge(const Challenge& challenge, StreamTime t, StreamTime window) = 0;
  virtual void challenge_over(StreamTime t) = 0;

  // next() in two halves, for one who takes a frame while the one before is encoded: `expose` and the challenges on one
  // thread, `encode` in the same order on another. Unless a capture has halves, the first does all.
  [[nodiscard]] virtual Result<Exposure> expose();
  [[nodiscard]] virtual Result<AccessUnit> encode(Exposure exposure);
};

// What a device of format 2 says of its encoder beyond rate and quality.
struct DeviceEncoder {
  std::string preset = "superfast";
  media::Profile profile = media::Profile::any;
  int level = 0;
  media::RateControl rate_control = media::RateControl::quality;
  int key_frame_interval = 60;
  media::ColourTag colour = media::ColourTag::smpte170m;
};

// Sensor and encoder settings of a device; 1280x720.
struct Device {
  double frames_per_second = 30;  // nominal, above the tender's 25 (7.4.5.3)
  double jitter_ms = 1.5;         // standard deviation of the frame interval
  double noise = 2.0;             // standard deviation at mid grey, in 8-bit steps; not used with `imaging`
  double exposure_drift = 0.02;   // amplitude of the exposure loop; likewise
  int bitrate_kbit = 6000;        // the encoder's cap
  int quality = 26;               // x264's CRF: below the cap quality is constant
  std::optional<Imaging> imaging = std::nullopt;  // none: the plain sensor of format 1
  DeviceEncoder encoder = DeviceEncoder();
};

[[nodiscard]] media::EncoderSettings encoder_settings(const Device& device);

[[nodiscard]] Result<std::unique_ptr<Capture>> make_camera(std::unique_ptr<FrameSource> source, const Device& device,
                                                           const SeededRandom& seed);

}  // namespace proofmark::camera
