#include "common/emrtd/lds.hpp"

#include <gtest/gtest.h>

#include "common/emrtd/tlv.hpp"

namespace proofmark::emrtd {
namespace {

Bytes hex(std::string_view text) {
  return *from_hex(text);
}

const Bytes small_jpeg = *from_hex("FFD8FFE000104A464946000101000001000100 00FFD9");

// Every truncation and every single byte set to another value must end in a value or an error, never in a crash; the
// sanitizer builds make reading outside the bytes a crash.
template <typename Parse>
void torture(const Bytes& file, Parse parse) {
  for (std::size_t length = 0; length < file.size(); ++length) EXPECT_FALSE(parse(ByteView(file).first(length)));
  for (std::size_t at = 0; at < std::min<std::size_t>(file.size(), 200); ++at) {
    for (const int value : {0x00, 0x7F, 0x80, 0x84, 0xFF}) {
      Bytes altered = file;
      altered[at] = static_cast<std::uint8_t>(value);
      (void)parse(altered);
    }
  }
}

TEST(Com, both_ways) {
  const EfCom com{"0107", "040000", {0x61, 0x75, 0x6E, 0x6F}};
  const Bytes file = encode_com(com);
  const auto parsed = parse_com(file);
  ASSERT_TRUE(parsed) << parsed.error().line();
  EXPECT_EQ(parsed->data_group_tags, com.data_group_tags);
  EXPECT_EQ(parsed->lds_version, "0107");
  torture(file, [](ByteView bytes) { return parse_com(bytes); });
}

TEST(Com, refuses_unknown_and_repeated_tags) {
  EXPECT_FALSE(parse_com(encode_com({"0107", "040000", {0x61, 0x62}})));
  EXPECT_FALSE(parse_com(encode_com({"0107", "040000", {0x61, 0x61}})));
  EXPECT_FALSE(parse_com(encode_com({"01x7", "040000", {0x61}})));
  EXPECT_FALSE(parse_com(encode_com({"0300", "040000", {0x61}})));
  EXPECT_FALSE(parse_com(encode_com({"0107", "050000", {0x61}})));
}

TEST(DataGroups, tags_and_numbers) {
  for (unsigned number = 1; number <= 16; ++number) EXPECT_EQ(data_group_of_tag(tag_of_data_group(number)), number);
  EXPECT_EQ(tag_of_data_group(1), 0x61);
  EXPECT_EQ(tag_of_data_group(2), 0x75);
  EXPECT_EQ(tag_of_data_group(14), 0x6E);
  EXPECT_EQ(tag_of_data_group(0), 0);
  EXPECT_EQ(tag_of_data_group(17), 0);
  EXPECT_EQ(data_group_of_tag(0x62), 0U);
}

TEST(Dg1, both_ways) {
  const std::string zone(90, '<');
  const Bytes file = encode_dg1(zone);
  EXPECT_EQ(*parse_dg1(file), zone);
  EXPECT_FALSE(parse_dg1(encode_dg1(std::string(89, '<'))));
  torture(file, [](ByteView bytes) { return parse_dg1(bytes); });
}

TEST(Dg2, both_ways) {
  const auto file = encode_dg2({small_jpeg, ImageFormat::jpeg, 480, 640});
  ASSERT_TRUE(file) << file.error().line();
  const auto face = parse_dg2(*file);
  ASSERT_TRUE(face) << face.error().line();
  EXPECT_EQ(face->image, small_jpeg);
  EXPECT_EQ(face->format, ImageFormat::jpeg);
  EXPECT_EQ(face->width, 480);
  EXPECT_EQ(face->height, 640);
  torture(*file, [](ByteView bytes) { return parse_dg2(bytes); });
}

TEST(Dg2, the_image_must_be_what_the_record_says) {
  EXPECT_FALSE(encode_dg2({Bytes{1, 2, 3, 4}, ImageFormat::jpeg, 1, 1}));
  EXPECT_FALSE(encode_dg2({small_jpeg, ImageFormat::jpeg2000, 1, 1}));
  Bytes file = *encode_dg2({small_jpeg, ImageFormat::jpeg, 1, 1});
  const std::size_t image_at = file.size() - small_jpeg.size();
  file[image_at - 11] = 1;  // image data type: JPEG 2000
  EXPECT_FALSE(parse_dg2(file));
  file[image_at - 11] = 7;
  EXPECT_FALSE(parse_dg2(file));
}

// Sex, eyes, hair, pose and its uncertainty, and the type of the face image (ISO/IEC 19794-5 clauses 5.5 and 5.7).
TEST(Dg2, values_that_are_not_defined_are_refused) {
  const Bytes file = *encode_dg2({small_jpeg, ImageFormat::jpeg, 1, 1});
  const std::size_t record = file.size() - small_jpeg.size() - 46;
  for (const std::size_t field : {20U, 21U, 22U, 28U, 29U, 30U, 31U, 32U, 33U, 34U}) {
    Bytes altered = file;
    altered[record + field] = field == 22 ? 0x14 : field < 28 || field == 34 ? 0x0A : 0xC8;
    EXPECT_FALSE(parse_dg2(altered)) << "field at " << field;
    altered[record + field] = 0x01;
    EXPECT_TRUE(parse_dg2(altered)) << "field at " << field;
  }
}

TEST(Dg2, the_header_is_that_of_a_face) {
  const Bytes file = *encode_dg2({small_jpeg, ImageFormat::jpeg, 1, 1});
  const auto altered = [&](const std::string& from, const std::string& to) {
    const Bytes wanted = *from_hex(from), put = *from_hex(to);
    Bytes changed = file;
    const auto at = std::search(changed.begin(), changed.end(), wanted.begin(), wanted.end());
    EXPECT_NE(at, changed.end()) << from;
    if (at != changed.end()) std::copy(put.begin(), put.end(), at);
    return changed;
  };
  EXPECT_TRUE(parse_dg2(altered("810102", "810102")));
  EXPECT_FALSE(parse_dg2(altered("810102", "810108")));      // fingerprints
  EXPECT_FALSE(parse_dg2(altered("87020101", "870201FF")));  // the format's owner
  EXPECT_FALSE(parse_dg2(altered("87020101", "86020101")));  // none
  EXPECT_FALSE(parse_dg2(altered("88020008", "88020009")));  // the format's type
}

TEST(Dg2, lengths_inside_the_record_must_agree) {
  const Bytes file = *encode_dg2({small_jpeg, ImageFormat::jpeg, 1, 1});
  const Bytes magic{'F', 'A', 'C', 0};
  const auto record =
      static_cast<std::size_t>(std::search(file.begin(), file.end(), magic.begin(), magic.end()) - file.begin());
  ASSERT_LT(record, file.size());
  for (const std::size_t field : {8U, 11U, 13U, 14U, 16U, 17U, 18U, 19U}) {  // lengths, image and feature counts
    Bytes altered = file;
    altered[record + field] = static_cast<std::uint8_t>(altered[record + field] + 1);
    const bool may_be_right = field == 13;  // two images announced: the first may still lie inside the record
    if (!may_be_right) {
      EXPECT_FALSE(parse_dg2(altered)) << "field at " << field;
    }
  }
}

TEST(SecurityObject, both_ways) {
  LdsSecurityObject object{
      "2.16.840.1.101.3.4.2.1", {{1, Bytes(32, 1)}, {2, Bytes(32, 2)}, {14, Bytes(32, 3)}}, "", ""};
  const auto file = encode_lds_security_object(object);
  ASSERT_TRUE(file);
  const auto parsed = parse_lds_security_object(*file);
  ASSERT_TRUE(parsed) << parsed.error().line();
  EXPECT_EQ(parsed->digest_algorithm, object.digest_algorithm);
  EXPECT_EQ(parsed->hashes, object.hashes);
  torture(*file, [](ByteView bytes) { return parse_lds_security_object(bytes); });
  object.lds_version = "0108";
  object.unicode_version = "040000";
  const auto versioned = parse_lds_security_object(*encode_lds_security_object(object));
  ASSERT_TRUE(versioned);
  EXPECT_EQ(versioned->lds_version, "0108");
}

TEST(SecurityObject, a_data_group_listed_twice_or_out_of_range_is_refused) {
  const Bytes algorithm = encode_tlv(0x30, encode_tlv(0x06, *encode_oid("2.16.840.1.101.3.4.2.1")));
  const auto entry = [](std::uint32_t number) {
    return encode_tlv(0x30, concat({encode_integer(number), encode_tlv(0x04, Bytes(32, 1))}));
  };
  const auto object = [&](const Bytes& hashes) {
    return encode_tlv(0x30, concat({encode_integer(0), algorithm, encode_tlv(0x30, hashes)}));
  };
  EXPECT_TRUE(parse_lds_security_object(object(entry(1))));
  EXPECT_FALSE(parse_lds_security_object(object(concat({entry(1), entry(1)}))));
  EXPECT_FALSE(parse_lds_security_object(object(entry(17))));
  EXPECT_FALSE(parse_lds_security_object(object(entry(0))));
  EXPECT_FALSE(parse_lds_security_object(object({})));
}

TEST(SecurityInfos, both_ways_with_every_kind) {
  SecurityInfos infos;
  infos.pace = {{"0.4.0.127.0.7.2.2.4.2.2", 2, 13U}};
  infos.chip_authentication = {{"0.4.0.127.0.7.2.2.3.2.2", 1, 7U}};
  infos.chip_authentication_keys = {{oid_chip_authentication_key_ecdh, hex("300406022A03"), 7U}};
  infos.active_authentication_algorithm = "0.4.0.127.0.7.1.1.4.1.3";
  infos.others = {hex("300706052A03040506")};
  const auto file = encode_dg14(infos);
  ASSERT_TRUE(file) << file.error().line();
  const auto parsed = parse_dg14(*file);
  ASSERT_TRUE(parsed) << parsed.error().line();
  EXPECT_EQ(parsed->pace, infos.pace);
  ASSERT_EQ(parsed->chip_authentication.size(), 1U);
  EXPECT_EQ(parsed->chip_authentication[0].key_id, 7U);
  ASSERT_EQ(parsed->chip_authentication_keys.size(), 1U);
  EXPECT_EQ(parsed->chip_authentication_keys[0].public_key, infos.chip_authentication_keys[0].public_key);
  EXPECT_EQ(parsed->active_authentication_algorithm, infos.active_authentication_algorithm);
  EXPECT_EQ(parsed->others, infos.others);
  torture(*file, [](ByteView bytes) { return parse_dg14(bytes); });
}

TEST(SecurityInfos, unknown_protocols_are_kept_and_damaged_known_ones_refused) {
  EXPECT_TRUE(parse_security_infos(hex("3100")));
  EXPECT_FALSE(parse_security_infos(hex("3000")));
  EXPECT_FALSE(parse_security_infos(hex("31020400")));
  // PACEInfo without a version, and with one that is not an INTEGER.
  EXPECT_FALSE(parse_security_infos(hex("310E300C060A04007F00070202040202")));
  EXPECT_FALSE(parse_security_infos(hex("3111300F060A04007F00070202040202040102")));
  EXPECT_FALSE(encode_security_infos({{{"no identifier", 2, 13U}}, {}, {}, {}, {}}));
}

TEST(SecurityInfos, more_than_any_document_has_are_refused) {
  const auto dg14_of = [](std::size_t count) {
    SecurityInfos infos;
    infos.chip_authentication.resize(count, {"0.4.0.127.0.7.2.2.3.2.2", 1, 7U});
    return encode_dg14(infos).value();
  };
  EXPECT_TRUE(parse_dg14(dg14_of(most_security_infos)));
  const auto refused = parse_dg14(dg14_of(most_security_infos + 1));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().expected, "at most 128 SecurityInfos");
  EXPECT_EQ(parse_dg14(dg14_of(most_security_infos + 1), most_security_infos + 1)->chip_authentication.size(), 129U);
}

// ISO/IEC 7816-4 clause 5.2.2.2; the security object and its hashes are DER.
TEST(LongLengths, are_read_in_the_data_structures_own_objects_alone) {
  const auto longer = [](const char* tag, const Bytes& value) {
    return concat({hex(tag), hex("8200"), Bytes{static_cast<std::uint8_t>(value.size())}, value});
  };
  const std::string zone(90, '<');
  EXPECT_EQ(parse_dg1(longer("61", longer("5F1F", to_bytes(zone)))).value_or(""), zone);
  const Bytes com = concat({longer("5F01", to_bytes("0107")), longer("5F36", to_bytes("040000")), hex("5C026175")});
  EXPECT_EQ(parse_com(longer("60", com)).value_or(EfCom{}).data_group_tags.size(), 2U);
  EXPECT_EQ(to_hex(parse_sod(longer("77", hex("3000"))).value_or(Bytes{})), "3000");
  EXPECT_FALSE(parse_sod(longer("77", hex("30820000"))));
  EXPECT_EQ(to_hex(parse_dg15(longer("6F", hex("3000"))).value_or(Bytes{})), "3000");
  EXPECT_FALSE(parse_dg15(longer("6F", hex("308100"))));
  const Bytes object = encode_lds_security_object({"2.16.840.1.101.3.4.2.1", {{1, Bytes(32, 1)}}, "", ""}).value();
  EXPECT_TRUE(parse_lds_security_object(object));
  EXPECT_FALSE(parse_lds_security_object(longer("30", Bytes(object.begin() + 2, object.end()))));
}

TEST(SodAndDg15, wrappers) {
  const Bytes key = hex("300406022A03");
  EXPECT_EQ(*parse_dg15(encode_dg15(key)), key);
  EXPECT_EQ(*parse_sod(encode_sod(key)), key);
  EXPECT_FALSE(parse_dg15(encode_sod(key)));
  EXPECT_FALSE(parse_sod(hex("7700")));
  EXPECT_FALSE(parse_sod(concat({encode_sod(key), Bytes{0x00}})));
}

}  // namespace
}  // namespace proofmark::emrtd
