// The facial record of ISO/IEC 39794-5:2019 as ICAO 9303-10 section 4.7.2 puts it into DG2: extensible ASN.1, of which
// one two-dimensional image and its size are read. What an encoder may add is passed over.
#include "common/emrtd/lds_face.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

constexpr const char* clause = "ISO/IEC 39794-5 annex A";
constexpr const char* refuse = "The chip's portrait cannot be read; refuse the document.";
constexpr std::uint32_t record_tag = 0x65;  // [APPLICATION 5] FaceImageDataBlock
// ImageDataFormat.
constexpr std::uint32_t jpeg = 2;
constexpr std::uint32_t jpeg2000_lossy = 3;
constexpr std::uint32_t jpeg2000_lossless = 4;

Result<Tlv> require(ByteView level, std::uint32_t tag, const std::string& what) {
  PROOFMARK_TRY(const std::optional<Tlv> found, find(level, tag));
  if (!found) return fail(clause, what, "none", refuse);
  return *found;
}

// A field of the image's size; zero where the record does not say.
Result<std::uint16_t> side(ByteView level, std::uint32_t tag) {
  PROOFMARK_TRY(const std::optional<Tlv> found, find(level, tag));
  if (!found) return std::uint16_t{0};
  PROOFMARK_TRY(const std::uint32_t value, decode_integer(found->value));
  if (value > 0xFFFF) return fail(clause, "a side of at most 65535 pixels", std::to_string(value), refuse);
  return static_cast<std::uint16_t>(value);
}

Bytes small_integer(std::uint32_t tag, std::uint32_t value) {
  const Bytes integer = encode_integer(value);
  return encode_tlv(tag, ByteView(integer).subspan(2));
}

}  // namespace

bool is_face_39794(ByteView record) {
  const auto single = TlvReader(record).next();
  if (!single) return false;
  if (single->tag == record_tag) return true;
  const auto inner = single->tag == 0xA1 ? TlvReader(single->value).next() : TlvReader(ByteView{}).next();
  return inner.has_value() && inner->tag == record_tag;
}

Result<FacialImage> parse_face_39794(ByteView record) {
  TlvReader reader(record);
  PROOFMARK_TRY(Tlv block, reader.next());
  PROOFMARK_CHECK(reader.finish("the biometric data block"));
  if (block.tag == 0xA1) {
    PROOFMARK_TRY(block, parse_single(block.value, record_tag, "the facial record"));
  }
  PROOFMARK_TRY(const Tlv representations, require(block.value, 0xA1, "representation blocks"));
  PROOFMARK_TRY(const Tlv representation, require(representations.value, 0x30, "a representation block"));
  PROOFMARK_TRY(const Tlv image, require(representation.value, 0xA1, "an image representation"));
  PROOFMARK_TRY(const Tlv base, require(image.value, 0xA0, "an image representation of the base standard"));
  PROOFMARK_TRY(const Tlv flat, require(base.value, 0xA0, "a two-dimensional image"));
  PROOFMARK_TRY(const Tlv data, require(flat.value, 0x80, "the image's data"));
  PROOFMARK_TRY(const Tlv information, require(flat.value, 0xA1, "the image's description"));
  PROOFMARK_TRY(const Tlv format, require(information.value, 0xA0, "the image's format"));
  PROOFMARK_TRY(const Tlv code, require(format.value, 0x80, "the format's code"));
  PROOFMARK_TRY(const std::uint32_t number, decode_integer(code.value));
  if (number != jpeg && number != jpeg2000_lossy && number != jpeg2000_lossless)
    return fail(clause, "JPEG or JPEG 2000", "image data format " + std::to_string(number), refuse);
  FacialImage face{Bytes(data.value.begin(), data.value.end()),
                   number == jpeg ? ImageFormat::jpeg : ImageFormat::jpeg2000, 0, 0};
  if (!looks_like(face.image, face.format))
    return fail(clause, "an image of the format the record names", "other bytes", refuse);
  PROOFMARK_TRY(const std::optional<Tlv> size, find(information.value, 0xA7));
  if (size) {
    PROOFMARK_TRY(face.width, side(size->value, 0x80));
    PROOFMARK_TRY(face.height, side(size->value, 0x81));
  }
  return face;
}

Result<Bytes> encode_dg2_39794(const FacialImage& face) {
  if (!looks_like(face.image, face.format) || face.image.size() > 0x00FFFFFF)
    return fail(clause, "a JPEG or JPEG 2000 image of at most 16 MiB", std::to_string(face.image.size()) + " bytes",
                "Encode the portrait again.");
  const Bytes version = encode_tlv(0xA0, concat({small_integer(0x80, 3), small_integer(0x81, 2019)}));
  const Bytes format = encode_tlv(0xA0, small_integer(0x80, face.format == ImageFormat::jpeg ? jpeg : jpeg2000_lossy));
  const Bytes size = encode_tlv(0xA7, concat({small_integer(0x80, face.width), small_integer(0x81, face.height)}));
  const Bytes flat = concat({encode_tlv(0x80, face.image), encode_tlv(0xA1, concat({format, size}))});
  const Bytes image = encode_tlv(0xA1, encode_tlv(0xA0, encode_tlv(0xA0, flat)));
  const Bytes representation = encode_tlv(0x30, concat({small_integer(0x80, 0), image}));
  const Bytes record = encode_tlv(record_tag, concat({version, encode_tlv(0xA1, representation)}));
  return dg2_around(0x002A, 0x7F2E, encode_tlv(0xA1, record));
}

}  // namespace proofmark::emrtd
