#include "common/media/scaler.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

namespace proofmark::media {
namespace {

constexpr std::size_t kGuard = 256;
constexpr unsigned char kGuardByte = 0xA5;

// OpenCV's own memory with bytes behind every matrix that must stay as they are.
class GuardedMemory : public cv::MatAllocator {
 public:
  GuardedMemory() { cv::Mat::setDefaultAllocator(this); }
  ~GuardedMemory() override { cv::Mat::setDefaultAllocator(cv::Mat::getStdAllocator()); }
  GuardedMemory(const GuardedMemory&) = delete;
  GuardedMemory& operator=(const GuardedMemory&) = delete;

  cv::UMatData* allocate(int dims, const int* sizes, int type, void* data, std::size_t* steps, cv::AccessFlag,
                         cv::UMatUsageFlags) const override {
    if (data != nullptr) return nullptr;  // memory of somebody else
    auto total = static_cast<std::size_t>(CV_ELEM_SIZE(type));
    for (int i = dims - 1; i >= 0; --i) {
      if (steps != nullptr) steps[i] = total;
      total *= static_cast<std::size_t>(sizes[i]);
    }
    auto* memory = static_cast<unsigned char*>(cv::fastMalloc(total + kGuard));
    std::fill_n(memory + total, kGuard, kGuardByte);
    auto* piece = new cv::UMatData(this);
    piece->data = piece->origdata = memory;
    piece->size = total;
    ++handed_out;
    return piece;
  }
  bool allocate(cv::UMatData* piece, cv::AccessFlag, cv::UMatUsageFlags) const override { return piece != nullptr; }
  void deallocate(cv::UMatData* piece) const override {
    if (piece == nullptr || piece->refcount != 0 || piece->urefcount != 0) return;
    const unsigned char* guard = piece->origdata + piece->size;
    if (!std::all_of(guard, guard + kGuard, [](unsigned char byte) { return byte == kGuardByte; })) ++broken;
    cv::fastFree(piece->origdata);
    delete piece;
  }

  mutable std::atomic<int> handed_out{0}, broken{0};
};

FramePtr grey_frame(int width, int height) {
  FramePtr frame(av_frame_alloc());
  frame->format = AV_PIX_FMT_YUV420P;
  frame->width = width;
  frame->height = height;
  if (av_frame_get_buffer(frame.get(), 0) < 0) return nullptr;
  for (std::size_t plane = 0; plane < 3; ++plane) {
    const int rows = plane == 0 ? height : (height + 1) / 2;
    std::fill_n(frame->data[plane], std::ptrdiff_t{rows} * frame->linesize[plane], plane == 0 ? 126 : 128);
  }
  return frame;
}

// Every width to 80 from one of its own size and from another: rows of no whole register are written past their
// end by libswscale, which once broke the heap behind thumbnails of 67 x 72.
TEST(Scaler, WritesThePictureAndNothingBehindIt) {
  const GuardedMemory memory;
  for (const AVPixelFormat format : {AV_PIX_FMT_BGR24, AV_PIX_FMT_YUV420P})
    for (int width = 2; width <= 80; width += format == AV_PIX_FMT_BGR24 ? 1 : 2)
      for (const int from : {width, 128}) {
        const FramePtr frame = grey_frame(from, 72);
        ASSERT_TRUE(frame);
        const Scaler scaler(sws_getContext(from, 72, AV_PIX_FMT_YUV420P, width, 72, format,
                                           from == width ? SWS_BILINEAR | SWS_ACCURATE_RND : SWS_AREA, nullptr, nullptr,
                                           nullptr));
        ASSERT_TRUE(scaler);
        const cv::Mat out = scaled(*scaler, *frame, {width, 72}, format);
        ASSERT_FALSE(out.empty()) << width;
        double least = 0, most = 0;
        cv::minMaxLoc(out.reshape(1), &least, &most);
        EXPECT_NEAR(least, 127, 2) << width << " from " << from;
        EXPECT_NEAR(most, 127, 2) << width << " from " << from;
      }
  EXPECT_GT(memory.handed_out, 0);
  EXPECT_EQ(memory.broken, 0);
}

}  // namespace
}  // namespace proofmark::media
