// A phone behind a network, over a real socket: what the network holds up arrives later, on a simulated clock and in
// real time, and what it cuts is tried once more.
#include <cmath>

#include "simulators/camera/network.hpp"
#include "tests/subjects/small_service.hpp"

namespace proofmark::subjects {
namespace {

using camera::NetworkSettings;
using camera::StreamTime;
using SteadyClock = std::chrono::steady_clock;

constexpr StreamTime kInterval = milliseconds(40);
constexpr std::uint64_t kSeed = 5;

// Units of one size, and a note of when a challenge was seen.
class EvenCapture final : public camera::Capture {
 public:
  EvenCapture(std::size_t bytes, std::vector<StreamTime>& shown) : bytes_(bytes), shown_(shown) {}
  Result<camera::AccessUnit> next() override { return camera::AccessUnit{kInterval * frames_++, Bytes(bytes_, 0x41)}; }
  void challenge(const camera::Challenge&, StreamTime t, StreamTime) override { shown_.push_back(t); }
  void challenge_over(StreamTime) override {}

 private:
  std::size_t bytes_;
  std::vector<StreamTime>& shown_;
  int frames_ = 0;
};

struct Arrival {
  StreamTime captured{};  // as stamped
  StreamTime at{};        // when the service had it, counted from its "begin"
};

StreamTime stamp_of(const Message& message) {
  std::int64_t micros = 0;
  for (std::size_t i = 0; i < 8 && i < message.data.size(); ++i) micros = micros << 8 | message.data[i];
  return StreamTime(micros);
}

class NetworkSession : public DeviceTest {
 protected:
  // Plays a session in which the service takes so many frames and asks for something after the second.
  SessionResult play_over(const NetworkSettings& settings, std::size_t bytes, std::size_t frames) {
    expect_video();
    make_capture = [this, settings, bytes]() -> std::unique_ptr<camera::Capture> {
      return camera::make_networked(std::make_unique<EvenCapture>(bytes, shown),
                                    camera::Network(settings, SeededRandom(kSeed)));
    };
    video_task = [this, frames](WebSocket& socket) {
      next_message(socket);
      const Instant began = clock->now();
      const auto began_really = SteadyClock::now();
      say(socket, R"({"type":"begin"})");
      for (std::size_t frame = 1; frame <= frames; ++frame) {
        const Message unit = next_message(socket);
        if (unit.kind != Message::Kind::binary) return;
        const auto passed = std::chrono::duration_cast<StreamTime>(SteadyClock::now() - began_really);
        arrivals.push_back({stamp_of(unit), real_time ? passed : StreamTime(clock->now() - began)});
        if (frame == 2) say(socket, R"({"type":"challenge","number":1,"action":"blink","window_ms":900})");
        say(socket, Json{{"type", "received"}, {"frames", frame}}.dump());
      }
      say(socket, R"({"type":"end"})");
      while (next_message(socket).kind == Message::Kind::binary) {
      }
    };
    arrivals.clear();
    shown.clear();
    return play();
  }

  // When each unit arrives, by the network alone.
  static std::vector<StreamTime> expected(const NetworkSettings& settings, std::size_t bytes, std::size_t frames) {
    camera::Network network(settings, SeededRandom(kSeed));
    std::vector<StreamTime> all;
    for (std::size_t n = 0; n < frames; ++n) all.push_back(network.up(kInterval * static_cast<int>(n), bytes).arrives);
    return all;
  }

