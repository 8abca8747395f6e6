// One session of 10 s (250 frames of 1280x720) by stage, beside the bound of encoding and decoding alone, measured in
// the same run on the same film without noise. Promised: a session with its identity made
// within 5 s of wall time on two cores; two at a time at least 1,200 an hour; 40 ms of processor time a frame, so that
// one core films live at 25 frames a second; at most 1 GiB a process.
//
// session_bench ROOT [DEVICE...]: ROOT is the project's folder with its packages set up; DEVICE of
// simulators/camera/devices, default all of format 2 and "phone".
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <thread>
#include <vector>

#include "common/media/h264.hpp"
#include "scenarios/runner/device_file.hpp"
#include "scenarios/runner/people.hpp"
#include "scenarios/runner/plan.hpp"
#include "scenarios/runner/simulated_card.hpp"
#include "simulators/camera/developer.hpp"
#include "simulators/camera/frame_timer.hpp"

namespace proofmark {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kFrames = 250;

double ms_since(Clock::time_point from) {
  return std::chrono::duration<double, std::milli>(Clock::now() - from).count();
}

// Of this thread.
double processor_ms() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  const auto ms = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
  };
  return ms(usage.ru_utime) + ms(usage.ru_stime);
}

long peak_mebibytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

template <typename T>
T need(Result<T> result) {
  if (result) return *std::move(result);
  std::fprintf(stderr, "%s\n", result.error().line().c_str());
  std::exit(2);
}
void need(const Result<void>& result) {
  if (result) return;
  std::fprintf(stderr, "%s\n", result.error().line().c_str());
  std::exit(2);
}

struct Stages {
  double scene = 0, develop = 0, encode = 0, bound_encode = 0, bound_decode = 0, service_decode = 0;
  std::size_t bytes = 0;
};

// Processor time of each stage for each frame; what others do on the machine counts only as far as it slows a core.
Stages by_stage(const runner::People& people, const camera::Device& device, const SeededRandom& stream) {
  auto source = need(people.before_camera(0, stream));
  const auto developer = camera::make_developer(device, camera::kWidth, camera::kHeight, stream.derive("camera"));
  auto encoder = need(media::Encoder::create(camera::encoder_settings(device)));
  auto plain = need(media::Encoder::create({}));
  auto plain_decoder = need(media::Decoder::create());
  auto decoder = need(media::Decoder::create());
  camera::FrameTimer timer(device, stream.derive("timer"));
  Stages sum;
  cv::Mat bgr;
  cv::Mat i420;
  cv::Mat noiseless;
  for (int n = 0; n < kFrames; ++n) {
    const camera::StreamTime taken = timer.next();
    double from = processor_ms();
    const auto lap = [&from](double& stage) {
      const double now = processor_ms();
      stage += (now - from) / kFrames;
      from = now;
    };
    need(source->frame(taken, bgr));
    lap(sum.scene);
    need(developer->develop(taken, bgr, i420));
    lap(sum.develop);
    const Bytes unit = need(encoder->encode(i420, media::PixelFormat::i420));
    lap(sum.encode);
    static_cast<void>(need(decoder->decode(unit, media::PixelFormat::i420)));
    lap(sum.service_decode);
    cv::cvtColor(bgr, noiseless, cv::COLOR_BGR2YUV_I420);
    from = processor_ms();
    const Bytes bound = need(plain->encode(noiseless, media::PixelFormat::i420));
    lap(sum.bound_encode);
    static_cast<void>(need(plain_decoder->decode(bound, media::PixelFormat::i420)));
    lap(sum.bound_decode);
    sum.bytes += unit.size();
  }
  return sum;
}

