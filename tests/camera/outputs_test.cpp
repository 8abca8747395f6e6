// Films as files and into a video device: their form, and what is left when writing them fails.
#include <gtest/gtest.h>
#include <linux/videodev2.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <opencv2/imgproc.hpp>

#include "common/files.hpp"
#include "common/media/jpeg.hpp"
#include "simulators/camera/outputs/output.hpp"
#include "simulators/camera/outputs/part_file.hpp"
#include "simulators/camera/outputs/video_device.hpp"
#include "tests/camera/synthetic_source.hpp"

namespace proofmark::camera {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPicture = std::size_t{1280} * 720 * 3 / 2;

std::unique_ptr<PictureCamera> pictures() {
  auto made = PictureCamera::create(std::make_unique<SyntheticSource>(), {}, SeededRandom(1));
  EXPECT_TRUE(made) << made.error().line();
  return *std::move(made);
}

class Outputs : public testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(PROOFMARK_BINARY_DIR) / ("outputs_test." + std::to_string(::getpid()));
    fs::create_directories(folder);
  }
  void TearDown() override { fs::remove_all(folder); }
  std::vector<std::string> left() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    return names;
  }
  Bytes film_to(const char* name, double seconds) {
    auto output = make_output(folder / name, 30);
    EXPECT_TRUE(output) << output.error().line();
    const auto done = film(*pictures(), **output, seconds, 30, nullptr);
    EXPECT_TRUE(done) << done.error().line();
    auto read = read_file(folder / name);
    EXPECT_TRUE(read);
    return *std::move(read);
  }
  fs::path folder;
};

TEST_F(Outputs, Y4mHoldsTheVeryPictures) {
  const Bytes file = film_to("a.y4m", 0.1);
  const std::string header = "YUV4MPEG2 W1280 H720 F30:1 Ip A1:1 C420mpeg2\n";
  ASSERT_EQ(file.size(), header.size() + 3 * (6 + kPicture));
  EXPECT_EQ(std::memcmp(file.data(), header.data(), header.size()), 0);
  const auto again = pictures();
  for (std::size_t n = 0; n < 3; ++n) {
    const std::uint8_t* at = file.data() + header.size() + n * (6 + kPicture);
    EXPECT_EQ(std::memcmp(at, "FRAME\n", 6), 0);
    EXPECT_EQ(std::memcmp(at + 6, again->next()->i420->data, kPicture), 0);
  }
  EXPECT_EQ(left(), std::vector<std::string>{"a.y4m"});
}

TEST_F(Outputs, MjpegHoldsPicturesOneAfterTheOther) {
  const Bytes file = film_to("a.mjpeg", 0.1);
  std::size_t found = 0;
  for (std::size_t at = 0; at + 3 < file.size(); ++at) {
    if (file[at] != 0xFF || file[at + 1] != 0xD8 || file[at + 2] != 0xFF) continue;
    const auto picture = media::decode_jpeg(ByteView(file).subspan(at));
    ASSERT_TRUE(picture) << picture.error().line();
    EXPECT_EQ(picture->size(), cv::Size(1280, 720));
    cv::Mat expected;
    const auto camera = pictures();
    PictureCamera::Picture taken;
    for (std::size_t n = 0; n <= found; ++n) taken = *camera->next();
    cv::cvtColor(*taken.i420, expected, cv::COLOR_YUV2BGR_I420);
    EXPECT_GT(cv::PSNR(*picture, expected), 34);
    ++found;
  }
  EXPECT_EQ(found, 3U);
}

TEST_F(Outputs, OtherNamesAndMissingDevicesAreRefusedWithAWayOn) {
  for (const char* name : {"a.avi", "a", "a.mp4.part"}) {
    const auto made = make_output(folder / name, 30);
    ASSERT_FALSE(made);
    EXPECT_NE(made.error().line().find(".y4m"), std::string::npos);
  }
  const auto none = make_output("/dev/video987", 30);
  ASSERT_FALSE(none);
  EXPECT_NE(none.error().line().find("v4l2loopback"), std::string::npos) << none.error().line();
  const auto terminal = make_output("/dev/null", 30);
  ASSERT_FALSE(terminal) << "no video device";
  EXPECT_FALSE(make_output("/nowhere/at/all.y4m", 30));
  EXPECT_TRUE(left().empty());
}

