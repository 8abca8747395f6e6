#include <opencv2/imgcodecs.hpp>

#include "attacks/malformed/mechanisms.hpp"
#include "common/emrtd/lds.hpp"

namespace proofmark::attacks::malformed {
namespace {

constexpr const char* kRecord = "75/7F61/7F60/5F2E";
// Of a facial record, ISO/IEC 19794-5:2005 clause 5.
constexpr std::size_t kRecordLength = 8;
constexpr std::size_t kBlockLength = 14;
constexpr std::size_t kPoints = 18;
constexpr std::size_t kImageInformation = 34;
constexpr std::size_t kPointSize = 8;

tl::unexpected<Error> unusable(const std::string& observed) {
  return fail("conformance table, portrait", "a JPEG portrait", observed, "Correct the row.");
}

std::size_t number(ByteView bytes, std::size_t at, std::size_t size) {
  std::size_t value = 0;
  for (std::size_t i = 0; i < size; ++i) value = value << 8U | bytes[at + i];
  return value;
}
void put(Bytes& bytes, std::size_t at, std::size_t size, std::size_t value) {
  for (std::size_t i = size; i-- > 0; value >>= 8U) bytes[at + i] = static_cast<std::uint8_t>(value & 0xFFU);
}

Result<emrtd::FacialImage> decoded(ByteView jpeg, bool jpeg2000) {
  const cv::Mat picture = cv::imdecode(Bytes(jpeg.begin(), jpeg.end()), cv::IMREAD_COLOR);
  if (picture.empty()) return unusable("bytes that cannot be decoded");
  emrtd::FacialImage face{Bytes(jpeg.begin(), jpeg.end()), emrtd::ImageFormat::jpeg,
                          static_cast<std::uint16_t>(picture.cols), static_cast<std::uint16_t>(picture.rows)};
  if (!jpeg2000) return face;
  face.image.clear();
  if (!cv::imencode(".jp2", picture, face.image, {cv::IMWRITE_JPEG2000_COMPRESSION_X1000, 50}))
    return unusable("an image library without JPEG 2000");
  face.format = emrtd::ImageFormat::jpeg2000;
  return face;
}

// Comment segments (ITU-T T.81 section B.2.4.5) after the start of the image: it stays the same picture.
Bytes filled_up(const Bytes& jpeg, std::size_t bytes) {
  Bytes out(jpeg.begin(), jpeg.begin() + 2);
  while (out.size() + jpeg.size() < bytes + 2) {
    const Bytes head{0xFF, 0xFE, 0x10, 0x02};
    out.insert(out.end(), head.begin(), head.end());
    out.insert(out.end(), 0x1000, 0x20);
  }
  out.insert(out.end(), jpeg.begin() + 2, jpeg.end());
  return out;
}

}  // namespace

Result<Bytes> portrait_group(const Recipe& recipe, ByteView jpeg) {
  emrtd::FacialImage face;
  try {
    PROOFMARK_TRY(face, decoded(jpeg, recipe.jpeg2000));
  } catch (const cv::Exception& error) {
    return unusable(error.err);
  }
  if (recipe.portrait_bytes > 0 && !recipe.jpeg2000) face.image = filled_up(face.image, recipe.portrait_bytes);
  return emrtd::encode_dg2(face);
}

Result<Bytes> with_feature_points(ByteView dg2, unsigned points, bool counted) {
  PROOFMARK_TRY(Bytes record, value_at(kRecord, dg2));
  if (record.size() < kImageInformation || number(record, kPoints, 2) != 0) return unusable("a record of another kind");
  // MPEG-4 points without position errors: type, major and minor code, x and y, reserved.
  Bytes added;
  for (unsigned i = 0; i < points; ++i) {
    const std::uint8_t place = static_cast<std::uint8_t>(40 + 10 * i);
    const Bytes point{0x01, 0x31, 0x00, place, 0x00, place, 0x00, 0x00};
    added.insert(added.end(), point.begin(), point.end());
  }
  put(record, kPoints, 2, points);
  put(record, kRecordLength, 4, record.size() + points * kPointSize);
  if (counted) put(record, kBlockLength, 4, number(record, kBlockLength, 4) + points * kPointSize);
  record.insert(record.begin() + kImageInformation, added.begin(), added.end());
  return edited(Edit{kRecord, Edit::Do::value, record, 0, 0}, dg2);
}

}  // namespace proofmark::attacks::malformed