// The whole session as it is filmed: pictures on one thread, sensor and encoder on another.
double session_ms(const runner::People& people, const camera::Device& device, const SeededRandom& stream) {
  const auto began = Clock::now();
  const auto capture = need(people.live(0, device, stream));
  std::mutex mutex;
  std::deque<camera::Exposure> exposed;
  bool over = false;
  std::thread encoding([&] {
    for (;;) {
      camera::Exposure exposure;
      {
        const std::scoped_lock lock(mutex);
        if (exposed.empty() && over) return;
        if (!exposed.empty()) {
          exposure = std::move(exposed.front());
          exposed.pop_front();
        }
      }
      if (!exposure.picture) {
        std::this_thread::sleep_for(std::chrono::microseconds(200));
        continue;
      }
      static_cast<void>(need(capture->encode(std::move(exposure))));
    }
  });
  for (int n = 0; n < kFrames; ++n) {
    auto exposure = need(capture->expose());
    for (bool placed = false; !placed;) {
      {
        const std::scoped_lock lock(mutex);
        if (exposed.size() < 4) {
          exposed.push_back(std::move(exposure));
          placed = true;
        }
      }
      if (!placed) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
  }
  {
    const std::scoped_lock lock(mutex);
    over = true;
  }
  encoding.join();
  return ms_since(began);
}

// Two processes, each with one session after the other; wall time of one session.
double two_at_a_time_ms(const runner::People& people, const camera::Device& device, const SeededRandom& stream) {
  constexpr int each = 2;
  const auto began = Clock::now();
  std::vector<pid_t> children;
  for (std::uint64_t child = 0; child < 2; ++child) {
    const pid_t pid = ::fork();
    if (pid == 0) {
      for (std::uint64_t n = 0; n < each; ++n) {
        const auto capture = need(people.live(n, device, stream.derive("two", child * 10 + n)));
        for (int frame = 0; frame < kFrames; ++frame) static_cast<void>(need(capture->next()));
      }
      ::_exit(0);
    }
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 0;
    if (::waitpid(pid, &status, 0) != pid || status != 0) std::exit(2);
  }
  return ms_since(began) / (2 * each);
}

void report(const runner::People& people, const std::string& name, const camera::Device& device) {
  const SeededRandom stream = SeededRandom(1).derive("session-bench");
  const auto made = Clock::now();
  static_cast<void>(need(people.before_camera(0, stream)));
  const double identity = ms_since(made);
  const Stages s = by_stage(people, device, stream);
  const double bound = s.bound_encode + s.bound_decode;
  const double frame = s.scene + s.develop + s.encode;
  const double wall = session_ms(people, device, stream);
  const double two = two_at_a_time_ms(people, device, stream);
  double load = 0;
  if (::getloadavg(&load, 1) != 1) load = -1;
  std::printf("%-22s %6.2f %6.2f %6.2f %7.2f  %6.2f  %5.2f  %5.2f %6.0f  %5.2f %6.0f  %5ld  %5.1f  %4.1f\n",
              name.c_str(), s.scene, s.develop, s.encode, frame, bound, frame / bound, s.service_decode, identity,
              wall / 1000, 3600e3 / two, peak_mebibytes(), static_cast<double>(s.bytes) * 8 / kFrames * 30 / 1e6, load);
  std::fflush(stdout);
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "session_bench ROOT [DEVICE...]\n");
    return 2;
  }
  cv::setNumThreads(1);
  const runner::Project project = need(runner::find_project(argv[1], {}));
  const auto devices = need(runner::load_devices(project.devices()));
  const auto people = need(runner::load_people(project, 1));
  std::vector<std::string> names(argv + 2, argv + argc);
  if (names.empty())
    for (const auto& [name, model] : devices)
      if (model.imaging || name == "phone") names.push_back(name);
  std::printf(
      "Processor ms a frame, by stage; bound: encoding and decoding the same film without noise.\n"
      "%-22s %6s %6s %6s %7s  %6s  %5s  %5s %6s  %5s %6s  %5s  %5s  %4s\n"
      "%-22s %6s %6s %6s %7s  %6s  %5s  %5s %6s  %5s %6s  %5s  %5s  %4s\n",
      "device", "scene", "lens..", "H.264", "sum", "bound", "ratio", "dec.", "ident.", "wall", "per h", "RSS", "Mbit",
      "load", "", "", "", "", "<= 40", "", "", "", "ms", "<= 5s", ">=1200", "MiB", "/s", "");
  for (const std::string& name : names) {
    const auto model = devices.find(name);
    if (model == devices.end()) {
      std::fprintf(stderr, "no device %s\n", name.c_str());
      return 2;
    }
    report(*people, name, model->second.sample(SeededRandom(1)));
  }
  return 0;
}

}  // namespace
}  // namespace proofmark

int main(int argc, char** argv) {
  return proofmark::run(argc, argv);
}
