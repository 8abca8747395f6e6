#include "tests/fuzz/seeds_chip.hpp"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "common/emrtd/apdu.hpp"
#include "common/emrtd/ec_domain.hpp"
#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"
#include "common/media/jpeg.hpp"
#include "common/picture_size.hpp"
#include "common/random.hpp"
#include "tests/fuzz/small_document.hpp"

namespace proofmark::fuzz {
namespace {

Bytes part(ByteView content) {
  return concat(
      {Bytes{static_cast<std::uint8_t>(content.size() >> 8U), static_cast<std::uint8_t>(content.size() & 0xFFU)},
       content});
}
Bytes ok(ByteView data) {
  return part(concat({data, Bytes{0x90, 0x00}}));
}

// What the chip says in the order in which the terminal asks (tests/fuzz/inspection.cpp).
Result<void> write_inspections(const WriteSeed& write) {
  const SmallDocument& document = small_document();
  const Bytes absent{0x01};
  const auto file = [&](std::uint16_t id) { return concat({Bytes{0x00}, part(document.files.at(id))}); };
  Bytes files = concat({absent, absent, file(emrtd::fid_com), file(emrtd::fid_sod)});
  for (const unsigned number : {1U, 2U, 14U, 15U}) files = concat({files, file(emrtd::fid_of_data_group(number))});
  // With key agreement's empty answers after the files, and with the end instead.
  for (const std::uint8_t choice : {std::uint8_t{0x09}, std::uint8_t{0x0D}, std::uint8_t{0x0B}}) {
    const std::string name = std::to_string(choice);
    PROOFMARK_CHECK(write("inspection", "files-" + name, concat({Bytes{choice}, files})));
    PROOFMARK_CHECK(write("inspection", "files-and-proof-" + name,
                          concat({Bytes{choice}, files, part({}), part(emrtd::encode_tlv(0x7C, ByteView{}))})));
  }
  const auto offer = ByteView(document.card_access);
  SeededRandom random(5, "seeds of inspections");
  PROOFMARK_TRY(const emrtd::EcDomain curve, emrtd::EcDomain::standardised(12));
  const auto step = [](std::uint32_t tag, const Bytes& value) {
    return ok(emrtd::encode_tlv(0x7C, emrtd::encode_tlv(tag, value)));
  };
  Bytes pace = concat({Bytes{0x00}, ok({}), ok(offer.first(8)), ok(offer.subspan(8)), ok({})});
  pace = concat({pace, step(0x80, random.bytes(16))});
  for (const std::uint32_t tag : {0x82U, 0x84U}) {
    PROOFMARK_TRY(const auto pair, curve.generate(random));
    pace = concat({pace, step(tag, pair.public_point)});
  }
  PROOFMARK_CHECK(write("inspection", "pace", concat({pace, step(0x86, random.bytes(8))})));
  return write("inspection", "basic-access",
               concat({Bytes{0x00}, part(Bytes{0x6A, 0x82}), part(Bytes{0x6A, 0x82}), ok({}), ok(Bytes(8, 1)),
                       ok(Bytes(40, 2))}));
}

Result<void> write_commands(const WriteSeed& write) {
  const std::string application = "00A4040C07A0000002471001", com = "00A4020C02011E", read = "00B0000000";
  const std::string odd = "00B100000354010000", challenge = "0084000008", prove = "0088000008001122334455667700";
  const std::string access = "00A4020C02011C", set = "0022C1A40F800A04007F00070202040202830102";
  const std::string nonce = "10860000027C0000", keys = "002241A60491021122", certificate = "002A00BE0401020304";
  const std::vector<std::vector<std::string>> sequences = {
      {access, read, set, nonce}, {application, com, read, odd, challenge}, {application, prove, keys, certificate}};
  for (std::size_t i = 0; i < sequences.size(); ++i)
    for (const bool opened : {false, true}) {
      Bytes content{static_cast<std::uint8_t>(opened ? 1 : 0)};
      for (const std::string& hex : sequences[i]) {
        PROOFMARK_TRY(Bytes command, from_hex(hex));
        if (opened) command.insert(command.begin(), 1);
        content.push_back(static_cast<std::uint8_t>(command.size()));
        content.insert(content.end(), command.begin(), command.end());
      }
      PROOFMARK_CHECK(write("emrtd", std::to_string(i) + (opened ? "-opened" : ""), content));
    }
  return {};
}

Result<void> write_portraits(const WriteSeed& write) {
  cv::Mat picture(48, 40, CV_8UC3);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x)
      picture.at<cv::Vec3b>(y, x) = cv::Vec3b(static_cast<std::uint8_t>(x * y % 251), static_cast<std::uint8_t>(4 * x),
                                              static_cast<std::uint8_t>(5 * y));
  PROOFMARK_TRY(const Bytes jpeg, media::encode_jpeg(picture, 50));
  PROOFMARK_CHECK(write("portrait", "jpeg", jpeg));
  Bytes progressive;
  if (!cv::imencode(".jpg", picture, progressive, {cv::IMWRITE_JPEG_PROGRESSIVE, 1, cv::IMWRITE_JPEG_QUALITY, 50}))
    return fail("seeds", "a progressive JPEG", "none", "");
  PROOFMARK_CHECK(write("portrait", "progressive", progressive));
  cv::Mat grey;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  Bytes grey_jpeg;
  if (!cv::imencode(".jpg", grey, grey_jpeg)) return fail("seeds", "a grey JPEG", "none", "");
  PROOFMARK_CHECK(write("portrait", "grey", grey_jpeg));
  PROOFMARK_TRY(const Bytes boxed, media::encode_jpeg2000(picture, 300));
  PROOFMARK_CHECK(write("portrait", "boxes", boxed));
  PROOFMARK_TRY(const PictureSize size, picture_size(boxed));
  return write("portrait", "stream", size.stream);
}

}  // namespace

Result<void> write_chip_seeds(const WriteSeed& write) {
  PROOFMARK_CHECK(write_inspections(write));
  PROOFMARK_CHECK(write_commands(write));
  return write_portraits(write);
}

}  // namespace proofmark::fuzz