  std::vector<Arrival> arrivals;
  std::vector<StreamTime> shown;
};

struct Way {
  const char* name;
  NetworkSettings settings;
  std::size_t bytes;
};

std::vector<Way> ways() {
  NetworkSettings narrow, far, lossy, held;
  narrow.uplink_kbit = 500;
  far.one_way_ms = 150;
  far.jitter_ms = 40;
  lossy.one_way_ms = 30;
  lossy.loss = 0.1;
  lossy.fading = 0.2;
  held.interruptions = {{0.1, 0.4, false}};
  return {{"bandwidth", narrow, 6000},
          {"delay and jitter", far, 500},
          {"loss and fading", lossy, 3000},
          {"freeze", held, 500}};
}

TEST_F(NetworkSession, OnASimulatedClockEachUnitIsThereWhenTheNetworkSays) {
  for (const Way& way : ways()) {
    const std::size_t frames = 20;
    const SessionResult result = play_over(way.settings, way.bytes, frames);
    EXPECT_EQ(result.failure, SessionFailure::none) << way.name << ": " << result.error;
    ASSERT_EQ(arrivals.size(), frames) << way.name;
    const auto due = expected(way.settings, way.bytes, frames);
    EXPECT_GT(due.back(), kInterval * (frames - 1)) << way.name;
    for (std::size_t n = 0; n < frames; ++n) {
      EXPECT_EQ(arrivals[n].captured, kInterval * static_cast<int>(n)) << way.name;
      EXPECT_EQ(arrivals[n].at, due[n]) << way.name << ", unit " << n;
    }
    // The challenge was sent when the second unit had come, and has its own way down.
    camera::Network network(way.settings, SeededRandom(kSeed));
    EXPECT_EQ(shown, std::vector<StreamTime>{network.down(due[1])}) << way.name;
  }
}

TEST_F(NetworkSession, InRealTimeNothingArrivesBeforeTheNetworkLetsItThrough) {
  real_time = true;
  for (const Way& way : ways()) {
    const std::size_t frames = 20;
    const SessionResult result = play_over(way.settings, way.bytes, frames);
    ASSERT_EQ(result.failure, SessionFailure::none) << way.name << ": " << result.error;
    ASSERT_EQ(arrivals.size(), frames) << way.name;
    const auto due = expected(way.settings, way.bytes, frames);
    for (std::size_t n = 0; n < frames; ++n) {
      EXPECT_EQ(arrivals[n].captured, kInterval * static_cast<int>(n)) << way.name;
      EXPECT_GE(arrivals[n].at, due[n]) << way.name << ", unit " << n;
      // However busy the machine is, held up is not lost.
      EXPECT_LT(arrivals[n].at, due[n] + seconds(5)) << way.name << ", unit " << n;
    }
    ASSERT_EQ(shown.size(), 1U) << way.name;
    EXPECT_GE(shown[0], due[1] + StreamTime(std::llround(1000 * way.settings.one_way_ms))) << way.name;
  }
}

// The connection breaks 0.1 s after the first frame; what the service says to the second one is the test's.
class CutSession : public NetworkSession, public ::testing::WithParamInterface<bool> {
 protected:
  SessionResult play_cut(const std::string& to_the_second) {
    real_time = GetParam();
    expect_video();
    NetworkSettings settings;
    settings.interruptions = {{0.1, 0.3, true}};
    make_capture = [this, settings]() -> std::unique_ptr<camera::Capture> {
      return camera::make_networked(std::make_unique<EvenCapture>(500, shown),
                                    camera::Network(settings, SeededRandom(kSeed)));
    };
    video_task = [this, to_the_second](WebSocket& socket) {
      const bool again = connections++ > 0;
      hellos.push_back(next_message(socket).text());
      say(socket, again ? to_the_second : R"({"type":"begin"})");
      if (again) return;
      for (std::size_t frame = 1;; ++frame) {
        const Message unit = next_message(socket);
        if (unit.kind != Message::Kind::binary) return;
        stamps.push_back(stamp_of(unit));
        say(socket, Json{{"type", "received"}, {"frames", frame}}.dump());
      }
    };
    return play();
  }

  std::atomic<int> connections{0};
  std::vector<std::string> hellos;
  std::vector<StreamTime> stamps;
};

TEST_P(CutSession, TheDeviceConnectsOnceMoreAndIsTurnedAway) {
  const SessionResult result = play_cut(R"({"type":"error","code":"step_begun"})");
  EXPECT_EQ(result.failure, SessionFailure::none) << result.error;
  EXPECT_EQ(connections, 2);
  EXPECT_EQ(hellos[1], hellos[0]);
  // What was handed over before the break has come, and nothing after it.
  EXPECT_EQ(stamps, (std::vector<StreamTime>{0 * kInterval, 1 * kInterval, 2 * kInterval}));
  EXPECT_EQ(result.log.frames, 3U);
  EXPECT_EQ(result.log.last_state, "ended");
}

TEST_P(CutSession, AStepThatIsBegunAgainBreaksTheInterface) {
  const SessionResult result = play_cut(R"({"type":"begin"})");
  EXPECT_EQ(result.failure, SessionFailure::broken);
  EXPECT_NE(result.error.find("a second time after a cut"), std::string::npos) << result.error;
  EXPECT_EQ(connections, 2);
}

INSTANTIATE_TEST_SUITE_P(Clocks, CutSession, ::testing::Bool(),
                         [](const auto& each) { return std::string(each.param ? "Real" : "Simulated"); });

}  // namespace
}  // namespace proofmark::subjects
