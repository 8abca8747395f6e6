#include "common/media/h264.hpp"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "common/random.hpp"

namespace proofmark::media {
namespace {

// A picture that moves and has edges, gradients and colour, so that prediction has work to do.
cv::Mat picture(int n, int width = 320, int height = 240) {
  cv::Mat out(height, width, CV_8UC3);
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      out.at<cv::Vec3b>(y, x) = {cv::saturate_cast<uchar>(40 + x / 2), cv::saturate_cast<uchar>(60 + y / 2),
                                 cv::saturate_cast<uchar>(90 + (x + y) / 8)};
  cv::circle(out, {60 + 4 * n, height / 2}, 40, {60, 120, 210}, cv::FILLED);
  return out;
}

std::vector<Bytes> encode(int frames, EncoderSettings settings = {.width = 320, .height = 240}) {
  auto encoder = Encoder::create(settings);
  EXPECT_TRUE(encoder) << encoder.error().line();
  std::vector<Bytes> out;
  for (int n = 0; n < frames; ++n) {
    auto unit = (*encoder)->encode(picture(n, settings.width, settings.height), PixelFormat::bgr);
    EXPECT_TRUE(unit) << unit.error().line();
    out.push_back(*unit);
  }
  return out;
}

std::unique_ptr<Decoder> decoder(DecoderLimits limits = {}) {
  auto made = Decoder::create(limits);
  EXPECT_TRUE(made);
  return *std::move(made);
}

TEST(H264, OnePictureForEachAccessUnitAtOnceAndAlikeToItsOrigin) {
  const auto units = encode(20);
  const auto d = decoder();
  for (std::size_t n = 0; n < units.size(); ++n) {
    const auto out = d->decode(units[n]);
    ASSERT_TRUE(out) << out.error().line();
    ASSERT_EQ(out->size(), 1U) << n;
    ASSERT_EQ(out->front().size(), cv::Size(320, 240));
    ASSERT_EQ(out->front().type(), CV_8UC3);
    EXPECT_GT(cv::PSNR(out->front(), picture(static_cast<int>(n))), 30) << n;
  }
  const auto rest = d->flush();
  ASSERT_TRUE(rest);
  EXPECT_TRUE(rest->empty());
}

TEST(H264, SameInputGivesSameBytes) {
  EXPECT_EQ(encode(12), encode(12));
}

TEST(H264, KeyFramesComeAtTheIntervalWithParameterSetsAndWithoutSei) {
  EncoderSettings settings{.width = 320, .height = 240};
  settings.key_frame_interval = 8;
  const auto units = encode(20, settings);
  for (std::size_t n = 0; n < units.size(); ++n) {
    EXPECT_EQ(is_key_frame(units[n]), n % 8 == 0) << n;
    std::vector<unsigned> types;
    for (const ByteView unit : split_annexb(units[n])) types.push_back(unit[0] & 0x1FU);
    EXPECT_EQ(types, n % 8 == 0 ? (std::vector<unsigned>{7, 8, 5}) : (std::vector<unsigned>{1})) << n;
  }
}

TEST(H264, BitRateStaysUnderTheCapWithNoise) {
  EncoderSettings settings{.width = 640, .height = 480, .frames_per_second = 30, .bitrate_kbit = 1500};
  auto encoder = Encoder::create(settings);
  ASSERT_TRUE(encoder);
  cv::Mat noisy(480, 640, CV_8UC3);
  SeededRandom random(7);
  std::size_t bytes = 0;
  for (int n = 0; n < 90; ++n) {
    random.fill(std::span(noisy.data, noisy.total() * 3));
    cv::addWeighted(noisy, 0.15, picture(n, 640, 480), 0.85, 0, noisy);
    const auto unit = (*encoder)->encode(noisy, PixelFormat::bgr);
    ASSERT_TRUE(unit);
    bytes += unit->size();
  }
  // Three seconds at the cap and one second of VBV buffer.
  EXPECT_LT(static_cast<double>(bytes) * 8 / 1000, 1500.0 * 4.2);
  EXPECT_GT(static_cast<double>(bytes) * 8 / 1000, 1500.0);
}

TEST(H264, I420GoesThroughWithoutColourConversion) {
  auto encoder = Encoder::create({.width = 320, .height = 240, .quality = 12});
  ASSERT_TRUE(encoder);
  cv::Mat planar;
  cv::cvtColor(picture(0), planar, cv::COLOR_BGR2YUV_I420);
  const auto unit = (*encoder)->encode(planar, PixelFormat::i420);
  ASSERT_TRUE(unit);
  const auto out = decoder()->decode(*unit, PixelFormat::i420);
  ASSERT_TRUE(out);
  ASSERT_EQ(out->size(), 1U);
  ASSERT_EQ(out->front().size(), planar.size());
  EXPECT_GT(cv::PSNR(out->front(), planar), 40);
}

TEST(H264, TrueSizeComesOutAlsoWhenItIsNotWholeMacroblocks) {
  const auto units = encode(2, {.width = 322, .height = 250});
  const auto out = decoder()->decode(units[0]);
  ASSERT_TRUE(out);
  ASSERT_EQ(out->size(), 1U);
  EXPECT_EQ(out->front().size(), cv::Size(322, 250));
}

TEST(H264, SizeMayChangeAtAnIdrPicture) {
  const auto d = decoder();
  ASSERT_EQ(d->decode(encode(1)[0]).value().at(0).cols, 320);
  ASSERT_EQ(d->decode(encode(1, {.width = 640, .height = 480})[0]).value().at(0).cols, 640);
}

TEST(H264, DecodingBeginsAtTheFirstIdrPicture) {
  const auto units = encode(6, {.width = 320, .height = 240, .key_frame_interval = 4});
  const auto d = decoder();
  for (const std::size_t n : {1U, 2U, 3U}) {
    const auto out = d->decode(units[n]);
    EXPECT_TRUE(!out || out->empty()) << n;
  }
  EXPECT_EQ(d->decode(units[4]).value().size(), 1U);
  EXPECT_EQ(d->decode(units[5]).value().size(), 1U);
}

TEST(H264, TooLargeOrEmptyOrForeignInputIsAnError) {
  const auto unit = encode(1)[0];
  EXPECT_FALSE(decoder()->decode({}));
  EXPECT_FALSE(decoder()->decode(to_bytes("GIF89a, no start code at all")));
  EXPECT_FALSE(decoder({.access_unit_bytes = unit.size() - 1})->decode(unit));
  EXPECT_TRUE(decoder({.access_unit_bytes = unit.size()})->decode(unit));
  EXPECT_FALSE(decoder({.width = 300, .height = 240})->decode(unit));
  EXPECT_FALSE(decoder({.width = 160, .height = 120})->decode(unit));
  EXPECT_TRUE(decoder({.width = 320, .height = 240})->decode(unit));
  EXPECT_FALSE(Decoder::create({.width = 0, .height = 0}));
}

TEST(H264, DamagedStreamsNeverCrashAndTheDecoderRecoversAtTheNextIdrPicture) {
  const auto units = encode(8, {.width = 320, .height = 240, .key_frame_interval = 4});
  SeededRandom random(11);
  const auto d = decoder();
  int refused = 0;
  for (int round = 0; round < 60; ++round) {
    for (std::size_t n = 0; n < 4; ++n) {
      Bytes damaged = units[n];
      for (std::uint64_t k = random.below(6); k > 0; --k)
        damaged[static_cast<std::size_t>(random.below(damaged.size()))] ^=
            static_cast<std::uint8_t>(1U << random.below(8));
      if (random.chance(0.3)) damaged.resize(static_cast<std::size_t>(random.below(damaged.size())) + 1);
      const auto out = d->decode(damaged);
      if (!out) {
        ++refused;
        continue;
      }
      for (const cv::Mat& m : *out) {
        EXPECT_LE(m.cols, 1920);
        EXPECT_LE(m.rows, 1920);
      }
    }
    const auto out = d->decode(units[4]);
    ASSERT_TRUE(out) << out.error().line();
    ASSERT_EQ(out->size(), 1U);
    ASSERT_EQ(out->front().size(), cv::Size(320, 240));
  }
  EXPECT_GT(refused, 60);
}

TEST(H264, WrongSettingsAndPicturesAreRefused) {
  EXPECT_FALSE(Encoder::create({.width = 321, .height = 240}));
  EXPECT_FALSE(Encoder::create({.width = 320, .height = 0}));
  EXPECT_FALSE(Encoder::create({.width = 320, .height = 240, .frames_per_second = 0}));
  EXPECT_FALSE(Encoder::create({.width = 320, .height = 240, .bitrate_kbit = 0}));
  auto encoder = Encoder::create({.width = 320, .height = 240});
  ASSERT_TRUE(encoder);
  EXPECT_FALSE((*encoder)->encode(cv::Mat(), PixelFormat::bgr));
  EXPECT_FALSE((*encoder)->encode(picture(0), PixelFormat::i420));
  EXPECT_FALSE((*encoder)->encode(picture(0, 322, 240), PixelFormat::bgr));
  EXPECT_TRUE((*encoder)->encode(picture(0), PixelFormat::bgr));
}

TEST(Annexb, StartCodesOfThreeAndFourBytesAndTrailingZeros) {
  const Bytes stream = from_hex("00000001 6742 000001 68CE 00000000000165 8800 0003 00").value();
  const auto units = split_annexb(stream);
  ASSERT_EQ(units.size(), 3U);
  EXPECT_EQ(to_hex(units[0]), "6742");
  EXPECT_EQ(to_hex(units[1]), "68ce");
  EXPECT_EQ(to_hex(units[2]), "6588000003");
  EXPECT_TRUE(is_key_frame(stream));
  EXPECT_TRUE(split_annexb(from_hex("6742 0000 02").value()).empty());
  EXPECT_TRUE(split_annexb(from_hex("000001").value()).empty());
  EXPECT_TRUE(split_annexb(from_hex("000001 000001").value()).empty());
}

}  // namespace
}  // namespace proofmark::media
