// DG2: ISO/IEC 19794-5:2005 facial record inside a biometric information template (ICAO 9303-10 section 4.7.2). The
// newer kind of record is in lds_face_39794.cpp.
#include "common/emrtd/lds_face.hpp"

#include <algorithm>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ISO/IEC 19794-5:2005 clause 5";
constexpr const char* refuse = "The chip's portrait cannot be read; refuse the document.";
constexpr std::size_t record_header = 14;
constexpr std::size_t facial_information = 20;
constexpr std::size_t feature_point = 8;
constexpr std::size_t image_information = 12;

// Big-endian fields from the front; asking for more than there is sets `short_` and gives zeros.
class Fields {
 public:
  explicit Fields(ByteView bytes) : rest_(bytes) {}
  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const std::uint8_t byte : take(bytes)) value = value << 8U | byte;
    return value;
  }
  ByteView take(std::size_t bytes) {
    if (rest_.size() < bytes) {
      short_ = true;
      rest_ = {};
      return {};
    }
    const ByteView taken = rest_.first(bytes);
    rest_ = rest_.subspan(bytes);
    return taken;
  }
  [[nodiscard]] bool ran_out() const { return short_; }
  [[nodiscard]] ByteView rest() const { return rest_; }

 private:
  ByteView rest_;
  bool short_ = false;
};

bool starts_with(ByteView text, std::initializer_list<std::uint8_t> head) {
  return text.size() >= head.size() && std::equal(head.begin(), head.end(), text.begin());
}

// Clauses 5.5.3 to 5.5.8 and 5.7.1: values that are defined. 255 stands for unknown where the standard has it.
bool describes_a_face(ByteView information, std::uint32_t image_type) {
  constexpr std::uint8_t unknown = 0xFF;
  constexpr std::uint8_t degrees = 181;  // two degrees each from 1 on, 0 unspecified
  const auto known_or = [](std::uint8_t value, std::uint8_t most) { return value == unknown || value <= most; };
  const ByteView angles = information.last(6);
  return known_or(information[0], 3) && known_or(information[1], 8) && known_or(information[2], 9) &&
         std::all_of(angles.begin(), angles.end(), [](std::uint8_t angle) { return angle <= degrees; }) &&
         (image_type <= 3 || image_type >= 0x80);
}

Result<FacialImage> parse_facial_record(ByteView record) {
  const auto malformed = [](const std::string& expected, const std::string& observed) {
    return fail(clause, expected, observed, refuse);
  };
  Fields fields(record);
  const ByteView magic = fields.take(8);
  if (!starts_with(magic, {'F', 'A', 'C', 0, '0', '1', '0', 0}))
    return malformed("a facial record, version 010", to_hex(magic));
  const std::uint32_t record_length = fields.number(4);
  const std::uint32_t images = fields.number(2);
  if (fields.ran_out() || record_length != record.size() || images == 0)
    return malformed("a record of " + std::to_string(record.size()) + " bytes with at least one image",
                     std::to_string(record_length) + " bytes, " + std::to_string(images) + " images");
  const std::size_t block = fields.number(4);
  const std::size_t points = fields.number(2);
  const ByteView information = fields.take(facial_information - 6);
  fields.take(points * feature_point);
  const std::uint32_t image_type = fields.number(1);
  const std::uint32_t type = fields.number(1);
  const std::uint32_t width = fields.number(2);
  const std::uint32_t height = fields.number(2);
  fields.take(image_information - 6);
  const std::size_t before = facial_information + points * feature_point + image_information;
  if (fields.ran_out() || block <= before || block - before > fields.rest().size())
    return malformed("a face image inside the record", "a block of " + std::to_string(block) + " bytes");
  if (images == 1 && block - before != fields.rest().size())
    return malformed("one image to the end of the record", std::to_string(fields.rest().size()) + " bytes after it");
  if (!describes_a_face(information, image_type))
    return malformed("sex, eyes, hair, pose and type of image as they are defined",
                     to_hex(information) + " and type " + std::to_string(image_type));
  const ByteView image = fields.rest().first(block - before);
  if (type > 1) return malformed("JPEG or JPEG 2000", "image data type " + std::to_string(type));
  const auto format = static_cast<ImageFormat>(type);
  if (!looks_like(image, format)) return malformed("an image of the type the record names", "other bytes");
  return FacialImage{Bytes(image.begin(), image.end()), format, static_cast<std::uint16_t>(width),
                     static_cast<std::uint16_t>(height)};
}

Bytes big_endian(std::uint32_t value, std::size_t bytes) {
  Bytes out(bytes);
  for (std::size_t i = 0; i < bytes; ++i) out[bytes - 1 - i] = static_cast<std::uint8_t>(value >> (8U * i) & 0xFFU);
  return out;
}

}  // namespace

bool looks_like(ByteView image, ImageFormat format) {
  if (format == ImageFormat::jpeg) return starts_with(image, {0xFF, 0xD8, 0xFF});
  return starts_with(image, {0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20}) ||
         starts_with(image, {0xFF, 0x4F, 0xFF, 0x51});
}

