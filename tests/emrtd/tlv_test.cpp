#include "common/emrtd/tlv.hpp"

#include <gtest/gtest.h>

namespace proofmark::emrtd {
namespace {

Bytes hex(std::string_view text) {
  return *from_hex(text);
}

TEST(Tlv, reads_tags_of_one_to_three_bytes) {
  const Bytes bytes = hex("61 01 AA  5F1F 02 BBCC  7F8149 00");
  TlvReader reader(bytes);
  const auto one = reader.next();
  ASSERT_TRUE(one);
  EXPECT_EQ(one->tag, 0x61U);
  EXPECT_TRUE(one->constructed());
  const auto two = reader.next();
  ASSERT_TRUE(two);
  EXPECT_EQ(two->tag, 0x5F1FU);
  EXPECT_EQ(to_hex(two->value), "bbcc");
  EXPECT_FALSE(two->constructed());
  const auto three = reader.next();
  ASSERT_TRUE(three);
  EXPECT_EQ(three->tag, 0x7F8149U);
  EXPECT_TRUE(reader.at_end());
  EXPECT_TRUE(reader.finish("the test"));
}

class MalformedTlv : public ::testing::TestWithParam<const char*> {};

TEST_P(MalformedTlv, is_refused) {
  const Bytes bytes = hex(GetParam());
  TlvReader reader(bytes);
  const auto tlv = reader.next();
  ASSERT_FALSE(tlv) << to_hex(tlv->whole);
  EXPECT_FALSE(tlv.error().clause.empty());
}

INSTANTIATE_TEST_SUITE_P(Cases, MalformedTlv,
                         ::testing::Values("",                    // nothing
                                           "61",                  // no length
                                           "6102AA",              // value too short
                                           "00",                  // filler
                                           "FF00",                // filler
                                           "5F",                  // tag cut
                                           "5F8001AA",            // second tag byte with leading zero bits
                                           "5F8181810100",        // tag of more than three bytes
                                           "618000",              // indefinite length
                                           "61810161",            // length not in its shortest form
                                           "6182007F",            // the same in two bytes
                                           "618500000000010061",  // five length bytes
                                           "6184FFFFFFFF00",      // length far beyond the data
                                           "6182"));              // length cut

// ISO/IEC 7816-4 clause 5.2.2.2: each number of length bytes begins at 0. Nothing else becomes looser by it.
TEST(Tlv, longer_lengths_are_read_where_the_caller_says_so) {
  const Bytes bytes = hex("61820004808101AA");
  const auto outer = parse_single(bytes, 0x61, "outer", Lengths::any);
  ASSERT_TRUE(outer) << outer.error().line();
  EXPECT_EQ(to_hex(outer->value), "808101aa");
  EXPECT_TRUE(find(outer->value, 0x80, Lengths::any).value().has_value());
  EXPECT_FALSE(find(outer->value, 0x80));
  EXPECT_EQ(announced_length(ByteView(bytes).first(4)).value_or(0), bytes.size());
  for (const char* wrong :
       {"61820005808101AA", "618000", "618500000000010061", "6184FFFFFFFF00", "6182", "61820004808101"})
    EXPECT_FALSE(parse_single(hex(wrong), 0x61, "outer", Lengths::any)) << wrong;
  EXPECT_FALSE(parse_single(hex("618200018000"), 0x61, "outer", Lengths::any)) << "bytes after it";
}

TEST(Tlv, deep_nesting_costs_no_stack) {
  Bytes nested;
  for (int i = 0; i < 200000; ++i) nested.insert(nested.end(), {0x30, 0x84});
  EXPECT_FALSE(parse_single(nested, 0x30, "bomb"));
}

TEST(Tlv, expect_optional_and_finish_name_what_is_wrong) {
  const Bytes bytes = hex("8001AA8101BB");
  TlvReader reader(bytes);
  const auto missing = reader.optional(0x81);
  ASSERT_TRUE(missing);
  EXPECT_FALSE(missing->has_value());
  EXPECT_TRUE(reader.expect(0x80, "first"));
  const auto wrong = TlvReader(bytes).expect(0x82, "the second thing");
  ASSERT_FALSE(wrong);
  EXPECT_NE(wrong.error().line().find("the second thing"), std::string::npos);
  EXPECT_FALSE(reader.finish("the test"));
  const Bytes after = hex("800000");
  EXPECT_FALSE(parse_single(after, 0x80, "one object"));
}

TEST(Tlv, find_reads_the_level_to_its_end) {
  const Bytes good = hex("8001AA8101BB8101CC");
  const auto found = find(good, 0x81);
  ASSERT_TRUE(found && *found);
  EXPECT_EQ(to_hex((*found)->value), "bb");
  EXPECT_FALSE(find(hex("8101BB82"), 0x81));  // damage after the object that is looked for
  const auto none = find(good, 0x85);
  ASSERT_TRUE(none);
  EXPECT_FALSE(none->has_value());
}

TEST(Tlv, encode_and_decode_agree_at_every_length_form) {
  for (const std::size_t size : {0U, 1U, 127U, 128U, 255U, 256U, 65535U, 65536U}) {
    const Bytes value(size, 0x5A);
    const Bytes encoded = encode_tlv(0x7F61, value);
    const auto decoded = parse_single(encoded, 0x7F61, "it");
    ASSERT_TRUE(decoded) << size;
    EXPECT_EQ(decoded->value.size(), size);
    const auto announced = announced_length(ByteView(encoded).first(std::min<std::size_t>(8, encoded.size())));
    ASSERT_TRUE(announced);
    EXPECT_EQ(*announced, encoded.size());
  }
}

TEST(Tlv, integers) {
  for (const std::uint32_t value : {0U, 1U, 127U, 128U, 255U, 256U, 0x7FFFU, 0x8000U, 0x7FFFFFFFU}) {
    const Bytes encoded = encode_integer(value);
    const auto object = parse_single(encoded, 0x02, "INTEGER");
    ASSERT_TRUE(object);
    const auto decoded = decode_integer(object->value);
    ASSERT_TRUE(decoded);
    EXPECT_EQ(*decoded, value);
  }
  EXPECT_FALSE(decode_integer(hex("80")));          // negative
  EXPECT_FALSE(decode_integer(hex("0001")));        // not the shortest form
  EXPECT_FALSE(decode_integer(hex("0100000000")));  // too large
  EXPECT_FALSE(decode_integer({}));
}

TEST(Tlv, object_identifiers) {
  const auto content = encode_oid("0.4.0.127.0.7.2.2.4.2.2");
  ASSERT_TRUE(content);
  EXPECT_EQ(to_hex(*content), "04007f00070202040202");
  EXPECT_EQ(*decode_oid(*content), "0.4.0.127.0.7.2.2.4.2.2");
  EXPECT_EQ(*decode_oid(hex("678108010101")), "2.23.136.1.1.1");
  EXPECT_FALSE(encode_oid("not an identifier"));
  EXPECT_FALSE(decode_oid({}));
  EXPECT_FALSE(decode_oid(hex("2A86")));                      // last arc not ended
  EXPECT_FALSE(decode_oid(hex("2A8001")));                    // arc with leading zeros
  EXPECT_FALSE(decode_oid(Bytes(65, 0x01)));                  // longer than any of this field
  EXPECT_FALSE(decode_oid(hex("2AFFFFFFFFFFFFFFFFFFFF7F")));  // arc beyond 64 bits
  EXPECT_FALSE(decode_oid(hex("fcff80ffffa4ffe07f04")));      // arc that cannot be written again
}

}  // namespace
}  // namespace proofmark::emrtd