TEST_F(Outputs, AFullDiskLeavesNoFile) {
  for (const char* name : {"full.y4m", "full.mjpeg"}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      // No file of this process may grow beyond that: for a writer the same as a full disk.
      std::signal(SIGXFSZ, SIG_IGN);
      const rlimit limit{150000, 150000};
      if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(9);
      auto output = make_output(folder / name, 30);
      if (!output) ::_exit(8);
      const auto done = film(*pictures(), **output, 1, 30, nullptr);
      const bool said = !done && done.error().next_step.find("free space") != std::string::npos;
      output->reset();
      ::_exit(said ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0) << name;
    EXPECT_TRUE(left().empty()) << name;
  }
}

TEST_F(Outputs, AKilledWriterLeavesNoFileOfThatName) {
  for (const char* name : {"killed.y4m", "killed.mjpeg"}) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto output = make_output(folder / name, 30);
      if (output) static_cast<void>(film(*pictures(), **output, 600, 30, nullptr));
      ::_exit(1);
    }
    const fs::path part = folder / (std::string(name) + ".part");
    for (int n = 0; n < 3000; ++n) {
      std::error_code none;
      if (fs::file_size(part, none) > 100000 && !none) break;
      ::usleep(10000);
    }
    ::kill(child, SIGKILL);
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_TRUE(WIFSIGNALED(status));
    EXPECT_TRUE(fs::exists(part)) << "it was in the middle of writing";
    EXPECT_FALSE(fs::exists(folder / name));
    // The next one begins anew over what is left.
    film_to(name, 0.1);
    EXPECT_FALSE(fs::exists(part));
    fs::remove(folder / name);
  }
}

// A kernel that does as it is told.
struct FakeKernel {
  int open_error = 0, caps_error = 0, format_error = 0, write_error = 0;
  std::uint32_t caps = V4L2_CAP_VIDEO_OUTPUT, width = 1280;
  std::size_t accepts = kPicture;
  std::vector<std::string> calls = {};
  v4l2_format format{};
  Bytes written = {};
};

class FakeNode final : public VideoNode {
 public:
  explicit FakeNode(FakeKernel& kernel) : kernel_(kernel) {}
  int open(const char* path) override {
    kernel_.calls.push_back(std::string("open ") + path);
    return refuse(kernel_.open_error);
  }
  int control(unsigned long request, void* argument) override {
    if (request == VIDIOC_QUERYCAP) {
      static_cast<v4l2_capability*>(argument)->capabilities = kernel_.caps;
      return refuse(kernel_.caps_error);
    }
    if (request == VIDIOC_S_FMT) {
      auto* format = static_cast<v4l2_format*>(argument);
      kernel_.format = *format;
      format->fmt.pix.width = kernel_.width;
      return refuse(kernel_.format_error);
    }
    errno = ENOTTY;
    return -1;
  }
  std::ptrdiff_t write(const void* data, std::size_t size) override {
    if (kernel_.write_error != 0) return refuse(kernel_.write_error);
    const auto* bytes = static_cast<const std::uint8_t*>(data);
    kernel_.written.assign(bytes, bytes + size);
    kernel_.calls.push_back("write");
    return static_cast<std::ptrdiff_t>(std::min(size, kernel_.accepts));
  }
  void close() override { kernel_.calls.push_back("close"); }

 private:
  static int refuse(int error) {
    errno = error;
    return error == 0 ? 0 : -1;
  }
  FakeKernel& kernel_;
};

Result<std::unique_ptr<PictureOutput>> device(FakeKernel& kernel) {
  return make_video_device("/dev/video10", 30, std::make_unique<FakeNode>(kernel));
}