Bytes dg2_around(std::uint16_t format_type, std::uint32_t tag, ByteView record) {
  // CBEFF header: biometric type facial features, format owner ISO/IEC JTC 1/SC 37 and its format type.
  const Bytes type{static_cast<std::uint8_t>(format_type >> 8U), static_cast<std::uint8_t>(format_type & 0xFFU)};
  const Bytes header = concat({encode_tlv(0x80, Bytes{0x01, 0x01}), encode_tlv(0x81, Bytes{0x02}),
                               encode_tlv(0x87, Bytes{0x01, 0x01}), encode_tlv(0x88, type)});
  const Bytes information = concat({encode_tlv(0xA1, header), encode_tlv(tag, record)});
  return encode_tlv(0x75, encode_tlv(0x7F61, concat({encode_integer(1), encode_tlv(0x7F60, information)})));
}

namespace {

// The biometric header (9303-10 section 4.7.2.1): whose format the record has, and that it is of a face.
Result<void> check_header(ByteView header) {
  PROOFMARK_TRY(const std::optional<Tlv> owner, find(header, 0x87, Lengths::any));
  PROOFMARK_TRY(const std::optional<Tlv> type, find(header, 0x88, Lengths::any));
  PROOFMARK_TRY(const std::optional<Tlv> kind, find(header, 0x81, Lengths::any));
  const auto is = [](const std::optional<Tlv>& object, std::initializer_list<std::uint8_t> value) {
    return object && std::equal(value.begin(), value.end(), object->value.begin(), object->value.end());
  };
  const bool face = !kind || is(kind, {0x02}) || is(kind, {0x00, 0x00, 0x02});
  if (is(owner, {0x01, 0x01}) && (is(type, {0x00, 0x08}) || is(type, {0x00, 0x2A})) && face) return {};
  return fail("ICAO 9303-10 section 4.7.2", "the header of a face of ISO/IEC JTC 1/SC 37", to_hex(header), refuse);
}

}  // namespace

Result<FacialImage> parse_dg2(ByteView file) {
  PROOFMARK_TRY(const Tlv group, parse_single(file, 0x75, "data group 2", Lengths::any));
  PROOFMARK_TRY(const Tlv templates, parse_single(group.value, 0x7F61, "the biometric template group", Lengths::any));
  TlvReader reader(templates.value, Lengths::any);
  PROOFMARK_TRY(const Tlv number, reader.expect(0x02, "the number of templates"));
  PROOFMARK_TRY(const std::uint32_t count, decode_integer(number.value));
  if (count < 1 || count > 9)
    return fail("ICAO 9303-10 section 4.7.2", "1 to 9 biometric templates", std::to_string(count), refuse);
  PROOFMARK_TRY(const Tlv first, reader.expect(0x7F60, "a biometric template"));
  for (std::uint32_t i = 1; i < count; ++i) {
    PROOFMARK_CHECK(reader.expect(0x7F60, "a biometric template"));
  }
  PROOFMARK_CHECK(reader.finish("the biometric template group"));
  TlvReader parts(first.value, Lengths::any);
  PROOFMARK_TRY(const Tlv header, parts.expect(0xA1, "the biometric header"));
  PROOFMARK_CHECK(check_header(header.value));
  PROOFMARK_TRY(const Tlv data, parts.next());
  PROOFMARK_CHECK(parts.finish("the biometric template"));
  if (data.tag != 0x5F2E && data.tag != 0x7F2E)
    return fail("ICAO 9303-10 section 4.7.2", "a biometric data block (5F2E or 7F2E)", to_hex(data.whole.first(2)),
                refuse);
  if (is_face_39794(data.value)) return parse_face_39794(data.value);
  return parse_facial_record(data.value);
}

Result<Bytes> encode_dg2(const FacialImage& face) {
  if (!looks_like(face.image, face.format) || face.image.size() > 0x00FFFFFF)
    return fail(clause, "a JPEG or JPEG 2000 image of at most 16 MiB", std::to_string(face.image.size()) + " bytes",
                "Encode the portrait again.");
  const auto block = static_cast<std::uint32_t>(facial_information + image_information + face.image.size());
  const Bytes zeros(facial_information - 6, 0);  // sex, eyes, hair, properties, expression and pose: unspecified
  const Bytes magic{'F', 'A', 'C', 0, '0', '1', '0', 0};
  const Bytes image_head{0x01, static_cast<std::uint8_t>(face.format)};  // full frontal
  // Colour space RGB24, source unspecified, device and quality not given.
  const Bytes image_tail{0x01, 0x00, 0x00, 0x00, 0x00, 0x00};
  const Bytes record = concat({magic, big_endian(static_cast<std::uint32_t>(record_header) + block, 4),
                               big_endian(1, 2), big_endian(block, 4), big_endian(0, 2), zeros, image_head,
                               big_endian(face.width, 2), big_endian(face.height, 2), image_tail, face.image});
  return dg2_around(0x0008, 0x5F2E, record);
}

}  // namespace proofmark::emrtd
