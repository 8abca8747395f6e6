// The person's phone: opens the session, agrees, relays the chip's APDUs and the camera's stream, and shows challenges.
// It speaks docs/interface.md and nothing else.
#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/clock.hpp"
#include "common/result.hpp"
#include "reports/formats/observation.hpp"
#include "simulators/camera/capture.hpp"
#include "simulators/card/card.hpp"
#include "simulators/centre/dialect.hpp"

namespace proofmark::subjects {

// How the device reaches a chip: in process, over PC/SC, ...
using Transceive = std::function<Result<Bytes>(ByteView command)>;
[[nodiscard]] Transceive transceiver_of(card::Card& card);

// What the phone's reader knows of the card beside its answers; both may be empty.
struct CardField {
  std::function<std::optional<Duration>()> took;  // the last exchange; nothing: what `Pace` says
  std::function<bool()> back;                     // after a lost link: the card is held there again, powered anew
};
[[nodiscard]] CardField field_of(card::Card& card);

// How long a person and a contactless reader take; they make up the session time that is reported. Against a subject
// in real time they are waited for, and `brisk()` keeps a run short.
struct Pace {
  Duration consent = std::chrono::seconds(6);    // reading and accepting
  Duration card = std::chrono::seconds(4);       // typing the access number, holding the card
  Duration camera = std::chrono::seconds(2);     // from the chip's end to the first frame
  Duration apdu = std::chrono::milliseconds(6);  // one exchange's fixed part
  double bytes_per_second = 20000;               // effective at 424 kbit/s, ISO/IEC 14443-3
  [[nodiscard]] static Pace brisk();
};

// What the machine readable zone of a document says of its key (ICAO 9303-11 section 9.7.2); dates YYMMDD.
struct PrintedZone {
  std::string document_number, date_of_birth, date_of_expiry;
};

// What the service shows the person before consent; empty where it shows nothing.
struct ShownBeforeConsent {
  std::string relying_party, verification_code;
};

struct DeviceOptions {
  std::string url;                  // the service's device listener
  std::string ca_file;              // PEM
  std::string token;                // from the order
  std::string can;                  // the access number that the person types; empty: the zone alone
  std::optional<PrintedZone> zone;  // where it is read too
  std::string language = "lt";
  // Whether the person agrees to what is shown; empty: always. A person who does not ends the session.
  std::function<bool(const ShownBeforeConsent&)> agrees;
  centre::Dialect dialect;  // the provider's own words; empty: those of docs/interface.md
  Pace pace;
  CardField field;
  std::chrono::milliseconds wait{60000};            // wall clock, for one answer of the service
  std::chrono::steady_clock::time_point give_up{};  // wall clock, for the whole session
  // Called with every access unit that was sent; for the report's pictures and recordings.
  std::function<void(const camera::AccessUnit&)> sent;
  // Called after the chip has been read and before the first frame, so that a capture is made only when it is needed;
  // in real time before the session, because making one takes seconds. None: the device opens the video's socket and
  // leaves without a frame.
  std::function<Result<std::unique_ptr<camera::Capture>>()> capture;
};

struct ShownChallenge {
  camera::Action action{};
  camera::StreamTime at{};  // capture time of the frame after which it was shown
};

// Real time: how the camera kept up.
struct CameraLag {
  std::size_t frames = 0;
  std::size_t late = 0;       // ready more than a frame's interval after they were taken
  camera::StreamTime most{};  // the latest of all
};

// What the device itself saw. Times are the clock's.
struct SessionLog {
  std::string session;
  std::size_t apdus = 0;
  std::size_t frames = 0;
  std::vector<ShownChallenge> challenges;
  std::optional<CameraLag> camera;       // none on a simulated clock
  std::vector<reports::StepTime> steps;  // wall clock: what was waited for the service
  bool video_asked = false;
  std::string last_state;
  Instant opened, closed;
};

enum class SessionFailure {
  none,
  timeout,  // the service did not answer in time
  broken,   // it broke the connection or docs/interface.md
  harness,  // card, camera or network on this side
};

struct SessionResult {
  SessionFailure failure = SessionFailure::none;
  std::string error;  // empty when none
  SessionLog log;
};

// Plays one session. A simulated clock is moved by this side alone, frame by frame; each frame is acknowledged before
// the next is taken, so that the service's verdict does not depend on the machine's speed. With `clock` null time is
// real: frames are sent when they are due, and a machine too slow to film in real time is a failure of the harness.
[[nodiscard]] SessionResult play_session(const DeviceOptions& options, const Transceive& chip,
                                         const std::shared_ptr<SimulatedClock>& clock);

}  // namespace proofmark::subjects