TEST(VideoDevice, GetsItsFormatAndThePicturesAtTheirTimes) {
  FakeKernel kernel;
  auto made = device(kernel);
  ASSERT_TRUE(made) << made.error().line();
  EXPECT_EQ(kernel.format.type, V4L2_BUF_TYPE_VIDEO_OUTPUT);
  EXPECT_EQ(kernel.format.fmt.pix.pixelformat, V4L2_PIX_FMT_YUV420);
  EXPECT_EQ(kernel.format.fmt.pix.sizeimage, kPicture);
  const auto camera = pictures();
  const auto began = std::chrono::steady_clock::now();
  const auto done = film(*camera, **made, 0.3, 30, nullptr);
  ASSERT_TRUE(done) << done.error().line();
  EXPECT_EQ(*done, 9U);
  EXPECT_GE(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(240)) << "in real time";
  const auto again = pictures();
  PictureCamera::Picture last;
  for (int n = 0; n < 9; ++n) last = *again->next();
  EXPECT_EQ(std::memcmp(kernel.written.data(), last.i420->data, kPicture), 0);
  std::vector<std::string> calls{"open /dev/video10"};
  calls.insert(calls.end(), 9, "write");
  calls.push_back("close");
  EXPECT_EQ(kernel.calls, calls);
}

TEST(VideoDevice, StopsWhenItIsTold) {
  FakeKernel kernel;
  auto made = device(kernel);
  const std::atomic<bool> stop{true};
  const auto done = film(*pictures(), **made, 600, 30, &stop);
  ASSERT_TRUE(done);
  EXPECT_EQ(*done, 0U);
}

TEST(VideoDevice, EveryRefusalOfTheKernelIsAnErrorThatSaysWhatToDo) {
  const auto words = [](FakeKernel kernel) {
    const auto made = device(kernel);
    EXPECT_FALSE(made);
    return made ? std::string() : made.error().line();
  };
  EXPECT_NE(words({.open_error = ENOENT}).find("modprobe v4l2loopback"), std::string::npos);
  EXPECT_NE(words({.open_error = EACCES}).find("group video"), std::string::npos);
  EXPECT_NE(words({.caps_error = ENOTTY}).find("modprobe v4l2loopback"), std::string::npos);
  EXPECT_NE(words({.caps = V4L2_CAP_VIDEO_CAPTURE}).find("take pictures"), std::string::npos);
  EXPECT_NE(words({.format_error = EBUSY}).find("Close whoever"), std::string::npos);
  EXPECT_NE(words({.width = 640}).find("640"), std::string::npos);
}

TEST(VideoDevice, APictureThatIsNotTakenIsAnError) {
  for (const bool partly : {false, true}) {
    FakeKernel kernel;
    kernel.write_error = partly ? 0 : ENODEV;
    kernel.accepts = partly ? 1000 : kPicture;
    auto made = device(kernel);
    ASSERT_TRUE(made);
    EXPECT_FALSE(film(*pictures(), **made, 0.1, 30, nullptr));
  }
}

// Chromium with the film in its camera's place; it must look as it does to whoever decodes it.
TEST(BrowserCamera, ChromiumShowsTheFilm) {
  for (const char* name : {"browser.y4m", "browser.mjpeg"}) {
    const fs::path file = fs::path(PROOFMARK_BINARY_DIR) / name;
    auto output = make_output(file, 30);
    ASSERT_TRUE(output) << output.error().line();
    ASSERT_TRUE(film(*pictures(), **output, 2, 30, nullptr));
    const std::string source = PROOFMARK_SOURCE_DIR;
    const std::string command = "node '" + source + "/tests/camera/browser_camera.mjs' '" + source +
                                "/setup/test-packages/node_modules' '" + file.string() + "' 2>&1";
    std::FILE* pipe = ::popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    char line[400] = "";
    static_cast<void>(std::fgets(line, sizeof line, pipe));
    EXPECT_EQ(::pclose(pipe), 0) << line;
    double width = 0;
    double height = 0;
    double change = 0;
    double mean = 0;
    ASSERT_EQ(std::sscanf(line, "%lf %lf %lf %lf", &width, &height, &change, &mean), 4) << line;
    EXPECT_EQ(width, 1280);
    EXPECT_EQ(height, 720);
    EXPECT_GT(change, 0.5) << "the disc moves and noise changes";
    EXPECT_NEAR(mean, 112, 12) << "the ground is grey 110";
    fs::remove(file);
  }
}

}  // namespace
}  // namespace proofmark::camera
