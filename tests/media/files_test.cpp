#include "common/files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "common/media/h264.hpp"
#include "common/media/jpeg.hpp"
#include "common/media/mp4.hpp"
#include "common/picture_size.hpp"

namespace proofmark::media {
namespace {

namespace fs = std::filesystem;

fs::path folder() {
  const fs::path out =
      fs::path(PROOFMARK_BINARY_DIR) / "tests-media" / testing::UnitTest::GetInstance()->current_test_info()->name();
  fs::remove_all(out);
  fs::create_directories(out);
  return out;
}

cv::Mat picture() {
  cv::Mat out(240, 320, CV_8UC3, cv::Scalar(90, 120, 160));
  cv::circle(out, {160, 120}, 60, {40, 80, 200}, cv::FILLED, cv::LINE_AA);
  return out;
}

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = popen(command.c_str(), "r");
  std::array<char, 256> buffer{};
  while (pipe != nullptr && fgets(buffer.data(), buffer.size(), pipe) != nullptr) out += buffer.data();
  if (pipe != nullptr) pclose(pipe);
  return out;
}

TEST(Mp4, AnotherProgramReadsSizeTimesAndPictures) {
  const fs::path file = folder() / "film.mp4";
  auto writer = Mp4Writer::create(file, 320, 240);
  ASSERT_TRUE(writer) << writer.error().line();
  auto encoder = Encoder::create({.width = 320, .height = 240});
  ASSERT_TRUE(encoder);
  for (int n = 0; n < 30; ++n)
    ASSERT_TRUE((*writer)->write((*encoder)->encode(picture(), PixelFormat::bgr).value(),
                                 std::chrono::microseconds(n * 33000 + (n % 3) * 500)));
  EXPECT_FALSE(fs::exists(file)) << "a file that is being written must not look complete";
  ASSERT_TRUE((*writer)->close());
  ASSERT_TRUE(fs::exists(file));
  EXPECT_FALSE(fs::exists(file.string() + ".part"));
  ASSERT_FALSE(output_of("command -v ffprobe").empty()) << "ffprobe is missing: run setup/set-up.sh test";
  const std::string seen = output_of(
      "ffprobe -v error -count_frames -show_entries stream=codec_name,width,height,nb_read_frames -of csv=p=0 '" +
      file.string() + "'");
  EXPECT_EQ(seen, "h264,320,240,30\n");
  const std::string times =
      output_of("ffprobe -v error -show_entries frame=pts_time -of csv=p=0 '" + file.string() + "' | sed -n 3p");
  EXPECT_EQ(times.substr(0, 5), "0.067");  // 2 * 33 ms + 1 ms
}

TEST(Mp4, WrongUseIsAnErrorAndLeavesNoFile) {
  const fs::path where = folder();
  EXPECT_FALSE(Mp4Writer::create(where / "missing" / "film.mp4", 320, 240));
  EXPECT_FALSE(Mp4Writer::create(where / "film.mp4", 0, 0));
  auto encoder = Encoder::create({.width = 320, .height = 240});
  ASSERT_TRUE(encoder);
  const Bytes idr = (*encoder)->encode(picture(), PixelFormat::bgr).value();
  const Bytes next = (*encoder)->encode(picture(), PixelFormat::bgr).value();
  {
    auto writer = Mp4Writer::create(where / "film.mp4", 320, 240);
    ASSERT_TRUE(writer);
    EXPECT_FALSE((*writer)->close()) << "nothing written";
    EXPECT_FALSE((*writer)->write(next, std::chrono::microseconds(0))) << "no parameter sets";
    EXPECT_TRUE((*writer)->write(idr, std::chrono::microseconds(0)));
    EXPECT_FALSE((*writer)->write(next, std::chrono::microseconds(0))) << "time stands still";
    EXPECT_FALSE((*writer)->write({}, std::chrono::microseconds(5)));
    EXPECT_TRUE((*writer)->write(next, std::chrono::microseconds(40000)));
  }
  EXPECT_TRUE(fs::is_empty(where)) << "an abandoned file is removed";
}

TEST(Jpeg, RoundTrip) {
  const Bytes jpeg = encode_jpeg(picture(), 95).value();
  const cv::Mat back = decode_jpeg(jpeg).value();
  EXPECT_EQ(back.size(), picture().size());
  EXPECT_GT(cv::PSNR(back, picture()), 35);
  EXPECT_LT(encode_jpeg(picture(), 20).value().size(), jpeg.size());
}

TEST(Jpeg, WrongInputIsAnError) {
  EXPECT_FALSE(encode_jpeg(cv::Mat()));
  EXPECT_FALSE(encode_jpeg(cv::Mat(4, 4, CV_8UC1)));
  EXPECT_FALSE(encode_jpeg(picture(), 0));
  EXPECT_FALSE(decode_jpeg({}));
  EXPECT_FALSE(decode_jpeg(to_bytes("no picture")));
  Bytes png;
  cv::imencode(".png", picture(), png);
  EXPECT_FALSE(decode_jpeg(png)) << "a PNG is no JPEG";
  const Bytes jpeg = encode_jpeg(picture()).value();
  EXPECT_FALSE(decode_jpeg(jpeg, 320 * 240 - 1)) << "declared size over the bound";
  EXPECT_FALSE(decode_jpeg(ByteView(jpeg).first(100)));
}

TEST(Jpeg2000, IsEncodedAndDecodedBareAndInBoxes) {
  const cv::Mat original = picture();
  const Bytes boxed = encode_jpeg2000(original, 300).value();
  EXPECT_EQ(boxed, encode_jpeg2000(original, 300).value()) << "the same bytes each time";
  const auto size = picture_size(boxed);
  ASSERT_TRUE(size) << size.error().line();
  EXPECT_EQ(size->width, 320U);
  EXPECT_EQ(size->height, 240U);
  const Bytes bare(size->stream.begin(), size->stream.end());
  for (const Bytes& coded : {boxed, bare}) {
    const auto back = decode_picture(coded);
    ASSERT_TRUE(back) << back.error().line();
    ASSERT_EQ(back->size(), original.size());
    EXPECT_LT(cv::norm(*back, original, cv::NORM_L1) / static_cast<double>(original.total() * 3), 6.0);
  }
  EXPECT_TRUE(decode_picture(encode_jpeg(original).value()));
  EXPECT_FALSE(decode_picture(ByteView(bare).first(60)));
  EXPECT_FALSE(encode_jpeg2000(cv::Mat()));
}

TEST(Jpeg2000, AStrangersPictureWritesNothingOnStandardError) {
  const Bytes bare = encode_jpeg2000(picture(), 300).value();
  testing::internal::CaptureStderr();
  const bool without_colour_space = decode_picture(bare).has_value();
  const bool cut = decode_picture(ByteView(bare).first(60)).has_value();
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(without_colour_space);
  EXPECT_FALSE(cut);
}

// 150 bytes that would take terabytes are refused by their header.
TEST(Jpeg2000, ABombIsNotDecoded) {
  Bytes bare = encode_jpeg2000(picture(), 300).value();
  const Bytes marker{0xFF, 0x4F, 0xFF, 0x51};
  const auto at = std::search(bare.begin(), bare.end(), marker.begin(), marker.end());
  for (const int side : {8, 12, 24, 28}) *(at + side) = 0x0F;
  const auto decoded = decode_picture(bare);
  ASSERT_FALSE(decoded);
  EXPECT_NE(decoded.error().expected.find("64 MiB"), std::string::npos) << decoded.error().line();
}

}  // namespace
}  // namespace proofmark::media
