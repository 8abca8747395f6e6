// H.264 (ITU-T H.264) by FFmpeg's libraries: libx264 to encode, FFmpeg's own decoder to decode. One thread and no
// reordering on both sides, so that one access unit in gives its picture out at once and a run can be repeated.
//
// Pictures are cv::Mat: BGR is CV_8UC3 of height x width; I420 is CV_8UC1 of (height * 3 / 2) x width, planes Y, U, V.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "common/bytes.hpp"
#include "common/result.hpp"

namespace cv {
class Mat;
}

namespace proofmark::media {

enum class PixelFormat { bgr, i420 };

enum class Profile { any, baseline, main, high };  // any: what the preset's tools need
enum class RateControl { quality, bitrate };
// What the VUI says about colour (ITU-T H.264 table E-5): of video with 525 or 625 lines, of high definition, or
// nothing. Pictures come in BT.601; those of bt709 are converted.
enum class ColourTag { smpte170m, bt470bg, bt709, none };

struct EncoderSettings {
  int width = 1280, height = 720;  // even, 64 to 4096
  double frames_per_second = 30;   // nominal; for rate control and the VUI
  int bitrate_kbit = 6000;         // cap (VBV of one second); below it quality is constant
  int quality = 23;                // x264's CRF, 0 (best) to 51
  int key_frame_interval = 60;     // frames from one IDR picture to the next
  // How much work it does: a preset of x264, "ultrafast" to "medium". A phone's encoder has few tools.
  std::string preset = "superfast";
  Profile profile = Profile::any;
  int level = 0;  // ten times the level of annex A; 0: the lowest that holds the stream
  // By bit rate, `bitrate_kbit` is aimed at, with a buffer of one second, and `quality` is the best it ever gives.
  RateControl rate_control = RateControl::quality;
  ColourTag colour = ColourTag::smpte170m;
};

class Encoder {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Encoder>> create(const EncoderSettings& settings);
  ~Encoder();
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  // One picture in (size of the settings), its access unit in Annex B out. IDR pictures carry SPS and PPS.
  [[nodiscard]] Result<Bytes> encode(const cv::Mat& picture, PixelFormat format);

 private:
  Encoder();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// What a decoder is willing to take from outside.
struct DecoderLimits {
  std::size_t access_unit_bytes = std::size_t{2} << 20U;
  int width = 1920, height = 1920;
};

class Decoder {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Decoder>> create(const DecoderLimits& limits = {});
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
  // One access unit in Annex B in; its pictures out, in the size that the stream declares after cropping. A stream of
  // this project's encoder gives exactly one picture for each access unit; a foreign one may give none or several.
  // Malformed or over-large input gives an error; the decoder can be used on and recovers at the next IDR picture.
  [[nodiscard]] Result<std::vector<cv::Mat>> decode(ByteView access_unit, PixelFormat format = PixelFormat::bgr);
  // The pictures still held back (none for streams without reordering); afterwards the decoder is at its start.
  [[nodiscard]] Result<std::vector<cv::Mat>> flush(PixelFormat format = PixelFormat::bgr);

 private:
  Decoder();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The NAL units of an access unit, without start codes (ITU-T H.264 annex B.1). Text without a start code gives none.
[[nodiscard]] std::vector<ByteView> split_annexb(ByteView access_unit);
// True when the access unit holds an IDR slice (nal_unit_type 5).
[[nodiscard]] bool is_key_frame(ByteView access_unit);

}  // namespace proofmark::media
