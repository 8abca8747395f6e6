// Data groups with details, and the portrait in a record of ISO/IEC 39794-5.
#include "common/emrtd/lds_details.hpp"

#include <gtest/gtest.h>

#include "common/emrtd/lds.hpp"
#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

Bytes picture(bool jpeg2000) {
  Bytes image = jpeg2000 ? *from_hex("0000000C6A5020200D0A870A") : *from_hex("FFD8FFE0");
  image.resize(400, 0x33);
  return image;
}

TEST(Face39794, is_read_as_it_was_written) {
  for (const ImageFormat format : {ImageFormat::jpeg, ImageFormat::jpeg2000}) {
    const FacialImage face{picture(format == ImageFormat::jpeg2000), format, 413, 531};
    const auto file = encode_dg2_39794(face);
    ASSERT_TRUE(file) << file.error().line();
    const auto read = parse_dg2(*file);
    ASSERT_TRUE(read) << read.error().line();
    EXPECT_EQ(read->image, face.image);
    EXPECT_EQ(read->format, format);
    EXPECT_EQ(read->width, 413);
    EXPECT_EQ(read->height, 531);
    for (std::size_t length = 0; length < file->size(); ++length)
      EXPECT_FALSE(parse_dg2(ByteView(*file).first(length))) << length;
    EXPECT_NE(*file, *encode_dg2(face));
    EXPECT_EQ(parse_dg2(*encode_dg2(face))->image, face.image);
  }
}

TEST(Face39794, an_image_of_another_kind_is_refused) {
  EXPECT_FALSE(encode_dg2_39794({picture(true), ImageFormat::jpeg, 1, 1}));
  Bytes file = *encode_dg2_39794({picture(false), ImageFormat::jpeg, 413, 531});
  const Bytes image = picture(false);
  const auto at = std::search(file.begin(), file.end(), image.begin(), image.end());
  ASSERT_NE(at, file.end());
  *at = 0x00;
  EXPECT_FALSE(parse_dg2(file)) << "not what the record names";
  *at = 0xFF;
  // The format's code follows the image: [1] { [0] { [0] code } }.
  const auto code = at + static_cast<std::ptrdiff_t>(image.size()) + 6;
  ASSERT_EQ(*code, 2);
  *code = 9;
  EXPECT_FALSE(parse_dg2(file)) << "an unknown format";
}

TEST(Details, of_person_and_document_come_back) {
  const PersonalDetails person{"ŽEMAITIENĖ<<RŪTA", "49001010000", "19900101", "Šiauliai", ""};
  const auto read = parse_dg11(encode_dg11(person));
  ASSERT_TRUE(read) << read.error().line();
  EXPECT_EQ(read->full_name, person.full_name);
  EXPECT_EQ(read->personal_number, person.personal_number);
  EXPECT_EQ(read->date_of_birth, person.date_of_birth);
  EXPECT_EQ(read->place_of_birth, person.place_of_birth);
  EXPECT_EQ(read->address, "");
  const auto document = parse_dg12(encode_dg12({"Asmens dokumentų išrašymo centras", "20260302"}));
  ASSERT_TRUE(document);
  EXPECT_EQ(document->issuing_authority, "Asmens dokumentų išrašymo centras");
  EXPECT_EQ(document->date_of_issue, "20260302");
  const auto notify = parse_dg16(encode_dg16({{"20260302", "A<<B", "+370", "LTU"}, {"20260303", "C<<D", "", ""}}));
  ASSERT_TRUE(notify);
  ASSERT_EQ(notify->size(), 2U);
  EXPECT_EQ((*notify)[1].name, "C<<D");
  EXPECT_FALSE(parse_dg11(encode_dg12({"", ""})));
  EXPECT_FALSE(parse_dg16(Bytes{0x70, 0x00}));
}

TEST(Details, text_of_every_script_is_text) {
  for (const char* name : {"ŽEMAITIENĖ<<RŪTA", "ШЕВЧУК<<АНАСТАСІЯ", "ΠΑΠΑΔΟΠΟΥΛΟΣ<<ΓΕΩΡΓΙΟΣ", "الحسن<<كريم",
                           "山田<<太郎", "\xF0\x90\x8D\x88", ""}) {
    EXPECT_TRUE(check_text({name, "", "", "", ""})) << name;
    EXPECT_TRUE(check_text({"", name, "", name, name})) << name;
  }
}

// RFC 3629 section 3: shortest form, no surrogates, nothing above U+10FFFF; and nothing that is not shown as it stands.
TEST(Details, what_is_no_text_is_refused) {
  for (const std::string& bad :
       {std::string("\xD0I"), std::string("\xC0\xBC"), std::string("\xE0\x80\xBC"), std::string("\xF0\x80\x80\xBC"),
        std::string("\xED\xA0\x80"), std::string("\xF4\x90\x80\x80"), std::string("\xF8\x88\x80\x80\x80"),
        std::string("\xE2\x80"), std::string("\x80"), std::string("\xFF"), std::string("A\x1B[2J"),
        std::string("A\0B", 3), std::string("\x7F"), std::string("\xC2\x9B"),
        std::string("\xE2\x80\xAE"
                    "A"),
        std::string("\xE2\x81\xA6"
                    "A"),
        std::string("A\n")}) {
    EXPECT_FALSE(check_text({bad, "", "", "", ""})) << to_hex(to_bytes(bad));
    EXPECT_FALSE(check_text({"", bad, "", "", ""})) << to_hex(to_bytes(bad));
    EXPECT_FALSE(check_text({"", "", "", bad, ""})) << to_hex(to_bytes(bad));
    EXPECT_FALSE(check_text({"", "", "", "", bad})) << to_hex(to_bytes(bad));
  }
  EXPECT_EQ(check_text({"KAL\xD0", "", "", "", ""}).error().observed, "none after 3 bytes") << "nothing of the name";
}

TEST(Details, empty_templates_are_well_formed) {
  const Bytes file = encode_empty_templates(3, Bytes(16, 7));
  const auto group = parse_single(file, 0x63, "data group 3");
  ASSERT_TRUE(group);
  EXPECT_TRUE(parse_single(group->value, 0x7F61, "templates"));
  EXPECT_NE(file, encode_empty_templates(3, Bytes(16, 8)));
}

}  // namespace
}  // namespace proofmark::emrtd
